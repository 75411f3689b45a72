using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>Deletes many rows without holding others up.</summary>
internal static class Portions
{
    /// <summary>SQL Server locks the whole table, every tenant's rows, for a statement that touches 5,000 of them.</summary>
    private const int Rows = 1_000;

    /// <summary>Deletes rows for good by their number, a thousand to a statement; outside of a transaction each is one of its own.</summary>
    public static Task DeleteInPortionsAsync<T>(this IQueryable<T> rows, CancellationToken cancellationToken = default)
        where T : class => rows.DeleteInPortionsAsync(row => EF.Property<long>(row, "Id"), cancellationToken);

    /// <summary>The same for rows without a number, in another order that an index has.</summary>
    public static async Task DeleteInPortionsAsync<T, TKey>(this IQueryable<T> rows, Expression<Func<T, TKey>> order, CancellationToken cancellationToken = default)
        where T : class
    {
        while (await rows.OrderBy(order).Take(Rows).ExecuteDeleteAsync(cancellationToken) == Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
