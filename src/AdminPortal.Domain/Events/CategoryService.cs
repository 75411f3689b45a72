using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>
/// The only way to create, change and delete the categories of an event. The participants of a removed one stay, without one. Bringing it
/// back is refused with <c>removed_event</c>, and with <c>held_category_key</c> when the key was given to another category meanwhile.
/// </summary>
public sealed class CategoryService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
    : RecordService<Category>(databases, removal, time, Permission.ManageEvents)
{
    /// <summary>
    /// Creates a category at the end of the event's list. Refused: unknown event, <c>taken</c> on <c>category_key</c>, wrong fields.
    /// </summary>
    public Task<Result<long>> CreateAsync(Actor actor, long eventId, string categoryKey, string title,
        CancellationToken cancellationToken = default)
    {
        return WriteAsync<long>(actor, async db =>
        {
            if (!await db.Events.AnyAsync(e => e.Id == eventId, cancellationToken))
            {
                return Problem.NotFound();
            }

            if (await CheckAsync(db, eventId, 0, categoryKey, title, cancellationToken) is { Count: > 0 } problems)
            {
                return problems;
            }

            var category = new Category
            {
                EventId = eventId,
                CategoryKey = categoryKey,
                Title = title.Trim(),
                Position = await db.Categories.CountAsync(c => c.EventId == eventId, cancellationToken)
            };
            db.Categories.Add(category);
            await db.SaveChangesAsync(cancellationToken);
            return category.Id;
        }, cancellationToken);
    }

    /// <summary>
    /// Changes a category. Refused as on creation, <c>not_found</c>, and <c>changed_meanwhile</c> when somebody saved it since that
    /// version.
    /// </summary>
    public Task<Result<long>> UpdateAsync(Actor actor, long id, int version, string categoryKey, string title,
        CancellationToken cancellationToken = default) => ChangeAsync<long>(actor, id, version, async (db, category) =>
    {
        if (await CheckAsync(db, category.EventId, id, categoryKey, title, cancellationToken) is { Count: > 0 } problems)
        {
            return problems;
        }

        (category.CategoryKey, category.Title) = (categoryKey, title.Trim());
        return id;
    }, cancellationToken);

    /// <summary>
    /// Moves a category in its event's list from where it stands by now; at the ends it stays. Refused: <c>not_found</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageEvents"/>.</param>
    /// <param name="id">The category.</param>
    /// <param name="by">How many places; negative moves it up.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<Done>> MoveAsync(Actor actor, long id, int by, CancellationToken cancellationToken = default) =>
        WriteAsync<Done>(actor, async db =>
        {
            var eventId = await db.Categories.Where(c => c.Id == id).Select(c => c.EventId).SingleOrDefaultAsync(cancellationToken);
            if (!await Locks.EventAsync(db, eventId, cancellationToken)) // two people move at once: one after the other
            {
                return Problem.NotFound();
            }

            var all = await db.Categories.Where(c => c.EventId == eventId).OrderBy(c => c.Position).ThenBy(c => c.Id)
                .ToListAsync(cancellationToken);
            if (all.Find(c => c.Id == id) is not { } moved)
            {
                return Problem.NotFound();
            }

            var to = Math.Clamp(all.IndexOf(moved) + by, 0, all.Count - 1);
            all.Remove(moved);
            all.Insert(to, moved);
            for (var at = 0; at < all.Count; at++)
            {
                all[at].Position = at;
            }

            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);

    private static async Task<List<Problem>> CheckAsync(PortalDb db, long eventId, long id, string categoryKey, string title,
        CancellationToken cancellationToken)
    {
        var check = new Check().Key("category_key", categoryKey, EventService.KeyLimit).Text("title", title, 200);
        if (check.Ok && await db.Categories.AnyAsync(c => c.EventId == eventId && c.CategoryKey == categoryKey
            && c.Id != id, cancellationToken))
        {
            check.That(false, Problem.Taken("category_key", categoryKey));
        }

        return check.Problems;
    }
}
