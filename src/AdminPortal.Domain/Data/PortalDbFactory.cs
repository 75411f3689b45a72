using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AdminPortal.Domain.Data;

/// <summary>
/// Makes contexts. Those for an actor without limits are used again when they are disposed: what a context is made of costs more than most
/// of what is asked of it. One with limits has a model of its own, and is made anew.
/// </summary>
public sealed class PortalDbs(DbContextOptions<PortalDb> options) : IDbContextFactory<PortalDb>
{
    /// <summary>More are made when more are needed at once, and go afterwards.</summary>
    private const int Kept = 64;

    private readonly PooledDbContextFactory<PortalDb> pool = new(options, Kept);

    /// <inheritdoc />
    public PortalDb CreateDbContext() => new(options);

    internal PortalDb CreateDbContext(Actor actor)
    {
        var db = actor.Limits is null ? pool.CreateDbContext() : CreateDbContext();
        db.Begin(actor);
        return db;
    }
}

/// <summary>How every service and query opens the database.</summary>
public static class PortalDbFactory
{
    /// <summary>How often a write runs that others come before.</summary>
    private const int Attempts = 3;

    /// <summary>A context for reading as that actor. It tracks nothing.</summary>
    public static PortalDb Read(this IDbContextFactory<PortalDb> factory, Actor actor)
    {
        var db = factory.For(actor);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    /// <summary>A context on behalf of that actor.</summary>
    internal static PortalDb For(this IDbContextFactory<PortalDb> factory, Actor actor)
    {
        if (factory is PortalDbs own)
        {
            return own.CreateDbContext(actor);
        }

        var db = factory.CreateDbContext();
        db.Actor = actor;
        return db;
    }

    /// <summary>
    /// Runs work in one transaction and commits it unless it was refused. On a conflict (a unique index, a version number) and on a passing
    /// fault of the connection it runs once more from the beginning with a fresh context, so that it sees what the other one wrote and can
    /// refuse in plain words: everything it decides on must be read inside. Where the answer of a commit was lost it runs again only when
    /// the commit failed. After the commit the live figures of every event that was touched are read again, and the rules of its tenant
    /// where they may have changed: saved records tell that by themselves, statements over many rows with <see cref="PortalDb.Touch"/>.
    /// </summary>
    /// <exception cref="DbUpdateException">The conflict stands also the third time.</exception>
    public static async Task<Result<T>> WriteAsync<T>(
        this IDbContextFactory<PortalDb> factory, Actor actor, Func<PortalDb, Task<Result<T>>> work,
            CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await new WriteRun<T>(factory, actor, work).RunAsync(cancellationToken);
            }
            catch (Exception error) when (attempt < Attempts && factory.Faults().Of(error) == DatabaseFault.Conflict)
            {
                // Read again and decide; see the summary.
            }
        }
    }
}
