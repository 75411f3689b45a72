using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>Where an event lies in time.</summary>
public enum EventTime
{
    /// <summary>It has begun and not ended.</summary>
    Running,

    /// <summary>It has not begun.</summary>
    Coming,

    /// <summary>It has ended.</summary>
    Past,
}

/// <summary>Which events; everything that is set must hold.</summary>
public sealed record EventFilter
{
    /// <summary>Words that must all occur in title, key or place.</summary>
    public string? Search { get; init; }

    public EventTime? When { get; init; }

    /// <summary>Not over before this UTC time.</summary>
    public DateTime? From { get; init; }

    /// <summary>Begun before this UTC time.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>An event among which one is chosen; nothing is counted for it. Times are UTC.</summary>
public record EventName(long Id, string EventKey, string Title, string? Place, DateTime StartsAt, DateTime EndsAt, string TimeZone) : IHasId
{
    /// <summary>Where it lay in time when it was read.</summary>
    public EventTime When { get; init; }
}

/// <summary>A row of the list of events.</summary>
public sealed record EventRow(long Id, string EventKey, string Title, string? Place, DateTime StartsAt, DateTime EndsAt, string TimeZone,
    int Participants, int CheckedInNow) : EventName(Id, EventKey, Title, Place, StartsAt, EndsAt, TimeZone);

/// <summary>A whole event for its form; times are UTC.</summary>
public sealed record EventDetail(long Id, EventDraft Draft, int Version);

/// <summary>How much there is of an event.</summary>
public sealed record EventSize(int Participants, int CheckIns);

/// <summary>A category among which one is chosen; nothing is counted for it.</summary>
public record CategoryName(long Id, string CategoryKey, string Title, int Position);

/// <summary>A category with the number of its participants.</summary>
public sealed record CategoryRow(long Id, string CategoryKey, string Title, int Position, int Participants, int Version)
    : CategoryName(Id, CategoryKey, Title, Position);

/// <summary>Reads events and categories.</summary>
public sealed class EventQueries(IDbContextFactory<PortalDb> databases, EventTallies tallies, TimeProvider time)
    : ListQueries<Event, EventRow, EventFilter>(EventList.Instance, databases, time)
{
    /// <summary>
    /// The order of the list until somebody chooses another. It has one direction: those of now and the coming ones in their order, then
    /// the past ones, newest first.
    /// </summary>
    public const string Agenda = "agenda";

    /// <summary>What the list can be sorted by, besides <see cref="Agenda"/>.</summary>
    public static Sorts<Event> Sorts { get; } = new Sorts<Event>(e => e.Id)
        .By("starts_at", e => e.StartsAt)
        .By("ends_at", e => e.EndsAt)
        .By("title", e => Fold.Ordinal(e.Title))
        .By("event_key", e => e.EventKey)
        .By("place", e => Fold.Ordinal(e.Place));

    /// <summary>One event by its key, or null.</summary>
    public Task<EventDetail?> FindAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default) =>
        FindAsync(actor, events => events.Where(e => e.EventKey == eventKey), cancellationToken);

    /// <summary>One event by its id, or null.</summary>
    public Task<EventDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        FindAsync(actor, events => events.Where(e => e.Id == id), cancellationToken);

    /// <summary>The first events in the order of <see cref="Agenda"/> whose title, key or place hold each of the words.</summary>
    public async Task<IReadOnlyList<EventName>> ChoicesAsync(Actor actor, string? search, int most,
        CancellationToken cancellationToken = default)
    {
        var (list, now) = (EventList.Instance, Now);
        await using var db = Open(actor);
        return await list.Sorted(db, list.Find(db, new EventFilter { Search = search }, now), Agenda, false, now).Take(most)
            .Select(e => new EventName(e.Id, e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone)
            {
                When = e.EndsAt <= now ? EventTime.Past : e.StartsAt <= now ? EventTime.Running : EventTime.Coming,
            }).ToListAsync(cancellationToken);
    }

    /// <summary>How many participants an event has: from its tally where that is kept, else counted.</summary>
    public async Task<int> ParticipantsAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        await using var db = Open(actor);
        return await tallies.AskAsync(actor, eventId, null, tally => (object)tally.Total, cancellationToken) is int known
            ? known
            : await db.Participants.CountAsync(p => p.EventId == eventId, cancellationToken);
    }

    /// <summary>How many participants and check-ins an event has, counted.</summary>
    public async Task<EventSize> SizeAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        await using var db = Open(actor);
        return new EventSize(await db.Participants.CountAsync(p => p.EventId == eventId, cancellationToken),
            await db.CheckIns.CountAsync(c => c.EventId == eventId, cancellationToken));
    }

    /// <summary>The categories of an event in their order.</summary>
    public async Task<IReadOnlyList<CategoryName>> CategoryNamesAsync(Actor actor, long eventId,
        CancellationToken cancellationToken = default)
    {
        await using var db = Open(actor);
        return await db.Categories.Where(c => c.EventId == eventId).OrderBy(c => c.Position).ThenBy(c => c.Id)
            .Select(c => new CategoryName(c.Id, c.CategoryKey, c.Title, c.Position)).ToListAsync(cancellationToken);
    }

    /// <summary>The categories of an event in their order, with their participants.</summary>
    public async Task<IReadOnlyList<CategoryRow>> CategoriesAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        await using var db = Open(actor);
        return await db.Categories.Where(c => c.EventId == eventId).OrderBy(c => c.Position).ThenBy(c => c.Id)
            .Select(c => new CategoryRow(c.Id, c.CategoryKey, c.Title, c.Position,
                db.Participants.Count(p => p.EventId == eventId && p.CategoryId == c.Id), c.Version))
            .ToListAsync(cancellationToken);
    }

    private async Task<EventDetail?> FindAsync(Actor actor, Func<IQueryable<Event>, IQueryable<Event>> which,
        CancellationToken cancellationToken)
    {
        await using var db = Open(actor);
        return await which(db.Events)
            .Select(e => new EventDetail(
                e.Id, new EventDraft(e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone, e.Capacity, e.EnforceCapacity,
                    e.ReEntry, e.RequireConfirmation, e.ToleranceBefore, e.ToleranceAfter, e.OnlySignedCodes, e.IsTest),
                e.Version))
            .SingleOrDefaultAsync(cancellationToken);
    }
}
