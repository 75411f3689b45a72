using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// Wrong passwords that were tried for one name since the last right one; <see cref="DoorPinAttempts"/> keeps tries of digits here too.
/// Kept for every name that is typed, whether an account has it or
/// not: otherwise being locked out would tell which accounts exist.
/// </summary>
public sealed class SignInAttempt
{
    public long Id { get; init; }

    /// <summary>SHA-256 of the normalised name, in hexadecimal: what strangers type is nobody's to read.</summary>
    public required string NameHash { get; init; }

    public required int Failures { get; init; }

    /// <summary>UTC; of the last wrong password.</summary>
    public required DateTime LastAt { get; init; }

    /// <summary>UTC; until then no password is right.</summary>
    public DateTime? LockedUntil { get; init; }
}

internal sealed class SignInAttemptMap : IEntityTypeConfiguration<SignInAttempt>
{
    public void Configure(EntityTypeBuilder<SignInAttempt> attempt)
    {
        attempt.Property(a => a.NameHash).HasMaxLength(64).IsExact();
        attempt.HasIndex(a => a.NameHash).IsUnique();
        attempt.HasIndex(a => a.LastAt);
    }
}

/// <summary>
/// Counts wrong passwords by name and locks a name after five of them for ten minutes, over all nodes; sends the same commands for every
/// name.
/// </summary>
public sealed class SignInAttempts(IDbContextFactory<PortalDb> databases, IOptions<IdentityOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    private static readonly Actor Actor = Actor.System(0, "sign-in");

    /// <summary>Until when the name is locked, in UTC, or null.</summary>
    public async Task<DateTime?> LockedUntilAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(Actor);
        var now = time.UtcNow();
        return await Of(db, name).Where(a => a.LockedUntil > now).Select(a => a.LockedUntil).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Counts a wrong password; until when the name is locked by it, in UTC, or null.</summary>
    public async Task<DateTime?> FailAsync(string name, CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        var rules = options.Value.Lockout;
        await ForgetOldAsync(databases, now, cancellationToken);
        var locked = await databases.WriteAsync<DateTime?>(Actor, async db =>
        {
            // Counted by the database: of wrong passwords that arrive together none is lost.
            if (await Of(db, name).ExecuteUpdateAsync(set => set.SetProperty(a => a.Failures, a => a.Failures + 1)
                .SetProperty(a => a.LastAt, now), cancellationToken) == 0)
            {
                db.SignInAttempts.Add(new SignInAttempt { NameHash = HashOf(name), Failures = 1, LastAt = now });
                await db.SaveChangesAsync(cancellationToken);
            }

            if (await Of(db, name).Select(a => a.Failures).SingleAsync(cancellationToken) < rules.MaxFailedAccessAttempts)
            {
                return (DateTime?)null;
            }

            DateTime? until = now + rules.DefaultLockoutTimeSpan;
            await Of(db, name).ExecuteUpdateAsync(set => set.SetProperty(a => a.Failures, 0).SetProperty(a => a.LockedUntil, until),
                cancellationToken);
            return until;
        }, cancellationToken);
        return locked.Value;
    }

    /// <summary>Forgets the wrong passwords: a right one came.</summary>
    public async Task ForgetAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(Actor);
        await Of(db, name).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Deletes what was last tried a day ago.</summary>
    internal static Task ForgetOldAsync(IDbContextFactory<PortalDb> databases, DateTime now, CancellationToken cancellationToken)
    {
        var old = now - Age;
        return databases.DeleteInTurnAsync(db => db.SignInAttempts.Where(a => a.LastAt < old), cancellationToken);
    }

    private static IQueryable<SignInAttempt> Of(PortalDb db, string name)
    {
        var hash = HashOf(name);
        return db.SignInAttempts.Where(a => a.NameHash == hash);
    }

    private static string HashOf(string name) => Secret.HashOf(name);
}
