using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// Counts tries of digits by whoever is tried for and by the device they come from, over all nodes: after five, none more than ten minutes
/// after the one before, none are taken for ten minutes. They lie among the <see cref="SignInAttempt"/>s, under names that no account has.
/// </summary>
public sealed class DoorPinAttempts(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Wrong ones that are taken.</summary>
    public const int Most = 5;

    /// <summary>Within which they count, and how long none are taken afterwards.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    private static readonly Actor Actor = Actor.System(0, "door-pins");

    private static Problem Locked { get; } = new("pin_locked", "Too many wrong digits. Try again in ten minutes.", "pin");

    /// <summary>
    /// Takes a try for each of the names, before the digits are looked at: many at once, on whichever node, are no more than one after the
    /// other.
    /// </summary>
    /// <returns>Refused: <c>pin_locked</c> while one of them is not let try; nothing is counted then.</returns>
    public async Task<Result<Done>> BeginAsync(IReadOnlyList<string> names, CancellationToken cancellationToken = default)
    {
        await SignInAttempts.ForgetOldAsync(databases, time.UtcNow(), cancellationToken);
        return await databases.WriteAsync<Done>(Actor, async db =>
        {
            // In one order, so that two who come from different sides do not wait for one another.
            foreach (var hash in names.Select(HashOf).Order(StringComparer.Ordinal))
            {
                if (!await TakeAsync(db, hash, cancellationToken))
                {
                    return Locked;
                }
            }

            return Done.It;
        }, cancellationToken);
    }

    /// <summary>They were right: what was counted for these names is forgotten.</summary>
    public async Task RightAsync(IReadOnlyList<string> names)
    {
        var hashes = names.Select(HashOf).ToList();
        await databases.WriteAsync<Done>(Actor, async db =>
        {
            await db.SignInAttempts.Where(a => hashes.Contains(a.NameHash)).ExecuteDeleteAsync(CancellationToken.None);
            return Done.It;
        }, CancellationToken.None);
    }

    /// <summary>Counted by the database in one statement, which judges who is let try, too.</summary>
    private async Task<bool> TakeAsync(PortalDb db, string hash, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var (old, until) = (now - Span, (DateTime?)(now + Span));
        var mine = db.SignInAttempts.Where(a => a.NameHash == hash);
        if (await mine.Where(a => a.LockedUntil == null || a.LockedUntil <= now).ExecuteUpdateAsync(set => set
            .SetProperty(a => a.LockedUntil, a => a.LastAt > old && a.Failures + 1 >= Most ? until : null)
            .SetProperty(a => a.Failures, a => a.LastAt > old ? a.Failures + 1 : 1)
            .SetProperty(a => a.LastAt, now), cancellationToken) > 0)
        {
            return true;
        }

        if (await mine.AnyAsync(cancellationToken))
        {
            return false;
        }

        db.SignInAttempts.Add(new SignInAttempt { NameHash = hash, Failures = 1, LastAt = now });
        await db.SaveChangesAsync(cancellationToken); // of two first ones at once the second runs again
        return true;
    }

    /// <summary>No address that signs in contains a line break.</summary>
    private static string HashOf(string name) => Secret.HashOf($"door pin\n{name}");
}
