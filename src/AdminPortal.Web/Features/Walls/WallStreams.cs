using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Features.Walls;

/// <summary>
/// Sends the figures to wall displays as server-sent events; a display costs one connection and the writing of bytes that all share.
/// </summary>
public sealed class WallStreams(LiveBoards boards, WallService walls, PortalMeter meter, PortalSettings settings,
    TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly byte[] Nothing = "1"u8.ToArray();

    private static readonly ConditionalWeakTable<WallView, string> Looks = [];

    /// <summary>After so long without a word the display is told that the line stands.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>How often the link is looked at, on whichever node it is revoked.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a database that is away may hold a line up.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, int> open = new();

    private int connected;

    /// <summary>Displays that are connected to this node.</summary>
    public int Connected => connected;

    /// <summary>What a display must be drawn anew for; put together once for each reading of a wall, which its displays share.</summary>
    public static string LookOf(WallView wall) => Looks.GetValue(wall, static one => string.Join('|', one.EventTitle, one.TimeZone,
        one.ShowNames, one.FullNames, one.Language, one.Theme, one.Layout, one.Door, one.Tenant, one.Logo, one.SecondsEach,
        string.Join('|', one.Events)));

    /// <summary>Writes events until the display goes, the link is revoked or the portal stops.</summary>
    public async Task RunAsync(HttpContext context, string token)
    {
        var response = context.Response;
        if (await walls.FindByTokenAsync(token, context.RequestAborted) is not { } wall)
        {
            await WriteAsync(context, Single("revoked"));
            return;
        }

        string[] places = [$"wall {wall.Id}", $"address {context.Connection.RemoteIpAddress}"];
        try
        {
            var bounds = settings.Bounds;
            if (Interlocked.Increment(ref connected) > bounds.WallStreams
                | open.AddOrUpdate(places[0], 1, (_, n) => n + 1) > bounds.WallStreamsPerLink
                | open.AddOrUpdate(places[1], 1, (_, n) => n + 1) > bounds.WallStreamsPerAddress)
            {
                meter.StreamRefused();
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                response.Headers.RetryAfter = "30";
                return;
            }

            using var counted = meter.Stream();
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await WriteAsync(context, EventsAsync(wall, token, ending.Token));
        }
        catch (OperationCanceledException)
        {
            // The display went, or the portal stops: it connects again by itself.
        }
        finally
        {
            Interlocked.Decrement(ref connected);
            foreach (var place in places)
            {
                if (open.AddOrUpdate(place, 0, (_, n) => n - 1) <= 0)
                {
                    open.TryRemove(new KeyValuePair<string, int>(place, 0));
                }
            }
        }
    }

    private async IAsyncEnumerable<SseItem<byte[]>> EventsAsync(WallView wall, string token,
        [EnumeratorCancellation] CancellationToken stopped)
    {
        yield return Event("hello", PortalBuild.Name);
        var look = (LookOf(wall), wall.IsOver(time.UtcNow()));
        var idle = wall.IsRemoved || wall.IsOver(time.UtcNow());
        using var shown = new ShownEvent(boards, wall, stopped);
        Task<WallView?>? asking = null;
        var noting = Task.CompletedTask;
        var said = time.GetTimestamp();
        while (true)
        {
            var next = shown.Next(idle ? null : wall.EventAt(time.UtcNow()).Id);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopped);
            await Task.WhenAny(next, Task.Delay(Look, time, waiting.Token));
            await waiting.CancelAsync();
            stopped.ThrowIfCancellationRequested();
            noting = noting.IsCompleted ? NoteAsync(wall) : noting;
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

            if (now is null || (LookOf(now), now.IsOver(time.UtcNow())) != look)
            {
                yield return Event(now is null ? "revoked" : now.IsRemoved || now.IsOver(time.UtcNow()) ? "removed" : "reload");
                yield break;
            }

            if (!next.IsCompleted)
            {
                if (time.GetElapsedTime(said) >= Quiet)
                {
                    said = time.GetTimestamp();
                    yield return Event(idle ? "removed" : "quiet"); // the line stands, only the figures grow old
                }

                continue;
            }

            said = time.GetTimestamp();
            var state = await next;
            if (shown.Take(state.Snapshot))
            {
                yield return new SseItem<byte[]>(WallBoard.Data(state.Snapshot, wall.FullNames), "board");
            }

            var age = (long)(time.GetUtcNow().UtcDateTime - state.ConfirmedAt).TotalMilliseconds;
            yield return Event("age", Math.Max(0, age).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Nobody waits for it: a database that is away must not hold the line up.</summary>
    private async Task NoteAsync(WallView wall)
    {
        try
        {
            await walls.SeenAsync(wall, lifetime.ApplicationStopping);
        }
        catch (Exception error) when (error is DbException or OperationCanceledException)
        {
            // The next minute notes it.
        }
    }

    private static Task WriteAsync(HttpContext context, IAsyncEnumerable<SseItem<byte[]>> events)
    {
        context.Response.Headers["X-Accel-Buffering"] = "no"; // a proxy must pass each event on at once
        return TypedResults.ServerSentEvents(events).ExecuteAsync(context);
    }

    private static async IAsyncEnumerable<SseItem<byte[]>> Single(string type)
    {
        await Task.CompletedTask;
        yield return Event(type);
    }

    private static SseItem<byte[]> Event(string type, string? data = null) =>
        new(data is null ? Nothing : Encoding.UTF8.GetBytes(data), type);

    /// <summary>What one display watches: the event whose turn it is, and nothing while there is none.</summary>
    private sealed class ShownEvent(LiveBoards boards, WallView wall, CancellationToken stopped) : IDisposable
    {
        private static readonly Task<BoardState> Never = new TaskCompletionSource<BoardState>().Task;

        private BoardSubscription? watching;

        private long eventId;

        private Task<BoardState>? next;

        private BoardSnapshot? sent;

        /// <summary>The next state of an event.</summary>
        public Task<BoardState> Next(long? of)
        {
            if (of is not { } id)
            {
                return Never;
            }

            if (watching is null || eventId != id)
            {
                // The one before is left first: what it may still bring must not be shown as the other's.
                watching?.Dispose();
                (watching, eventId, next) = (boards.Watch(wall, id), id, null);
            }

            return next ??= watching.NextAsync(stopped).AsTask();
        }

        /// <summary>Whether a state that was waited for brings other figures than those sent last.</summary>
        public bool Take(BoardSnapshot snapshot)
        {
            next = null;
            var isNew = !ReferenceEquals(snapshot, sent);
            sent = snapshot;
            return isNew;
        }

        public void Dispose() => watching?.Dispose();
    }
}
