using System.Collections.Immutable;
using System.Threading.Channels;
using AdminPortal.Domain.Data;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Live;

/// <summary>Reads one event's figures for all who watch it on this node. It outlives a database that goes away.</summary>
internal sealed partial class BoardPump(long tenantId, long eventId, BoardReader reader, Outages outages, TimeProvider time, ILogger logger)
    : IDisposable
{
    /// <summary>Time between two reads, at least, for the only watcher.</summary>
    internal static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(120);

    /// <summary>The same for many: four pictures a second.</summary>
    private static readonly TimeSpan ShortestOfMany = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan EachWatcher = TimeSpan.FromMilliseconds(4);

    /// <summary>
    /// Time after which the figures are confirmed when nothing woke the pump: what another node did shows within a second, the reading
    /// included.
    /// </summary>
    internal static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(800);

    /// <summary>A pump rests this many times as long as it read: it never takes more than a quarter of the time.</summary>
    private const int Rest = 3;

    /// <summary>
    /// The longest rest: the first read of a large event goes through all of its records, and the figures must not stand still for three
    /// times as long after it.
    /// </summary>
    internal static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Watchers that are told at once. Hundreds would all write and draw at the same moment, before the scans that come meanwhile: with a
    /// breath between portions those come through, and the last of them hears of it a tenth of a second later.
    /// </summary>
    private const int AtOnce = 8;

    private const int Portions = 25;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(2);

    private readonly Channel<bool> signal =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource stop = new();

    private ImmutableArray<BoardSubscription> watchers = [];

    private volatile BoardState? current;

    /// <summary>Time between two reads, at least: what few watch is soon there, what many watch costs each of them.</summary>
    internal static TimeSpan Between(int watchers)
    {
        var between = Shortest + EachWatcher * (watchers - 1);
        return between < ShortestOfMany ? between : ShortestOfMany;
    }

    /// <summary>Asks for a read; many calls before it are one.</summary>
    public void Wake() => signal.Writer.TryWrite(true);

    /// <summary>Subscribes first and hands over what is known second, so that nothing falls between.</summary>
    public void Add(BoardSubscription watcher)
    {
        var first = watchers.IsEmpty;
        watchers = watchers.Add(watcher);
        if (first)
        {
            _ = Task.Run(RunAsync);
        }
        else if (current is { } state)
        {
            watcher.Post(state);
        }
    }

    /// <summary>True when it was the last one.</summary>
    public bool Remove(BoardSubscription watcher)
    {
        watchers = watchers.Remove(watcher);
        return watchers.IsEmpty;
    }

    /// <summary>Stops reading.</summary>
    public void Dispose() => stop.Cancel();

    private async Task RunAsync()
    {
        var stopped = stop.Token;
        Task? woken = null;
        var (failing, told) = (false, false);
        while (!stopped.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            long? known = null;
            try
            {
                signal.Reader.TryRead(out _); // what is written from here on needs another read
                var state = await reader.ReadAsync(tenantId, eventId, current?.Snapshot, stopped);
                known = time.GetTimestamp();
                if (state is not null)
                {
                    current = state;
                    await TellAsync(state, stopped);
                }

                if (failing)
                {
                    outages.Over();
                    if (told)
                    {
                        LogBack(logger, eventId);
                    }

                    (failing, told) = (false, false);
                }
            }
            catch (OperationCanceledException) when (stopped.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // a pump: whoever watches sees the figures grow old, and they go on by themselves
            catch (Exception error)
#pragma warning restore CA1031
            {
                failing = true;
                if (!outages.Is(error) && !told)
                {
                    told = true; // an outage says so itself, once for all boards
                    LogFailed(logger, error, eventId);
                }
            }

            var ended = known ?? time.GetTimestamp();
            var pause = time.GetElapsedTime(began, ended) * Rest;
            var shortest = Between(watchers.Length);
            pause = pause < shortest ? shortest : pause > LongestRest ? LongestRest : pause;
            try
            {
                // Telling many is part of the rest.
                var left = pause - time.GetElapsedTime(ended);
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, stopped);
                if (pause < Heartbeat)
                {
                    woken = woken is { IsCompleted: false } ? woken : signal.Reader.WaitToReadAsync(stopped).AsTask();
                    using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopped);
                    await Task.WhenAny(woken, Task.Delay(Heartbeat - pause, time, waiting.Token));
                    await waiting.CancelAsync();
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task TellAsync(BoardState state, CancellationToken stopped)
    {
        var all = watchers;
        var portion = Math.Max(AtOnce, all.Length / Portions);
        for (var i = 0; i < all.Length; i++)
        {
            if (i > 0 && i % portion == 0)
            {
                await Task.Delay(Breath, time, stopped);
            }

            all[i].Post(state);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The live figures of event {EventId} cannot be read; trying again")]
    private static partial void LogFailed(ILogger logger, Exception error, long eventId);

    [LoggerMessage(LogLevel.Information, "The live figures of event {EventId} are read again")]
    private static partial void LogBack(ILogger logger, long eventId);
}
