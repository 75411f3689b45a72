using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Views;

/// <summary>What a view is made from.</summary>
/// <param name="Name">Its name; at most 80 characters.</param>
/// <param name="Query">Search, filters and order, as in an address, without the question mark.</param>
/// <param name="Columns">The keys of the columns that are shown.</param>
/// <param name="IsShared">Whether everybody of the tenant has it too.</param>
public sealed record SavedViewDraft(string Name, string Query, IReadOnlyList<string> Columns, bool IsShared = false);

/// <summary>A view of a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Draft">What it is made of.</param>
/// <param name="IsOwn">Whether it is the actor's.</param>
public sealed record SavedViewRow(long Id, SavedViewDraft Draft, bool IsOwn);

/// <summary>Keeps views of lists: each person has their own, and the tenant those that somebody shares.</summary>
public sealed class SavedViewService(IDbContextFactory<PortalDb> databases)
{
    /// <summary>Most views that a person keeps of one list.</summary>
    public const int Most = 50;

    /// <summary>Most views of others that a list offers.</summary>
    private const int MostShared = 150;

    /// <summary>All of the actor's views by name, then those that others share, by name.</summary>
    /// <param name="actor">Needs the permission of the list.</param>
    /// <param name="list">Which list.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PermissionDeniedException">The actor may not see the list.</exception>
    public async Task<IReadOnlyList<SavedViewRow>> ListAsync(Actor actor, ListOf list, CancellationToken cancellationToken = default)
    {
        var user = UserOf(actor, list);
        await using var db = databases.Read(actor);
        var views = await db.SavedViews.AsNoTracking().Where(v => v.List == list.Key && (v.UserId == user || v.IsShared))
            .OrderBy(v => v.UserId == user ? 0 : 1).ThenBy(v => v.Name).ThenBy(v => v.Id).Take(Most + MostShared)
            .ToListAsync(cancellationToken);
        return views.ConvertAll(view => new SavedViewRow(view.Id, DraftOf(view), view.UserId == user));
    }

    /// <summary>
    /// Keeps a view; one of the actor's that has this name already is replaced. Refused: no or too long a name or query,
    /// <c>too_many_views</c>.
    /// </summary>
    /// <param name="actor">Needs the permission of the list.</param>
    /// <param name="list">Which list.</param>
    /// <param name="draft">What to keep.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PermissionDeniedException">The actor may not see the list.</exception>
    public Task<Result<Done>> SaveAsync(Actor actor, ListOf list, SavedViewDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var user = UserOf(actor, list);
        var columns = string.Join(',', draft.Columns);
        var check = new Check().Text("name", draft.Name, SavedView.NameLimit).Length("query", draft.Query, SavedView.Limit)
            .Length("columns", columns, SavedView.Limit);
        return !check.Ok ? Task.FromResult<Result<Done>>(check.Problems) : databases.WriteAsync<Done>(actor, async db =>
        {
            var (own, name) = (db.SavedViews.Where(v => v.List == list.Key && v.UserId == user), draft.Name.Trim());
            if (await own.SingleOrDefaultAsync(v => v.Name == name, cancellationToken) is { } view)
            {
                (view.Query, view.Columns, view.IsShared) = (draft.Query, columns, draft.IsShared);
            }
            else if (await own.CountAsync(cancellationToken) >= Most)
            {
                return new Problem("too_many_views", $"There are {Most} views of this list already; remove one first.", "name");
            }
            else
            {
                db.SavedViews.Add(new SavedView
                {
                    UserId = user,
                    List = list.Key,
                    Name = name,
                    Query = draft.Query,
                    Columns = columns,
                    IsShared = draft.IsShared,
                });
            }

            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>Removes a view. Refused: <c>not_found</c>, also for a shared one of somebody else.</summary>
    /// <param name="actor">Needs the permission of the list; <see cref="Permission.ManageTenant"/> removes shared ones of others
    /// too.</param>
    /// <param name="list">Which list.</param>
    /// <param name="id">The view.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PermissionDeniedException">The actor may not see the list.</exception>
    public Task<Result<Done>> RemoveAsync(Actor actor, ListOf list, long id, CancellationToken cancellationToken = default)
    {
        var (user, rules) = (UserOf(actor, list), actor.May(Permission.ManageTenant));
        return databases.WriteAsync<Done>(actor, async db =>
            await db.SavedViews.Where(v => v.Id == id && v.List == list.Key && (v.UserId == user || (rules && v.IsShared)))
                .ExecuteDeleteAsync(cancellationToken) == 0
                ? Problem.NotFound()
                : Done.It, cancellationToken);
    }

    private static SavedViewDraft DraftOf(SavedView view) =>
        new(view.Name, view.Query, view.Columns.Split(',', StringSplitOptions.RemoveEmptyEntries), view.IsShared);

    private static long UserOf(Actor actor, ListOf list)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(list);
        actor.Require(list.Seen);
        return actor.Person();
    }
}
