using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>Deletes many rows without holding others up.</summary>
internal static class Portions
{
    /// <summary>SQL Server locks the whole table, every tenant's rows, for a statement that touches 5,000 of them.</summary>
    private const int Rows = 1_000;

    /// <summary>
    /// Deletes rows of all tenants for good, a thousand to a transaction: each waits for its turn as everything does that writes, where the
    /// database takes one writer at a time, and lets check-ins go first.
    /// </summary>
    /// <param name="databases">Opens the database.</param>
    /// <param name="rows">The rows, asked anew for each portion.</param>
    /// <param name="order">An order that an index has.</param>
    /// <param name="cancellationToken">Stops between two portions.</param>
    public static async Task DeleteInTurnAsync<T, TKey>(
        this IDbContextFactory<PortalDb> databases, Func<PortalDb, IQueryable<T>> rows, Expression<Func<T, TKey>> order,
            CancellationToken cancellationToken = default)
        where T : class
    {
        for (var deleted = Rows; deleted == Rows;)
        {
            await using var db = databases.CreateDbContext();
            db.Actor = Actor.System(0, "portal") with { Priority = WritePriority.Bulk };

            // No mark of the transaction is needed: what is deleted twice is gone.
            deleted = await db.Database.CreateExecutionStrategy().ExecuteAsync(
                async token =>
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(token);
                    var count = await rows(db).OrderBy(order).Take(Rows).ExecuteDeleteAsync(token);
                    await transaction.CommitAsync(token);
                    return count;
                },
                cancellationToken);
        }
    }

    /// <summary>The same by the rows' number.</summary>
    public static Task DeleteInTurnAsync<T>(this IDbContextFactory<PortalDb> databases, Func<PortalDb, IQueryable<T>> rows,
        CancellationToken cancellationToken = default)
        where T : class => databases.DeleteInTurnAsync(rows, row => EF.Property<long>(row, "Id"), cancellationToken);
}
