using System.Collections.Concurrent;
using System.Linq.Expressions;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>How it stands with a session.</summary>
public enum SessionState
{
    /// <summary>It ended, or there never was one.</summary>
    Ended,

    /// <summary>It lives.</summary>
    Lives,

    /// <summary>It lives, and the organisation demands a second factor of its person, who has none.</summary>
    LacksFactor,
}

/// <summary>
/// Begins and ends sessions and knows which still live. It stands below permissions: it is asked before anybody is known, and ends what the
/// own cookie names.
/// </summary>
public sealed partial class SessionService(IDbContextFactory<PortalDb> databases, SessionSettings settings, TimeProvider time)
{
    /// <summary>How long a session lives without being used where <see cref="SessionSettings"/> say nothing else.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(14);

    private static readonly Actor Actor = Actor.System(0, "sessions");

    /// <summary>SQL Server takes no more than 2,100 parameters.</summary>
    private const int Portion = 1000;

    private readonly BriefMemory<(Guid Session, long User), SessionState> known = new(time);

    private readonly ConcurrentDictionary<Guid, bool> seen = new();

    /// <summary>Begins a session of somebody who has just shown who they are, and notes when they signed in.</summary>
    /// <param name="user">The person.</param>
    /// <param name="device">The browser's name for itself.</param>
    /// <param name="address">Network address, where known.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Guid> BeginAsync(PortalUser user, string? device = null, string? address = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var now = time.UtcNow();
        var name = device ?? "";
        var session = new UserSession
        {
            Id = Guid.NewGuid(),
            Number = Random.Shared.NextInt64(long.MaxValue),
            UserId = user.Id,
            Stamp = user.SecurityStamp ?? "",
            Device = name.Length > UserSession.DeviceLimit ? name[..UserSession.DeviceLimit] : name,
            Address = address,
            CreatedAt = now,
            ProvedAt = now,
            SeenAt = now,
            ExpiresAt = now + settings.Idle,
        };
        await databases.WriteAsync<Done>(Actor, async db =>
        {
            db.UserSessions.Add(session);
            await db.SaveChangesAsync(cancellationToken);
            await db.Users.Where(u => u.Id == user.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.LastSignInAt, now), cancellationToken);
            return Done.It;
        }, cancellationToken);
        return session.Id;
    }

    /// <summary>Notes that the person of a session has shown again who they are.</summary>
    public async Task ProveAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        await using var db = databases.Read(Actor);
        await db.UserSessions.Where(s => s.Id == id && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.ProvedAt, now), cancellationToken);
    }

    /// <summary>
    /// Writes when sessions were last used: those that were asked for since the last time, and those that have a window open.
    /// </summary>
    /// <param name="open">Sessions with a window on this node.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task NoteSeenAsync(IReadOnlyCollection<Guid> open, CancellationToken cancellationToken = default)
    {
        Guid[] used = [.. seen.Keys];
        Array.ForEach(used, id => seen.TryRemove(id, out _));
        var now = time.UtcNow();
        await using var db = databases.Read(Actor);
        foreach (var portion in used.Union(open).Chunk(Portion))
        {
            await db.UserSessions.Where(s => portion.Contains(s.Id) && s.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenAt, now), cancellationToken);
        }
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

    /// <summary>
    /// How it stands with a session of that person; known for a second, ended on this node it is known at once.
    /// </summary>
    public ValueTask<SessionState> StateAsync(Guid id, long userId, CancellationToken cancellationToken = default)
    {
        seen.TryAdd(id, true);
        return known.GetAsync((id, userId), async () =>
        {
            await using var db = databases.Read(Actor);
            var alive = await StatesAsync(db, s => s.Id == id && s.UserId == userId, CancellationToken.None); // others may wait for this
            return alive.GetValueOrDefault(id);
        }, cancellationToken);
    }

    /// <summary>Those of some sessions that live, and how it stands with each: one query for a thousand.</summary>
    public async Task<Dictionary<Guid, SessionState>> AliveAsync(IReadOnlyCollection<Guid> ids,
        CancellationToken cancellationToken = default)
    {
        var alive = new Dictionary<Guid, SessionState>();
        await using var db = databases.Read(Actor);
        foreach (var portion in ids.Chunk(Portion))
        {
            foreach (var (id, state) in await StatesAsync(db, s => portion.Contains(s.Id), cancellationToken))
            {
                alive[id] = state;
            }
        }

        // A window is led to set-up by this answer: the request that follows must not be told what was so a second ago.
        var lacking = alive.Where(one => one.Value == SessionState.LacksFactor).Select(one => one.Key).ToHashSet();
        if (lacking.Count > 0)
        {
            known.Forget(key => lacking.Contains(key.Session));
        }

        return alive;
    }

    private async Task<Dictionary<Guid, SessionState>> StatesAsync(PortalDb db, Expression<Func<UserSession, bool>> which,
        CancellationToken cancellationToken)
    {
        var living = from session in Alive(db, settings, time.UtcNow()).Where(which)
                     join user in db.Users on session.UserId equals user.Id
                     join tenant in db.Tenants on user.TenantId equals tenant.Id
                     select new { session.Id, HasFactor = user.SecondFactorSecret != null, user.Role, tenant.SecondFactorFrom };
        return await living.ToDictionaryAsync(one => one.Id,
            one => one.HasFactor || !(one.Role >= one.SecondFactorFrom) ? SessionState.Lives : SessionState.LacksFactor, cancellationToken);
    }

    /// <summary>Lets sessions live on: they are used.</summary>
    public async Task ExtendAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        var until = time.UtcNow() + settings.Idle;
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

    /// <summary>The sessions that live at a moment (UTC), of all people.</summary>
    internal static IQueryable<UserSession> Alive(PortalDb db, SessionSettings settings, DateTime now)
    {
        var after = settings.SignedInAfter(now);
        return from session in db.UserSessions
               join user in db.Users on session.UserId equals user.Id
               where session.EndedAt == null && session.ExpiresAt > now && session.CreatedAt > after && user.DisabledAt == null
                   && user.SecurityStamp == session.Stamp
               select session;
    }
}
