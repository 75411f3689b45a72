using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AdminPortal.Tests.Support;

/// <summary>The portal as a process of its own over a folder, which can be killed without a word and started again on its port.</summary>
public sealed class PortalNode(string folder, params string[] settings) : IAsyncDisposable
{
    private readonly StringBuilder log = new();

    private Process? process;

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The same as an address.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    /// <summary>The process that runs.</summary>
    public Process Process => process ?? throw new InvalidOperationException("It does not run.");

    /// <summary>What it has written so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task StartAsync()
    {
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [
                Path.Combine(AppContext.BaseDirectory, "AdminPortal.Web.dll"), $"--urls={Address}", $"--Portal:DataDirectory={folder}",
                "--Portal:Seed=none", $"--ConnectionStrings:Portal=Data Source={Path.Combine(folder, "portal.db")}", .. settings])
            {
                RedirectStandardOutput = true,
                Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production" },
            },
        };
        process.OutputDataReceived += (_, line) =>
        {
            lock (log)
            {
                log.AppendLine(line.Data);
            }

            if (line.Data?.Contains("Now listening on", StringComparison.Ordinal) == true)
            {
                listens.TrySetResult();
            }
        };
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => listens.TrySetException(new IOException($"The portal ended before it listened.\n{Log}"));
        process.Start();
        process.BeginOutputReadLine();
        await listens.Task.WaitAsync(TimeSpan.FromMinutes(3));
    }

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        if (process is { } running)
        {
            process = null;
            running.Kill();
            await running.WaitForExitAsync();
            running.Dispose();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await KillAsync();

    /// <summary>A port of this machine that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
