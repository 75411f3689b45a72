using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>A session that lives; times are UTC.</summary>
/// <param name="Id">Stands in the cookie: shown to nobody.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Person">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="Device">The browser's name for itself.</param>
/// <param name="Address">Network address they signed in from, where known.</param>
/// <param name="SignedInAt">When they signed in.</param>
/// <param name="SeenAt">To the minute; when it was last used.</param>
public sealed record SessionRow(Guid Id, long UserId, string Person, string Email, string Device, string? Address, DateTime SignedInAt,
    DateTime SeenAt)
{
    /// <summary>Tells rows apart.</summary>
    public long Number { get; init; }
}

/// <summary>Which sessions; everything that is set must hold.</summary>
public sealed record SessionFilter
{
    /// <summary>Words that must all occur in the name, the e-mail or the network address.</summary>
    public string? Search { get; init; }
}

/// <summary>Reads the sessions that live.</summary>
public sealed class SessionQueries(IDbContextFactory<PortalDb> databases, SessionSettings settings, TimeProvider time)
{
    /// <summary>What the list can be sorted by.</summary>
    public static Sorts<UserSession> Sorts { get; } = new Sorts<UserSession>(s => s.Number)
        .By("seen", s => s.SeenAt)
        .By("signed_in", s => s.CreatedAt);

    /// <summary>The actor's own, the one used last first.</summary>
    public async Task<IReadOnlyList<SessionRow>> OwnAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        var id = actor is { Kind: ActorKind.User, Id: { } person } ? person : 0;
        await using var db = databases.Read(actor);
        return await Rows(db, SessionService.Alive(db, settings, time.UtcNow()).Where(s => s.UserId == id)
            .OrderByDescending(s => s.SeenAt).ThenByDescending(s => s.CreatedAt)).ToListAsync(cancellationToken);
    }

    /// <summary>One page of everybody's in the tenant; sortable by <see cref="Sorts"/>.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageTenant"/>.</param>
    /// <param name="filter">Which.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Page<SessionRow>> ListAsync(Actor actor, SessionFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        actor.Require(Permission.ManageTenant);
        await using var db = databases.Read(actor);
        var people = db.Users.Where(u => u.TenantId == actor.TenantId);
        var alive = SessionService.Alive(db, settings, time.UtcNow());
        var sessions = alive.Where(s => people.Any(u => u.Id == s.UserId));
        return await sessions.WhenWords(filter.Search, word => s => s.Address!.Contains(word) || people.Any(u => u.Id == s.UserId
                && (Fold.Loose(u.DisplayName)!.Contains(word) || Fold.Loose(u.Email)!.Contains(word))))
            .PageAsync(page, found => Sorts.Apply(db, found, page.Sort, page.Descending),
                rows => Rows(db, rows).ToListAsync(cancellationToken), cancellationToken);
    }

    private static IQueryable<SessionRow> Rows(PortalDb db, IQueryable<UserSession> sessions) => sessions.Select(s => new SessionRow(
        s.Id, s.UserId, db.Users.Single(u => u.Id == s.UserId).DisplayName, db.Users.Single(u => u.Id == s.UserId).Email!,
        s.Device, s.Address, s.CreatedAt, s.SeenAt)
    { Number = s.Number });
}
