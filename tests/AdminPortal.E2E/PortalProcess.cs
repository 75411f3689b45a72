using System.Diagnostics;

namespace AdminPortal.E2E;

/// <summary>The portal as a process of its own, which dies without a word when it is disposed.</summary>
internal sealed class PortalProcess : IDisposable
{
    private readonly Process process;

    private PortalProcess(Process process) => this.process = process;

    /// <summary>Starts over a folder and waits until it listens.</summary>
    public static async Task<PortalProcess> StartAsync(string folder, int port)
    {
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet",
                [Path.Combine(AppContext.BaseDirectory, "AdminPortal.Web.dll"), $"--urls=http://localhost:{port}",
                    $"--Portal:DataDirectory={folder}", "--Portal:Seed=none",
                        $"--ConnectionStrings:Portal=Data Source={Path.Combine(folder, "portal.db")}"])
            {
                RedirectStandardOutput = true,
                Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development" },
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
        return new PortalProcess(process);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
