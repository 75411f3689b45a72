using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Tenants;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// A person who signs in. Their e-mail is unique over all tenants, because the tenant is found by it; therefore this table has no
/// tenant filter, and <see cref="UserService"/> names the tenant in every query.
/// </summary>
public sealed class PortalUser : IdentityUser<long>, IAudited
{
    public required long TenantId { get; init; }

    public required string DisplayName { get; set; }

    public required Role Role { get; set; }

    /// <summary>UTC; null while the account may sign in.</summary>
    public DateTime? DisabledAt { get; set; }

    public DateTime CreatedAt { get; init; }

    /// <summary>
    /// Ids of the events at which the person's rights end; null for all of the tenant. Of no effect for admins and owners, who have to
    /// do with all of it.
    /// </summary>
    public List<long>? LimitedEvents { get; set; }

    /// <summary>Ids of the stations a steward may check in at; see <see cref="EventLimits.Doors"/>.</summary>
    public List<long> LimitedDoors { get; set; } = [];

    /// <summary>The <see cref="Team"/> whose limits these are; null where they are the person's own.</summary>
    public long? TeamId { get; set; }

    /// <summary>UTC; when the limits or the role were last changed.</summary>
    [NotAudited]
    public DateTime? LimitedSince { get; set; }

    /// <summary>UTC; of the last sign-in.</summary>
    [NotAudited]
    public DateTime? LastSignInAt { get; set; }

    /// <summary>UTC; when the password was set that holds now, null where there never was one.</summary>
    public DateTime? PasswordSetAt { get; set; }

    /// <summary><c>de</c> or <c>en</c>; null where each browser says it.</summary>
    public string? Language { get; set; }

    /// <summary><c>light</c>, <c>dark</c> or <c>auto</c>; null where each browser says it.</summary>
    public string? Theme { get; set; }

    /// <summary>
    /// The secret of the authenticator app, encrypted by the portal's protection keys; null where there is none. See
    /// <see cref="SecondFactorService"/>.
    /// </summary>
    [NotAudited]
    public string? SecondFactorSecret { get; set; }

    /// <summary>UTC; since when an authenticator app is asked for at sign-in, null where it is not.</summary>
    public DateTime? SecondFactorSince { get; set; }

    /// <summary>The number of the 30 seconds whose code was taken last: no code of it or of an earlier one is right again.</summary>
    [NotAudited]
    public long SecondFactorStep { get; set; }

    /// <summary>
    /// Hash of the digits by which this person sets a rule aside at a station that somebody else holds; null when none were chosen.
    /// </summary>
    [NotAudited]
    public string? DoorPinHash { get; set; }

    [NotAudited]
    public override string? PasswordHash { get; set; }

    [NotAudited]
    public override string? SecurityStamp { get; set; }

    [NotAudited]
    public override string? ConcurrencyStamp { get; set; } = Guid.NewGuid().ToString();

    [NotAudited]
    public override string? NormalizedEmail { get; set; }

    [NotAudited]
    public override string? NormalizedUserName { get; set; }

    [NotAudited]
    public override string? UserName { get; set; }

    [NotAudited]
    public override int AccessFailedCount { get; set; }

    /// <summary>Where the person's rights end; null for all of the tenant.</summary>
    public EventLimits? Limits() => LimitedEvents is null || Role is Role.Admin or Role.Owner
        ? null
        : new EventLimits(LimitedEvents, Role == Role.Steward ? LimitedDoors : [], LimitedSince ?? CreatedAt);

    /// <summary>The person as an actor, with their limits: the only way to make one.</summary>
    /// <param name="address">Network address they come from, where known.</param>
    public Actor AsActor(string? address) =>
        new(TenantId, ActorKind.User, Id, DisplayName, Grants.Within(Grants.Of(Role), Limits()), address) { Limits = Limits() };
}

/// <summary>A link by which somebody new sets their password and joins a tenant; it works once.</summary>
public sealed class Invitation : ITenantOwned, IAudited
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required string Email { get; init; }

    public required Role Role { get; init; }

    /// <summary>SHA-256 of the token in the link, in hexadecimal.</summary>
    [NotAudited]
    public required string TokenHash { get; init; }

    /// <summary>As <see cref="PortalUser.LimitedEvents"/> of whoever accepts it.</summary>
    public List<long>? LimitedEvents { get; init; }

    /// <summary>As <see cref="PortalUser.LimitedDoors"/>.</summary>
    public List<long> LimitedDoors { get; init; } = [];

    public required string InvitedBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; seven days after it was made.</summary>
    public required DateTime ExpiresAt { get; init; }

    public DateTime? AcceptedAt { get; set; }

    public DateTime? RevokedAt { get; set; }
}

internal sealed class PortalUserMap : IEntityTypeConfiguration<PortalUser>, IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<PortalUser> user)
    {
        user.ToTable("Users");
        user.Property(u => u.DisplayName).HasMaxLength(100);
        user.Property(u => u.DoorPinHash).HasMaxLength(200);
        user.PrimitiveCollection(u => u.LimitedEvents).HasMaxLength(Chosen.Limit);
        user.PrimitiveCollection(u => u.LimitedDoors).HasMaxLength(Chosen.Limit).HasDefaultValueSql("'[]'");
        user.Property(u => u.Language).HasMaxLength(5);
        user.Property(u => u.Theme).HasMaxLength(10);
        user.Property(u => u.SecondFactorSecret).HasMaxLength(500);
        user.HasOne<Team>().WithMany().HasForeignKey(u => u.TeamId);
        user.HasOne<Tenant>().WithMany().HasForeignKey(u => u.TenantId);
        user.HasIndex(u => u.TenantId);
    }

    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.Property(i => i.Email).HasMaxLength(254);
        invitation.Property(i => i.TokenHash).HasMaxLength(64).IsExact();
        invitation.PrimitiveCollection(i => i.LimitedEvents).HasMaxLength(Chosen.Limit);
        invitation.PrimitiveCollection(i => i.LimitedDoors).HasMaxLength(Chosen.Limit).HasDefaultValueSql("'[]'");
        invitation.HasIndex(i => i.TokenHash).IsUnique();
        invitation.HasIndex(i => i.TenantId);
    }
}
