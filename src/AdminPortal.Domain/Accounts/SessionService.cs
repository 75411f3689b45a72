using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// That somebody is signed in, in one browser. It lives until it is ended or not used for <see cref="SessionService.Age"/>, and as long as
/// the person's account is not disabled and has the security stamp it had: a new role and a new password give it another.
/// </summary>
public sealed class UserSession
{
    /// <summary>Random; stands in the cookie.</summary>
    public required Guid Id { get; init; }

    public required long UserId { get; init; }

    /// <summary>As the account had it; collated as there, so that SQL Server compares the two.</summary>
    public required string Stamp { get; init; }

    /// <summary>UTC; when they signed in.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; moved on while it is used.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>UTC; when they signed out.</summary>
    public DateTime? EndedAt { get; init; }
}

internal sealed class UserSessionMap : IEntityTypeConfiguration<UserSession>
{
    public void Configure(EntityTypeBuilder<UserSession> session)
    {
        session.Property(s => s.Id).ValueGeneratedNever();
        session.HasOne<PortalUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.NoAction);
        session.HasIndex(s => s.ExpiresAt);
    }
}

/// <summary>
/// Begins and ends sessions and knows which still live. It stands below permissions: it is asked before anybody is known, and ends what the
/// own cookie names.
/// </summary>
public sealed class SessionService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How long a session lives without being used.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(14);

    private static readonly Actor Actor = Actor.System(0, "sessions");

    /// <summary>SQL Server takes no more than 2,100 parameters.</summary>
    private const int Portion = 1000;

    private readonly BriefMemory<(Guid Session, long User), bool> known = new(time);

    /// <summary>Begins a session of somebody who has just shown who they are.</summary>
    public async Task<Guid> BeginAsync(PortalUser user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var now = time.UtcNow();
        var session = new UserSession
        { Id = Guid.NewGuid(), UserId = user.Id, Stamp = user.SecurityStamp ?? "", CreatedAt = now, ExpiresAt = now + Age };
        await databases.WriteAsync<Done>(Actor, async db =>
        {
            db.UserSessions.Add(session);
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
        return session.Id;
    }

    /// <summary>Lets a session outlive a change of its person's security stamp, which ends all their others.</summary>
    public async Task KeepAsync(Guid id, PortalUser user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var stamp = user.SecurityStamp ?? "";
        await using (var db = databases.Read(Actor))
        {
            await db.UserSessions.Where(s => s.Id == id && s.UserId == user.Id && s.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.Stamp, stamp), cancellationToken);
        }

        known.Forget(key => key.User == user.Id);
    }

    /// <summary>Ends a session: its person signed out.</summary>
    public async Task EndAsync(Guid id, CancellationToken cancellationToken = default)
    {
        DateTime? now = time.UtcNow();
        await using (var db = databases.Read(Actor))
        {
            await db.UserSessions.Where(s => s.Id == id && s.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), cancellationToken);
        }

        known.Forget(key => key.Session == id);
    }

    /// <summary>Whether a session lives and is that person's; known for a second, ended on this node it is known at once.</summary>
    public ValueTask<bool> IsAliveAsync(Guid id, long userId, CancellationToken cancellationToken = default) =>
        known.GetAsync((id, userId), async () =>
    {
        await using var db = databases.Read(Actor);
        return await Alive(db).AnyAsync(s => s.Id == id && s.UserId == userId, CancellationToken.None); // others may wait for this read
    }, cancellationToken);

    /// <summary>Those of some sessions that live: one query for a thousand.</summary>
    public async Task<HashSet<Guid>> AliveAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        var alive = new HashSet<Guid>();
        await using var db = databases.Read(Actor);
        foreach (var portion in ids.Chunk(Portion))
        {
            alive.UnionWith(await Alive(db).Where(s => portion.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancellationToken));
        }

        return alive;
    }

    /// <summary>Lets sessions live on: they are used.</summary>
    public async Task ExtendAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        var until = time.UtcNow() + Age;
        await using var db = databases.Read(Actor);
        foreach (var portion in ids.Chunk(Portion))
        {
            await db.UserSessions.Where(s => portion.Contains(s.Id) && s.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, until), cancellationToken);
        }
    }

    /// <summary>Deletes what expired a week ago.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken = default)
    {
        var before = time.UtcNow().AddDays(-7);
        await databases.DeleteInTurnAsync(db => db.UserSessions.Where(s => s.ExpiresAt < before), s => s.ExpiresAt, cancellationToken);
    }

    private IQueryable<UserSession> Alive(PortalDb db)
    {
        var now = time.UtcNow();
        return
            from session in db.UserSessions
            join user in db.Users on session.UserId equals user.Id
            where session.EndedAt == null && session.ExpiresAt > now && user.DisabledAt == null && user.SecurityStamp == session.Stamp
            select session;
    }
}
