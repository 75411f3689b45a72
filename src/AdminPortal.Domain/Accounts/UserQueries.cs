using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>A row of the users page; times are UTC.</summary>
public sealed record UserRow(long Id, string Email, string DisplayName, Role Role, DateTime? DisabledAt, DateTime? LastSignInAt,
    bool LockedOut, DateTime CreatedAt)
{
    /// <summary>Ids of the events at which their rights end; null for all of the tenant, and for roles that no limit holds for.</summary>
    public IReadOnlyList<long>? Events { get; init; }

    /// <summary>What is kept of limits, also where their role has none.</summary>
    public LimitDraft Limits { get; init; } = LimitDraft.None;

    /// <summary>The team whose limits hold for them; null where theirs are their own.</summary>
    public long? TeamId { get; init; }

    /// <summary>Its name.</summary>
    public string? Team { get; init; }

    /// <summary>Whether an authenticator app is asked for.</summary>
    public bool HasSecondFactor { get; init; }
}

/// <summary>An invitation that waits; times are UTC.</summary>
public sealed record InvitationRow(long Id, string Email, Role Role, string InvitedBy, DateTime CreatedAt, DateTime ExpiresAt)
{
    /// <summary>As <see cref="UserRow.Events"/>.</summary>
    public IReadOnlyList<long>? Events { get; init; }
}

/// <summary>Which people of a tenant; everything that is set must hold.</summary>
public sealed record UserFilter
{
    /// <summary>Words that must all occur in the name or the e-mail.</summary>
    public string? Search { get; init; }

    public Role? Role { get; init; }

    /// <summary>Only those who cannot sign in (true) or can (false).</summary>
    public bool? IsDisabled { get; init; }

    /// <summary>Only those whose rights end at some events (true) or do not (false).</summary>
    public bool? IsLimited { get; init; }
}

/// <summary>Which open invitations; everything that is set must hold.</summary>
public sealed record InvitationFilter
{
    /// <summary>Words that must all occur in the e-mail or in the name of who invited.</summary>
    public string? Search { get; init; }

    public Role? Role { get; init; }
}

/// <summary>Reads the people of a tenant, and whom they invited. Needs <see cref="Permission.ManageUsers"/>.</summary>
public sealed class UserQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>What the list of people can be sorted by.</summary>
    public static Sorts<PortalUser> Sorts { get; } = new Sorts<PortalUser>(u => u.Id)
        .By("name", u => Fold.Ordinal(u.DisplayName))
        .By("email", u => Fold.Ordinal(u.Email))
        .By("role", u => u.Role)
        .By("last_sign_in", u => u.LastSignInAt)
        .By("created", u => u.CreatedAt);

    /// <summary>What the list of invitations can be sorted by.</summary>
    public static Sorts<Invitation> InvitationSorts { get; } = new Sorts<Invitation>(i => i.Id)
        .By("created", i => i.CreatedAt)
        .By("expires", i => i.ExpiresAt)
        .By("email", i => Fold.Ordinal(i.Email))
        .By("role", i => i.Role);

    /// <summary>One page of the tenant's people; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<UserRow>> ListAsync(Actor actor, UserFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageUsers);
        await using var db = databases.Read(actor);
        return await UserList.Find(db, filter).PageAsync(page, found => Sorts.Apply(db, found, page.Sort, page.Descending),
            rows => UserList.RowsAsync(db, rows, time.UtcNow(), cancellationToken), cancellationToken);
    }

    /// <summary>One page of the tenant's open invitations; sortable by <see cref="InvitationSorts"/>.</summary>
    public async Task<Page<InvitationRow>> InvitationsAsync(Actor actor, InvitationFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageUsers);
        await using var db = databases.Read(actor);
        return await Apply(db, filter, time.UtcNow()).PageAsync(
            page,
            found => InvitationSorts.Apply(db, found, page.Sort, page.Descending),
            rows => rows.Select(i => new InvitationRow(i.Id, i.Email, i.Role, i.InvitedBy, i.CreatedAt, i.ExpiresAt)
            { Events = i.LimitedEvents }).ToListAsync(cancellationToken),
            cancellationToken);
    }

    private static IQueryable<Invitation> Apply(PortalDb db, InvitationFilter filter, DateTime now)
    {
        var invitations = db.Invitations.Where(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now);
        invitations = filter.Role is { } role ? invitations.Where(i => i.Role == role) : invitations;
        foreach (var word in Fold.Words(filter.Search))
        {
            invitations = invitations.Where(i => Fold.Loose(i.Email)!.Contains(word) || Fold.Loose(i.InvitedBy)!.Contains(word));
        }

        return invitations;
    }
}
