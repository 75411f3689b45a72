using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Live.Walls;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>What a copied event has of its own; times are UTC.</summary>
public sealed record EventCopy(string EventKey, string Title, DateTime StartsAt, DateTime EndsAt);

/// <summary>A copied event with its new wall links: the only time their tokens are known.</summary>
public sealed record CopiedEvent(long Id, IReadOnlyList<CopiedWall> Walls);

public sealed partial class EventService
{
    /// <summary>
    /// Creates an event with the place, zone, capacity, rules, tolerances, categories, windows and badge designs of another one, and a wall
    /// link of its own for each that is not revoked there; nobody takes part. Windows keep their time of day in the event's zone and move
    /// by the calendar days between the two beginnings. Wall links are left out for who may not manage them. One transaction.
    /// Refused: <c>not_found</c>, <c>taken</c> on <c>event_key</c>, wrong fields, and <c>window_overlap</c> where windows that were apart
    /// meet because the clocks change on their new day.
    /// </summary>
    public Task<Result<CopiedEvent>> CopyAsync(Actor actor, long id, EventCopy copy, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CreateEvents);
        return databases.WriteAsync<CopiedEvent>(actor, async db =>
        {
            // Held, so that no window of it changes while they are read.
            if (!await Locks.EventAsync(db, id, cancellationToken))
            {
                return Problem.NotFound();
            }

            var from = await db.Events.AsNoTracking().SingleAsync(e => e.Id == id, cancellationToken);
            var draft = new EventDraft(
                copy.EventKey, copy.Title, from.Place, copy.StartsAt, copy.EndsAt, from.TimeZone, from.Capacity, from.EnforceCapacity,
                from.ReEntry, from.RequireConfirmation, from.ToleranceBefore, from.ToleranceAfter,
                from.OnlySignedCodes);
            if (await CheckAsync(db, draft, 0, cancellationToken) is { Count: > 0 } problems)
            {
                return problems;
            }

            var to = await AddAsync(db, draft, cancellationToken, id); // the next one is compared with the one before
            var categories = await CopyCategoriesAsync(db, id, to, cancellationToken);
            var zone = Zone.Find(from.TimeZone);
            var days = zone.Day(copy.StartsAt).DayNumber - zone.Day(from.StartsAt).DayNumber;
            if (await CheckInWindowCopies.AddAsync(db, (id, to), categories, zone, days, cancellationToken) is { } overlap)
            {
                return overlap;
            }

            await BadgeDesignService.CopyAsync(db, (id, to), time.UtcNow(), cancellationToken);
            var mayWalls = actor.May(Permission.ManageWalls);
            var walls = mayWalls ? await WallService.CopyAsync(db, (id, to), time.UtcNow(), cancellationToken) : [];
            await db.SaveChangesAsync(cancellationToken);
            return new CopiedEvent(to, walls);
        }, cancellationToken);
    }

    /// <summary>The ids of the copies by those of the categories.</summary>
    private static async Task<IReadOnlyDictionary<long, long>> CopyCategoriesAsync(
        PortalDb db, long from, long to, CancellationToken cancellationToken)
    {
        var categories = await db.Categories.AsNoTracking().Where(c => c.EventId == from).OrderBy(c => c.Position).ThenBy(c => c.Id)
            .ToListAsync(cancellationToken);
        var pairs = categories.ConvertAll(old => (
            old.Id,
            Copy: new Category { EventId = to, CategoryKey = old.CategoryKey, Title = old.Title, Position = old.Position }));
        db.Categories.AddRange(pairs.Select(pair => pair.Copy));
        await db.SaveChangesAsync(cancellationToken);
        return pairs.ToDictionary(pair => pair.Id, pair => pair.Copy.Id);
    }
}
