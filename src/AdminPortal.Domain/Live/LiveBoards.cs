using System.Collections.Concurrent;
using System.Threading.Channels;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Live;

/// <summary>
/// Wakes the live figures of events. Each event that somebody watches has one pump; it reads when something changed, at most four times a
/// second, and once a second to see what another node did. Every watcher of this node gets the same object, and only the latest.
/// </summary>
public sealed class LiveBoards : IDisposable
{
    private readonly ConcurrentDictionary<long, BoardPump> pumps = new();

    private readonly Lock gate = new();

    private readonly BoardReader reader;

    private readonly EventRulesCache events;

    private readonly Outages outages;

    private readonly TimeProvider time;

    private readonly ILogger logger;

    private readonly IDisposable listening;

    /// <summary>Listens to <paramref name="commits"/>, and wakes the figures of the events that one of them touched.</summary>
    public LiveBoards(BoardReader reader, EventRulesCache events, Commits commits, Outages outages, TimeProvider time,
        ILogger<LiveBoards> logger)
    {
        (this.reader, this.events, this.outages, this.time, this.logger) = (reader, events, outages, time, logger);
        listening = commits.Listen(commit =>
        {
            foreach (var eventId in commit.Events)
            {
                MarkDirty(eventId);
            }
        });
    }

    /// <summary>Says that something about an event changed: "read again". Costs nothing and cannot fail.</summary>
    public void MarkDirty(long eventId)
    {
        if (pumps.TryGetValue(eventId, out var pump))
        {
            pump.Wake();
        }
    }

    /// <summary>
    /// Watches an event. Null when it does not exist in the actor's tenant. Names come only to who may look participants up.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ViewLive"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Stops asking for the event.</param>
    public async ValueTask<BoardSubscription?> WatchAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewLive);
        return await events.FindAsync(actor, eventId, cancellationToken) is { } rules
            ? Join(rules.TenantId, eventId, actor.May(Permission.ViewParticipants))
            : null;
    }

    /// <summary>Watches an event of a wall, which <see cref="WallService.FindByTokenAsync"/> has recognised.</summary>
    /// <param name="wall">The wall.</param>
    /// <param name="eventId">One of its events; its own where none is named.</param>
    public BoardSubscription Watch(WallView wall, long? eventId = null) => Join(wall.TenantId, eventId is { } id
        && wall.Events.Any(e => e.Id == id) ? id : wall.EventId, wall.ShowNames);

    /// <summary>Whether somebody watches the event on this node.</summary>
    public bool IsWatched(long eventId) => pumps.ContainsKey(eventId);

    /// <summary>Ends every pump.</summary>
    public void Dispose()
    {
        listening.Dispose();
        lock (gate)
        {
            foreach (var pump in pumps.Values)
            {
                pump.Dispose();
            }

            pumps.Clear();
        }
    }

    private BoardSubscription Join(long tenantId, long eventId, bool names)
    {
        lock (gate)
        {
            if (!pumps.TryGetValue(eventId, out var pump))
            {
                pumps[eventId] = pump = new BoardPump(tenantId, eventId, reader, outages, time, logger);
            }

            var subscription = new BoardSubscription(names, gone => Leave(eventId, pump, gone));
            pump.Add(subscription);
            return subscription;
        }
    }

    private void Leave(long eventId, BoardPump pump, BoardSubscription subscription)
    {
        lock (gate)
        {
            if (pump.Remove(subscription))
            {
                pumps.TryRemove(new KeyValuePair<long, BoardPump>(eventId, pump));
                pump.Dispose();
            }
        }
    }
}

/// <summary>One watcher's mailbox: it holds the latest state only. Dispose it to stop watching.</summary>
public sealed class BoardSubscription : IDisposable
{
    private readonly Channel<BoardState> mailbox =
        Channel.CreateBounded<BoardState>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly bool names;

    private readonly Lock gate = new();

    private DateTime newest;

    private Action<BoardSubscription>? leave;

    internal BoardSubscription(bool names, Action<BoardSubscription> leave) => (this.names, this.leave) = (names, leave);

    /// <summary>
    /// Waits for a state that was not yet taken; about one a second comes also when nothing changes, none while the database is away.
    /// </summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    /// <exception cref="ChannelClosedException">The subscription was disposed.</exception>
    public ValueTask<BoardState> NextAsync(CancellationToken cancellationToken = default) => mailbox.Reader.ReadAsync(cancellationToken);

    /// <summary>The states from now on, until the subscription is disposed.</summary>
    public IAsyncEnumerable<BoardState> AllAsync(CancellationToken cancellationToken = default) =>
        mailbox.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Stops watching; the last one to leave stops the reading.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref leave, null)?.Invoke(this);
        mailbox.Writer.TryComplete();
    }

    /// <summary>Puts a state into the mailbox unless a newer one was there already.</summary>
    internal void Post(BoardState state)
    {
        lock (gate)
        {
            if (state.ConfirmedAt >= newest)
            {
                newest = state.ConfirmedAt;
                mailbox.Writer.TryWrite(names ? state : state.WithoutNames);
            }
        }
    }
}
