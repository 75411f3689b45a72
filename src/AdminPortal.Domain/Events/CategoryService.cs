using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>The only way to create, change and delete the categories of an event.</summary>
public sealed class CategoryService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Creates a category at the end of the event's list. Refused: unknown event, <c>taken</c> on <c>category_key</c>, wrong fields.</summary>
    public Task<Result<long>> CreateAsync(Actor actor, long eventId, string categoryKey, string title, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageEvents);
        return databases.WriteAsync<long>(actor, async db =>
        {
            if (!await db.Events.AnyAsync(e => e.Id == eventId, cancellationToken))
            {
                return Problem.NotFound();
            }

            if (await CheckAsync(db, eventId, 0, categoryKey, title, cancellationToken) is { Count: > 0 } problems)
            {
                return problems;
            }

            var category = new Category { EventId = eventId, CategoryKey = categoryKey, Title = title.Trim(), Position = await db.Categories.CountAsync(c => c.EventId == eventId, cancellationToken) };
            db.Categories.Add(category);
            await db.SaveChangesAsync(cancellationToken);
            return category.Id;
        }, cancellationToken);
    }

    /// <summary>Changes a category. Refused as on creation, and <c>not_found</c>.</summary>
    public Task<Result<long>> UpdateAsync(Actor actor, long id, string categoryKey, string title, int position, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageEvents);
        return databases.WriteAsync<long>(actor, async db =>
        {
            var category = await db.Categories.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
            if (category is null)
            {
                return Problem.NotFound();
            }

            if (await CheckAsync(db, category.EventId, id, categoryKey, title, cancellationToken) is { Count: > 0 } problems)
            {
                return problems;
            }

            (category.CategoryKey, category.Title, category.Position) = (categoryKey, title.Trim(), position);
            await db.SaveChangesAsync(cancellationToken);
            return id;
        }, cancellationToken);
    }

    /// <summary>Deletes a category; its participants stay, without one. <see cref="RestoreAsync"/> undoes it.</summary>
    public Task<Result<Done>> DeleteAsync(Actor actor, long id, CancellationToken cancellationToken = default) => SetDeletedAsync(actor, id, true, cancellationToken);

    /// <summary>Undoes a deletion. Refused: <c>taken</c> when the key was given to another category meanwhile.</summary>
    public Task<Result<Done>> RestoreAsync(Actor actor, long id, CancellationToken cancellationToken = default) => SetDeletedAsync(actor, id, false, cancellationToken);

    private Task<Result<Done>> SetDeletedAsync(Actor actor, long id, bool delete, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageEvents);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            var category = await db.Categories.IgnoreQueryFilters([PortalDb.AliveFilter]).SingleOrDefaultAsync(c => c.Id == id && (c.DeletedAt == null) == delete, cancellationToken);
            if (category is null)
            {
                return Problem.NotFound();
            }

            if (!delete && await db.Categories.AnyAsync(c => c.EventId == category.EventId && c.CategoryKey == category.CategoryKey, cancellationToken))
            {
                return Problem.Taken("category_key", category.CategoryKey);
            }

            category.DeletedAt = delete ? time.UtcNow() : null;
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    private static async Task<List<Problem>> CheckAsync(PortalDb db, long eventId, long id, string categoryKey, string title, CancellationToken cancellationToken)
    {
        var check = new Check().Key("category_key", categoryKey, EventService.KeyLimit).Text("title", title, 200);
        if (check.Ok && await db.Categories.AnyAsync(c => c.EventId == eventId && c.CategoryKey == categoryKey && c.Id != id, cancellationToken))
        {
            check.That(false, Problem.Taken("category_key", categoryKey));
        }

        return check.Problems;
    }
}
