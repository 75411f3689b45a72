using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AdminPortal.Domain.Data;

/// <summary>
/// What only one kind of database needs before its schema is looked at; each Data project brings its own, which travels with the options of
/// the context.
/// </summary>
public interface IDatabaseUpkeep : IInterceptor
{
    /// <summary>
    /// Whether a transaction that writes has the database for itself from its first statement on, so that nobody changes what it has read.
    /// </summary>
    bool WritesAlone { get; }

    /// <summary>Makes an empty database where there is none; of two nodes that do so at once the second waits for the first.</summary>
    Task CreateAsync(PortalDb db, TimeProvider time, CancellationToken cancellationToken);

    /// <summary>
    /// What an administrator should change about the database, in a sentence with the statement to run; null when it is as it should be.
    /// </summary>
    Task<string?> AdviceAsync(PortalDb db, CancellationToken cancellationToken);
}

/// <summary>The database's schema.</summary>
public sealed class Schema(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>
    /// Brings the database to the current schema, creating it when there is none. Of several nodes one does it and the others wait.
    /// </summary>
    /// <returns>The names of the migrations that were applied now.</returns>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await Upkeep(db).CreateAsync(db, time, cancellationToken);
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0)
        {
            // Under a lock of EF's own, behind which it looks again at what is still to do.
            await db.Database.MigrateAsync(cancellationToken);
        }

        return pending;
    }

    /// <summary>Whether the database has the current schema.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
    }

    /// <summary>The names of all migrations that this program knows, in their order.</summary>
    public IReadOnlyList<string> Known()
    {
        using var db = databases.CreateDbContext();
        return [.. db.Database.GetMigrations()];
    }

    /// <summary>
    /// What an administrator should change about the database, in a sentence with the statement to run; null when it is as it should be.
    /// </summary>
    public async Task<string?> AdviceAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Upkeep(db).AdviceAsync(db, cancellationToken);
    }

    internal static IDatabaseUpkeep Upkeep(PortalDb db) => db.GetService<IDbContextOptions>()
        .FindExtension<CoreOptionsExtension>()!.Interceptors!.OfType<IDatabaseUpkeep>().Single();
}
