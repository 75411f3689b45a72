using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AdminPortal.Bench;

/// <summary>The portal as a process of its own, over the database of a folder, to be killed and started again.</summary>
/// <param name="folder">Where its data lies.</param>
/// <param name="settings">More of its settings, as on the command line.</param>
internal sealed class KilledPortal(string folder, params string[] settings) : IDisposable
{
    private Process? process;

    public string Folder => folder;

    public int Port { get; } = FreePort();

    public async Task StartAsync()
    {
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [
                Path.Combine(AppContext.BaseDirectory, "AdminPortal.Web.dll"),
                string.Create(CultureInfo.InvariantCulture, $"--urls=http://127.0.0.1:{Port}"),
                $"--Portal:DataDirectory={folder}", "--Portal:Seed=none",
                $"--ConnectionStrings:Portal=Data Source={Path.Combine(folder, "portal.db")}", .. settings])
            {
                RedirectStandardOutput = true,
                Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production" },
            },
        };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("Now listening on", StringComparison.Ordinal) == true)
            {
                listens.TrySetResult();
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        await listens.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose() => process?.Dispose();

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
