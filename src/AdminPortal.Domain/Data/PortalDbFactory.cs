using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>How every service and query opens the database.</summary>
public static class PortalDbFactory
{
    /// <summary>A context for reading as that actor. It tracks nothing.</summary>
    public static PortalDb Read(this IDbContextFactory<PortalDb> factory, Actor actor)
    {
        var db = factory.CreateDbContext();
        db.Actor = actor;
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    /// <summary>
    /// Runs work in one transaction and commits it unless it was refused. On a conflict (a unique index, a version number) and on a passing
    /// fault of the connection it runs once more from the beginning with a fresh context, so that it sees what the other one wrote and can refuse in plain words:
    /// everything it decides on must be read inside.
    /// </summary>
    /// <exception cref="DbUpdateException">The conflict stands also the third time.</exception>
    public static async Task<Result<T>> WriteAsync<T>(this IDbContextFactory<PortalDb> factory, Actor actor, Func<PortalDb, Task<Result<T>>> work, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var outer = factory.CreateDbContext();
                return await outer.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
                {
                    await using var db = factory.CreateDbContext();
                    db.Actor = actor;
                    await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                    var result = await work(db);
                    if (result.Ok)
                    {
                        await transaction.CommitAsync(cancellationToken);
                    }

                    return result;
                });
            }
            catch (DbUpdateException) when (attempt < 3)
            {
                // Read again and decide; see the summary.
            }
        }
    }
}
