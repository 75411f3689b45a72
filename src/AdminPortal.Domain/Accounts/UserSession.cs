using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// That somebody is signed in, in one browser. It lives until it is ended or not used for <see cref="SessionService.Age"/>, and as long as
/// the person's account is not disabled and has the security stamp it had: a new role and a new password give it another.
/// </summary>
public sealed class UserSession
{
    /// <summary>Longest <see cref="Device"/>.</summary>
    public const int DeviceLimit = 300;

    /// <summary>Random; stands in the cookie.</summary>
    public required Guid Id { get; init; }

    /// <summary>Random too; tells sessions apart in lists, which the id is not shown in.</summary>
    public long Number { get; init; }

    public required long UserId { get; init; }

    /// <summary>As the account had it; collated as there, so that SQL Server compares the two.</summary>
    public required string Stamp { get; init; }

    /// <summary>UTC; when they signed in.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The browser's name for itself, cut to 300 characters; empty where it gave none.</summary>
    public string Device { get; init; } = "";

    /// <summary>Network address they signed in from, where known.</summary>
    public string? Address { get; init; }

    /// <summary>UTC; when the person last showed who they are, at first by signing in. See <see cref="Proof"/>.</summary>
    public required DateTime ProvedAt { get; init; }

    /// <summary>UTC, to the minute; when it was last used.</summary>
    public required DateTime SeenAt { get; init; }

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
        session.Property(s => s.Device).HasMaxLength(UserSession.DeviceLimit);
        session.Property(s => s.Address).HasMaxLength(64);
        session.HasIndex(s => s.ExpiresAt);
        session.HasIndex(s => s.UserId);
    }
}
