using System.Data.Common;
using AdminPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AdminPortal.Domain.Data;

/// <summary>
/// How a kind of database shows several commands one and the same moment without holding anybody up; each Data project brings its own,
/// which travels with the options of the context.
/// </summary>
public interface ISnapshots : IInterceptor
{
    /// <summary>
    /// Begins a transaction that only reads, on an open connection; null where the database is not set up for it, and then each command
    /// sees its own moment.
    /// </summary>
    Task<DbTransaction?> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a row never becomes visible after one with a higher id: one transaction writes at a time. Else whoever reads on from an id
    /// must look back.
    /// </summary>
    bool CommitsInOrder { get; }
}

/// <summary>Reads figures that belong together.</summary>
public static class Snapshots
{
    /// <summary>As <see cref="ISnapshots.CommitsInOrder"/>, of this database.</summary>
    internal static bool CommitsInOrder(this PortalDb db) => Of(db).CommitsInOrder;

    private static ISnapshots Of(PortalDb db) =>
        db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()!.Interceptors!.OfType<ISnapshots>().Last();

    /// <summary>
    /// Reads as that actor, every command as of one moment, whatever is written meanwhile: "inside" and "arrived" never contradict each
    /// other. Nobody waits for it. Where a passing fault comes between it is read from the beginning.
    /// </summary>
    public static async Task<T> ReadAtOnceAsync<T>(this IDbContextFactory<PortalDb> factory, Actor actor, Func<PortalDb, Task<T>> read,
        CancellationToken cancellationToken = default)
    {
        await using var outer = factory.Read(actor);
        var strategy = outer.Database.CreateExecutionStrategy();
        return strategy.RetriesOnFailure
            ? await strategy.ExecuteAsync(
                async token =>
                {
                    await using var db = factory.Read(actor);
                    return await ReadAsync(db, read, token);
                },
                cancellationToken)
            : await ReadAsync(outer, read, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(PortalDb db, Func<PortalDb, Task<T>> read, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var moment = await Of(db).BeginAsync(db.Database.GetDbConnection(), cancellationToken);
        if (moment is not null)
        {
            await db.Database.UseTransactionAsync(moment, cancellationToken);
        }

        return await read(db);
    }
}
