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

    /// <summary>Changes a category. Refused as on creation, and <c>not_found</c>.</summary>
    public Task<Result<long>> UpdateAsync(Actor actor, long id, string categoryKey, string title, int position,
        CancellationToken cancellationToken = default) => ChangeAsync<long>(actor, id, null, async (db, category) =>
    {
        if (await CheckAsync(db, category.EventId, id, categoryKey, title, cancellationToken) is { Count: > 0 } problems)
        {
            return problems;
        }

        (category.CategoryKey, category.Title, category.Position) = (categoryKey, title.Trim(), position);
        return id;
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
