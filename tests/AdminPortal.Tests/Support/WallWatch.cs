using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace AdminPortal.Tests.Support;

/// <summary>A wall display without a browser: connects again by itself and knows when it showed which number of check-ins first.</summary>
public sealed class WallWatch(HttpClient http, Uri portal, string token)
{
    private readonly ConcurrentDictionary<int, long> shown = new();

    private readonly TaskCompletionSource<int> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int latest = -1;

    /// <summary>The longest time between two events, however often it connected meanwhile.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>The check-ins that it showed at first.</summary>
    public Task<int> FirstAsync() => first.Task.WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>When it showed so many check-ins, or more; a time stamp of <see cref="Stopwatch"/>.</summary>
    public long ShownAt(int checkIns) => shown.Where(one => one.Key >= checkIns).Min(one => one.Value);

    /// <summary>Waits until it shows so many check-ins.</summary>
    public async Task ReachedAsync(int checkIns)
    {
        while (Volatile.Read(ref latest) < checkIns)
        {
            await Task.Delay(5);
        }
    }

    /// <summary>Shows what comes until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopped)
    {
        var heard = Stopwatch.GetTimestamp();
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(portal, $"/wall/{token}/events"), HttpCompletionOption.ResponseHeadersRead,
                    stopped);
                response.EnsureSuccessStatusCode();
                await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(stopped)).EnumerateAsync(stopped))
                {
                    var gap = Stopwatch.GetElapsedTime(heard);
                    (heard, LongestGap) = (Stopwatch.GetTimestamp(), first.Task.IsCompleted && gap > LongestGap ? gap : LongestGap);
                    if (item.EventType == "board")
                    {
                        Show(item.Data, heard);
                    }
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException
                || (error is OperationCanceledException && stopped.IsCancellationRequested))
            {
                // Cut: like the display's script it connects again at once.
            }
        }
    }

    private void Show(string data, long at)
    {
        using var board = JsonDocument.Parse(data);
        var checkIns = board.RootElement.GetProperty("checkIns").GetInt32();
        shown.TryAdd(checkIns, at);
        Volatile.Write(ref latest, checkIns);
        first.TrySetResult(checkIns);
    }
}

/// <summary>A window that is opened again whenever it is cut, as a browser's page loads itself anew.</summary>
public sealed class MovingWindow
{
    private readonly TaskCompletionSource ending = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Task running;

    private PortalWindow window;

    private int cuts;

    private int openings = 1;

    private MovingWindow(PortalWindow window, Uri portal, HttpClient http, string cookies)
    {
        this.window = window;
        running = RunAsync(portal, http, cookies);
    }

    /// <summary>Signs in and opens the first page.</summary>
    public static async Task<MovingWindow> OpenAsync(Uri portal, HttpClient http, string email, string password)
    {
        using var own = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = portal };
        var visitor = new Visitor(own);
        await visitor.SignInAsync(email, password);
        return new MovingWindow(await PortalWindow.OpenAsync(portal, http, "/", visitor.Cookies), portal, http, visitor.Cookies);
    }

    /// <summary>Closes it; whether it was cut and came back each time. It has half a minute for the last time.</summary>
    public async Task<bool> EndAsync()
    {
        bool Came() => cuts > 0 && openings == cuts + 1;
        for (var began = Stopwatch.GetTimestamp(); !Came() && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30);)
        {
            await Task.Delay(20);
        }

        var came = Came();
        ending.TrySetResult();
        await running;
        await window.DisposeAsync();
        return came;
    }

    private async Task RunAsync(Uri portal, HttpClient http, string cookies)
    {
        while (true)
        {
            await Task.WhenAny(window.Closed, ending.Task);
            if (ending.Task.IsCompleted)
            {
                return;
            }

            cuts++;
            await window.DisposeAsync();
            while (!ending.Task.IsCompleted)
            {
                try
                {
                    window = await PortalWindow.OpenAsync(portal, http, "/", cookies);
                    openings++;
                    break;
                }
                catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
                {
                    await Task.Delay(100);
                }
            }
        }
    }
}
