using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace AdminPortal.Domain.Data;

/// <summary>
/// Work that one process of several does at a time: its row has a time from which anybody may take it, and whoever moves that time on first
/// has it until then. Who dies leaves it to whoever comes next.
/// </summary>
internal static class Leases
{
    /// <summary>Moves the time of a row, unless somebody else has done so since it was seen.</summary>
    /// <param name="row">The row, with whatever else must hold of it.</param>
    /// <param name="column">The column of the time.</param>
    /// <param name="seen">The time it had, UTC.</param>
    /// <param name="until">The time it has from now on, UTC; null gives it back.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="also">What else is written with it.</param>
    /// <returns>Whether the row is the caller's.</returns>
    public static async Task<bool> TakeAsync<T>(this IQueryable<T> row, string column, DateTime? seen, DateTime? until,
        CancellationToken cancellationToken, Action<UpdateSettersBuilder<T>>? also = null)
        where T : class => await row.Where(r => EF.Property<DateTime?>(r, column) == seen).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(r => EF.Property<DateTime?>(r, column), until);
                also?.Invoke(set);
            },
            cancellationToken) == 1;
}
