using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AdminPortal.Bench.Whole;

/// <summary>A server in a process of its own: the portal as it is delivered, or the floor.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;

    private ServerProcess(Process process, int port) => (this.process, Port) = (process, port);

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its number in the system.</summary>
    public int Id => process.Id;

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Time of all processors that it has had.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>The portal over a folder that has its database, with the API's limit so high that it counts and never refuses.</summary>
    public static Task<ServerProcess> PortalAsync(string folder)
    {
        var port = FreePort();
        return StartAsync(port, "AdminPortal.Web.dll", "run", $"--urls=http://127.0.0.1:{port}", $"--Portal:DataDirectory={folder}",
            "--Portal:Seed=none", "--Portal:PublicUrl=http://127.0.0.1:" + port, "--Portal:CircuitsPerUser=5000",
            "--Portal:CircuitsPerAddress=5000", "--Api:RateLimits:Business=1000000000", "--Logging:LogLevel:Default=Warning");
    }

    /// <summary>The floor over a folder of its own.</summary>
    /// <param name="folder">Empty.</param>
    /// <param name="people">Participants.</param>
    /// <param name="stays">Check-ins of theirs.</param>
    public static Task<ServerProcess> FloorAsync(string folder, int people, int stays)
    {
        var port = FreePort();
        return StartAsync(port, "AdminPortal.Floor.dll", folder, $"http://127.0.0.1:{port}", people.ToString(CultureInfo.InvariantCulture),
            stays.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task<ServerProcess> StartAsync(int port, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new ServerProcess(process, port);
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(port))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException($"{program} does not serve.");
            }

            await Task.Delay(50);
        }

        return server;
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
