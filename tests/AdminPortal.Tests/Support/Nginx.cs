using System.Diagnostics;
using System.Globalization;

namespace AdminPortal.Tests.Support;

/// <summary>nginx as <c>docker-compose.yml</c> starts it, with the same file; only the addresses are those of this machine.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("adminportal-nginx").FullName;

    private readonly Process process;

    private Nginx(PortalNode one, PortalNode other)
    {
        var port = PortalNode.FreePort();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var text = File.ReadAllText(Path.Combine(Repository.Root, Configuration));
        foreach (var (name, here) in new[]
        {
            ("portal-1:8080", one.Address.Authority), ("portal-2:8080", other.Address.Authority),
            ("listen 8080;", $"listen {Address.Authority};"), ("/tmp/portal-", Path.Combine(folder, "portal-")),
        })
        {
            text = text.Contains(name, StringComparison.Ordinal)
                ? text.Replace(name, here, StringComparison.Ordinal)
                : throw new InvalidOperationException($"{Configuration} does not name {name}.");
        }

        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, text);
        process = Process.Start(new ProcessStartInfo(Program!, [
            "-c", file, "-e", Path.Combine(folder, "error.log"), "-g", $"daemon off; pid {Path.Combine(folder, "nginx.pid")};"]))!;
    }

    /// <summary>The configuration, in the repository.</summary>
    public const string Configuration = "src/AdminPortal.Web/Deploy/nginx.conf";

    /// <summary>The program; null where nginx is not installed.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Select(path => Path.Combine(path, "nginx")).FirstOrDefault(File.Exists);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it in front of two nodes, and waits until it answers.</summary>
    public static async Task<Nginx> StartAsync(PortalNode one, PortalNode other)
    {
        var nginx = new Nginx(one, other);
        using var http = new HttpClient();
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(nginx.Address, "/health/live"));
                if (answer.IsSuccessStatusCode)
                {
                    return nginx;
                }
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30))
            {
                // It does not listen yet.
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, true);
    }
}
