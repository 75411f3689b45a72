using AdminPortal.Tests.Support;

namespace AdminPortal.Bench.Whole;

/// <summary>Windows of the owner, without a browser: each loads a page and keeps its circuit, as the browser's own script does.</summary>
internal sealed class CircuitCrowd : IAsyncDisposable
{
    private readonly List<PortalWindow> windows = [];

    /// <summary>Signs in, and opens windows on a page; each has been drawn.</summary>
    public static async Task<CircuitCrowd> OpenAsync(int port, string page, int windows)
    {
        var portal = new Uri($"http://127.0.0.1:{port}/");
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = portal };
        var visitor = new Visitor(http);
        await visitor.SignInAsync(BenchData.Owner, BenchData.Password);
        var crowd = new CircuitCrowd();
        for (var i = 0; i < windows; i++)
        {
            crowd.windows.Add(await PortalWindow.OpenAsync(portal, http, page, visitor.Cookies));
        }

        return crowd;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in windows)
        {
            await window.DisposeAsync();
        }
    }
}
