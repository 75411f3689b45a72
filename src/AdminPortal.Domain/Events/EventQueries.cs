using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

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
    /// <summary>
    /// One page of events by title, key or place; sortable by <c>title</c>, <c>event_key</c>, <c>starts_at</c> (default, newest first), and
    /// <c>agenda</c>: those of now and the coming ones in their order, then the past ones, newest first.
    /// </summary>
    public async Task<Page<EventRow>> ListAsync(Actor actor, string? search, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        var events = db.Events.AsQueryable();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var text = search.Trim();
            events = events.Where(e => e.Title.Contains(text) || e.EventKey.Contains(text) || (e.Place != null && e.Place.Contains(text)));
        }

        var total = await events.CountAsync(cancellationToken);
        var now = time.UtcNow();
        var sorted = (page.Sort, page.Descending) switch
        {
            ("agenda", _) => events.OrderBy(e => e.EndsAt >= now ? 0 : 1).ThenBy(e => e.EndsAt >= now ? e.StartsAt : now)
                .ThenByDescending(e => e.StartsAt).ThenByDescending(e => e.Id),
            ("title", false) => events.OrderBy(e => Fold.Ordinal(e.Title)).ThenBy(e => e.Id),
            ("title", true) => events.OrderByDescending(e => Fold.Ordinal(e.Title)).ThenByDescending(e => e.Id),
            ("event_key", false) => events.OrderBy(e => e.EventKey).ThenBy(e => e.Id),
            ("event_key", true) => events.OrderByDescending(e => e.EventKey).ThenByDescending(e => e.Id),
            (_, false) => events.OrderBy(e => e.StartsAt).ThenBy(e => e.Id),
            _ => events.OrderByDescending(e => e.StartsAt).ThenByDescending(e => e.Id),
        };
        var rows = await sorted.Skip((int)Math.Min(int.MaxValue, page.Skip)).Take(page.Size)
            .Select(e => new EventRow(e.Id, e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone,
                db.Participants.Count(p => p.EventId == e.Id), db.CheckIns.Count(c => c.EventId == e.Id && c.CheckedOutAt == null)))
            .ToListAsync(cancellationToken);
        return new Page<EventRow>(rows, total, page.Number, page.Size);
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

    private async Task<EventDetail?> FindAsync(Actor actor, Func<IQueryable<Event>, IQueryable<Event>> which,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        return await which(db.Events)
            .Select(e => new EventDetail(
                e.Id, new EventDraft(e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone, e.Capacity, e.EnforceCapacity,
                    e.ReEntry, e.RequireConfirmation, e.ToleranceBefore, e.ToleranceAfter),
                e.Version, db.Participants.Count(p => p.EventId == e.Id), db.CheckIns.Count(c => c.EventId == e.Id)))
            .SingleOrDefaultAsync(cancellationToken);
    }
}
