using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AdminPortal.Domain.Live;

namespace AdminPortal.Web.Features.Walls;

/// <summary>Sends the figures to wall displays as server-sent events; a display costs one connection and the writing of bytes that all share.</summary>
public sealed class WallStreams(LiveBoards boards, WallService walls, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Displays with one link at once.</summary>
    public const int PerWall = 100;

    /// <summary>Displays from one network address at once: a hall has one address for all.</summary>
    public const int PerAddress = 60;

    private const string Removed = "event: removed\ndata: 1\n\n";

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>How long a database that is away may hold a line up.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, int> open = new();

    /// <summary>Names the running build, scripts and styles included: a display that has another one reloads itself.</summary>
    public static string Build { get; } = ReadBuild();

    /// <summary>What a display must be drawn anew for.</summary>
    public static string LookOf(WallView wall) => $"{wall.EventTitle}|{wall.TimeZone}|{wall.ShowNames}|{wall.Language}|{wall.Theme}|{wall.IsRemoved}";

    /// <summary>Writes events until the display goes, the link is revoked or the portal stops.</summary>
    public async Task RunAsync(HttpContext context, string token)
    {
        var response = context.Response;
        if (await walls.FindByTokenAsync(token, context.RequestAborted) is not { } wall)
        {
            Begin(response);
            await response.Body.WriteAsync("event: revoked\ndata: 1\n\n"u8.ToArray(), context.RequestAborted);
            return;
        }

        string[] places = [$"wall {wall.Id}", $"address {context.Connection.RemoteIpAddress}"];
        try
        {
            if (open.AddOrUpdate(places[0], 1, (_, n) => n + 1) > PerWall | open.AddOrUpdate(places[1], 1, (_, n) => n + 1) > PerAddress)
            {
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                response.Headers.RetryAfter = "30";
                return;
            }

            Begin(response);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await SendAsync(response, wall, token, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The display went, or the portal stops: it connects again by itself.
        }
        finally
        {
            foreach (var place in places)
            {
                if (open.AddOrUpdate(place, 0, (_, n) => n - 1) <= 0)
                {
                    open.TryRemove(new KeyValuePair<string, int>(place, 0));
                }
            }
        }
    }

    private async Task SendAsync(HttpResponse response, WallView wall, string token, CancellationToken stopped)
    {
        await WriteAsync(response, $"event: hello\ndata: {Build}\n\n", stopped);
        using var watching = boards.Watch(wall);
        BoardSnapshot? sent = null;
        Task<WallView?>? asking = null;
        var next = watching.NextAsync(stopped).AsTask();
        while (true)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopped);
            await Task.WhenAny(next, Task.Delay(Quiet, time, waiting.Token));
            await waiting.CancelAsync();
            stopped.ThrowIfCancellationRequested();
            asking ??= walls.FindByTokenAsync(token, stopped).AsTask();
            var now = wall;
            if (next.IsCompleted || await Task.WhenAny(asking, Task.Delay(Soon, time, stopped)) == asking)
            {
                try
                {
                    now = await asking;
                }
                catch (DbException)
                {
                    // The database is away: the link is as it was.
                }

                asking = null;
            }

            if (now is null || LookOf(now) != LookOf(wall))
            {
                await WriteAsync(response, now is null ? "event: revoked\ndata: 1\n\n" : now.IsRemoved ? Removed : "event: reload\ndata: 1\n\n", stopped);
                return;
            }

            if (!next.IsCompleted)
            {
                await WriteAsync(response, wall.IsRemoved ? Removed : "event: quiet\ndata: 1\n\n", stopped); // the line stands, only the figures grow old
                continue;
            }

            var state = await next;
            next = watching.NextAsync(stopped).AsTask();

            if (!ReferenceEquals(state.Snapshot, sent))
            {
                sent = state.Snapshot;
                await response.Body.WriteAsync(WallBoard.Event(sent), stopped);
            }

            var age = (long)(time.GetUtcNow().UtcDateTime - state.ConfirmedAt).TotalMilliseconds;
            await WriteAsync(response, string.Create(CultureInfo.InvariantCulture, $"event: age\ndata: {Math.Max(0, age)}\n\n"), stopped);
        }
    }

    private static void Begin(HttpResponse response)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // a proxy must pass each event on at once
    }

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken stopped)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), stopped);
        await response.Body.FlushAsync(stopped);
    }

    private static string ReadBuild()
    {
        var program = typeof(WallStreams).Assembly;
        var assets = Path.Combine(AppContext.BaseDirectory, $"{program.GetName().Name}.staticwebassets.endpoints.json");
        byte[] bytes = [.. program.ManifestModule.ModuleVersionId.ToByteArray(), .. File.Exists(assets) ? File.ReadAllBytes(assets) : []];
        return Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];
    }
}
