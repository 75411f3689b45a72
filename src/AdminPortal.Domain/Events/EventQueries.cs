using AdminPortal.Domain.Accounts;
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

/// <summary>A row of the list of events.</summary>
public sealed record EventRow(long Id, string EventKey, string Title, string? Place, DateTime StartsAt, DateTime EndsAt, string TimeZone,
    int Participants, int CheckedInNow);

/// <summary>A whole event for its form; times are UTC.</summary>
public sealed record EventDetail(long Id, EventDraft Draft, int Version, int Participants, int CheckIns);

/// <summary>A category with the number of its participants.</summary>
public sealed record CategoryRow(long Id, string CategoryKey, string Title, int Position, int Participants);

/// <summary>Reads events and categories.</summary>
public sealed class EventQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>The order of the list until somebody chooses another.</summary>
    public const string Agenda = "agenda";

    /// <summary>What the list can be sorted by, besides <see cref="Agenda"/>.</summary>
    public static Sorts<Event> Sorts { get; } = new Sorts<Event>(e => e.Id)
        .By("starts_at", e => e.StartsAt)
        .By("ends_at", e => e.EndsAt)
        .By("title", e => Fold.Ordinal(e.Title))
        .By("event_key", e => e.EventKey)
        .By("place", e => Fold.Ordinal(e.Place));

    /// <summary>
    /// One page of events; sortable by <see cref="Sorts"/> and by <see cref="Agenda"/>, which has one direction: those of now and the
    /// coming ones in their order, then the past ones, newest first.
    /// </summary>
    public async Task<Page<EventRow>> ListAsync(Actor actor, EventFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        var now = time.UtcNow();
        var events = Apply(db.Events, filter, now);
        return await events.PageAsync(
            page,
            found => page.Sort == Agenda
                ? found.OrderBy(e => e.EndsAt >= now ? 0 : 1).ThenBy(e => e.EndsAt >= now ? e.StartsAt : now)
                    .ThenByDescending(e => e.StartsAt).ThenByDescending(e => e.Id)
                : Sorts.Apply(db, found, page.Sort, page.Descending),
            rows => rows.Select(e => new EventRow(e.Id, e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone,
                db.Participants.Count(p => p.EventId == e.Id), db.CheckIns.Count(c => c.EventId == e.Id && c.CheckedOutAt == null)))
                .ToListAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>One event by its key, or null.</summary>
    public Task<EventDetail?> FindAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default) =>
        FindAsync(actor, events => events.Where(e => e.EventKey == eventKey), cancellationToken);

    /// <summary>One event by its id, or null.</summary>
    public Task<EventDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        FindAsync(actor, events => events.Where(e => e.Id == id), cancellationToken);

    /// <summary>The categories of an event in their order.</summary>
    public async Task<IReadOnlyList<CategoryRow>> CategoriesAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        return await db.Categories.Where(c => c.EventId == eventId).OrderBy(c => c.Position).ThenBy(c => c.Id)
            .Select(c => new CategoryRow(c.Id, c.CategoryKey, c.Title, c.Position,
                db.Participants.Count(p => p.EventId == eventId && p.CategoryId == c.Id)))
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<Event> Apply(IQueryable<Event> events, EventFilter filter, DateTime now)
    {
        events = filter.When switch
        {
            EventTime.Running => events.Where(e => e.StartsAt <= now && e.EndsAt > now),
            EventTime.Coming => events.Where(e => e.StartsAt > now),
            EventTime.Past => events.Where(e => e.EndsAt <= now),
            _ => events,
        };
        return events.When(filter.From, from => e => e.EndsAt >= from).When(filter.Until, until => e => e.StartsAt < until)
            .WhenWords(filter.Search, word => e => Fold.Loose(e.Title)!.Contains(word)
            || Fold.Loose(e.EventKey)!.Contains(word) || Fold.Loose(e.Place)!.Contains(word));
    }

    private async Task<EventDetail?> FindAsync(Actor actor, Func<IQueryable<Event>, IQueryable<Event>> which,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        return await which(db.Events)
            .Select(e => new EventDetail(
                e.Id, new EventDraft(e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone, e.Capacity, e.EnforceCapacity,
                    e.ReEntry, e.RequireConfirmation, e.ToleranceBefore, e.ToleranceAfter, e.OnlySignedCodes, e.IsTest),
                e.Version, db.Participants.Count(p => p.EventId == e.Id), db.CheckIns.Count(c => c.EventId == e.Id)))
            .SingleOrDefaultAsync(cancellationToken);
    }
}
