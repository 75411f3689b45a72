using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>Reads the records of a page, or of a portion of a file, whose ids are known.</summary>
internal static class ListRows
{
    /// <summary>
    /// The living records of the actor's tenant that have these ids, in no order. The sum keeps SQLite, which does not know how large a
    /// tenant is, from walking through all of its records for a few of them.
    /// </summary>
    public static IQueryable<T> OfIds<T>(this PortalDb db, IReadOnlyList<long> ids)
        where T : class, ITenantOwned
    {
        var tenant = db.TenantId;
        return db.Set<T>().IgnoreQueryFilters([PortalDb.TenantFilter])
            .Where(record => ids.Contains(EF.Property<long>(record, "Id")) && record.TenantId + 0 == tenant);
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
}
