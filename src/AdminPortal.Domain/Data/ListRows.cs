using System.Linq.Expressions;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>What a tally knows of a page of a list.</summary>
/// <param name="Total">Rows over all pages.</param>
/// <param name="Ids">The page in its order; null where only the number is known.</param>
internal sealed record KnownPage(int Total, List<long>? Ids = null);

/// <summary>Reads the records of a page, or of a portion of a file, whose ids are known.</summary>
internal static class ListRows
{
    /// <summary>
    /// The living records of the actor's tenant that have these ids, in no order. The sum keeps SQLite, which does not know how large a
    /// tenant is, from walking through all of its records for a few of them. The ids go as one parameter: with one for each, the statement
    /// would be put together anew every time.
    /// </summary>
    public static IQueryable<T> OfIds<T>(this PortalDb db, IReadOnlyList<long> ids)
        where T : class, ITenantOwned
    {
        var tenant = db.TenantId;
        return db.Set<T>().IgnoreQueryFilters([PortalDb.TenantFilter])
            .Where(record => EF.Parameter(ids).Contains(EF.Property<long>(record, "Id")) && record.TenantId + 0 == tenant);
    }

    /// <summary>What is shown of the records that have these ids, in that order; what is not there any more is left out.</summary>
    public static async Task<List<TRow>> RowsAsync<T, TRow>(this PortalDb db, IReadOnlyList<long> ids, Expression<Func<T, TRow>> row,
        Func<TRow, long> id, CancellationToken cancellationToken)
        where T : class, ITenantOwned
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var rows = (await db.OfIds<T>(ids).Select(row).ToListAsync(cancellationToken)).ToDictionary(id);
        return [.. ids.Where(rows.ContainsKey).Select(one => rows[one])];
    }

    /// <summary>
    /// The ids of a page and how many rows there are over all pages: as a tally knows them, else counted and read in the order of the list.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="known">What the tally knows; null where it knows nothing of it.</param>
    /// <param name="rows">
    /// The records of all pages, and the same ones as they are counted with the least; not asked where the tally knows the page.
    /// </param>
    /// <param name="sorts">The orders.</param>
    /// <param name="page">Which page.</param>
    /// <param name="byIndex">Whether an index finds them by what the list is narrowed to; see <see cref="Sorts{T}.IdsAsync"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<(int Total, List<long> Ids)> PageOfIdsAsync<T>(this PortalDb db, KnownPage? known,
        Func<(IQueryable<T> All, IQueryable<T> Counted)> rows, Sorts<T> sorts, PageRequest page, bool byIndex,
        CancellationToken cancellationToken)
    {
        if (known?.Ids is { } found)
        {
            return (known.Total, found);
        }

        var (all, counted) = rows();
        var total = known?.Total ?? await counted.CountAsync(cancellationToken);
        return (total, page.Skip >= total ? [] : await sorts.IdsAsync(db, all, page, byIndex ? total : null, cancellationToken));
    }
}
