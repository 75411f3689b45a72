using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Lists;

/// <summary>Reads a list as it is declared; what else there is to read of its records, its slice adds.</summary>
/// <param name="list">What it finds and shows, and who may see it.</param>
/// <param name="databases">The database.</param>
/// <param name="time">For what depends on now, such as "overdue".</param>
/// <param name="orders">Keeps the orders of a long list; null where the database sorts it.</param>
public abstract class ListQueries<TRecord, TRow, TFilter>(TenantList<TRecord, TRow, TFilter> list,
    IDbContextFactory<PortalDb> databases, TimeProvider time, TenantOrders<TRecord>? orders = null)
    where TRecord : class, ITenantOwned
    where TRow : class, IHasId
    where TFilter : new()
{
    /// <summary>UTC.</summary>
    private protected DateTime Now => time.UtcNow();

    /// <summary>One page; sortable by the names of the list's orders.</summary>
    public async Task<Page<TRow>> ListAsync(Actor actor, TFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        var now = Now;
        await using var db = Open(actor);
        var kept = orders is not null && EqualityComparer<TFilter>.Default.Equals(filter, new TFilter()) ? orders : null;
        if (kept is not null && await kept.PageAsync(actor, page, false, cancellationToken) is { } known)
        {
            return await ShownAsync(known);
        }

        var found = list.Find(db, filter, now);
        var total = await found.CountAsync(cancellationToken);
        if (kept is not null && total > EventTallies.Long && await kept.PageAsync(actor, page, true, cancellationToken) is { } read)
        {
            return await ShownAsync(read);
        }

        var sorted = list.Sorted(db, found, page.Sort, page.Descending, now);
        return new Page<TRow>(await list.RowsAsync(db, sorted.On(page), now, cancellationToken), total, page.Number, page.Size);

        async Task<Page<TRow>> ShownAsync(KnownPage one)
        {
            var rows = await list.RowsAsync(db, db.OfIds<TRecord>(one.Ids!), now, cancellationToken);
            return new Page<TRow>([.. rows.OrderBy(row => one.Ids!.IndexOf(row.Id))], one.Total, page.Number, page.Size);
        }
    }

    /// <summary>The ids of all that the filter finds, in no order.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync(Actor actor, TFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = Open(actor);
        return await list.Find(db, filter, Now).Select(list.Sorts.Id).ToListAsync(cancellationToken);
    }

    /// <summary>One record as the list shows it, or null.</summary>
    protected async Task<TRow?> RowAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        await using var db = Open(actor);
        return (await list.RowsAsync(db, db.OfIds<TRecord>([id]), Now, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The texts that the records have in a column, each once and in order; null is none.</summary>
    protected async Task<IReadOnlyList<string>> TextsAsync(Actor actor, Expression<Func<TRecord, string?>> column,
        CancellationToken cancellationToken)
    {
        await using var db = Open(actor);
        return await db.Set<TRecord>().Select(column).Where(text => text != null).Select(text => text!).Distinct().OrderBy(text => text)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Opens the database for reading, once the actor may see the list.</summary>
    private protected PortalDb Open(Actor actor)
    {
        actor.Require(list.Seen);
        return databases.Read(actor);
    }
}
