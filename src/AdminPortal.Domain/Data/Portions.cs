using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>Deletes many rows without holding others up.</summary>
internal static class Portions
{
    /// <summary>SQL Server locks the whole table, every tenant's rows, for a statement that touches 5,000 of them.</summary>
    private const int Rows = 1_000;

    /// <summary>Deletes rows for good, a thousand to a statement; outside of a transaction each is one of its own.</summary>
    public static async Task DeleteInPortionsAsync<T>(this IQueryable<T> rows, CancellationToken cancellationToken = default)
        where T : class
    {
        while (await rows.OrderBy(row => EF.Property<long>(row, "Id")).Take(Rows).ExecuteDeleteAsync(cancellationToken) == Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
