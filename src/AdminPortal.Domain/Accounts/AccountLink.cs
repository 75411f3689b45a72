using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Accounts;

/// <summary>What a one-time link is for.</summary>
public enum AccountLinkKind
{
    /// <summary>Choosing a new password.</summary>
    Password,

    /// <summary>Confirming a new e-mail address, to which it is sent.</summary>
    Email,
}

/// <summary>A link by which somebody who has an account does one thing without signing in; it works once, for an hour.</summary>
public sealed class AccountLink : ITenantOwned, IAudited
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long UserId { get; init; }

    public required AccountLinkKind Kind { get; init; }

    /// <summary>SHA-256 of the token in the link, in hexadecimal.</summary>
    [NotAudited]
    public required string TokenHash { get; init; }

    /// <summary>The new address that it confirms; null for the other kind.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the person asked for it, not an Owner or the command line.</summary>
    [NotAudited]
    public bool IsOwn { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; an hour after it was made.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>UTC; when it was used, or made void by a later one or by a new password.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Of two who use it at once, one does.</summary>
    public int Version { get; set; }
}

internal sealed class AccountLinkMap : IEntityTypeConfiguration<AccountLink>
{
    public void Configure(EntityTypeBuilder<AccountLink> link)
    {
        link.Property(l => l.Email).HasMaxLength(254);
        link.Property(l => l.TokenHash).HasMaxLength(64).IsExact();
        link.HasOne<PortalUser>().WithMany().HasForeignKey(l => l.UserId);
        link.HasIndex(l => l.TokenHash).IsUnique();
        link.HasIndex(l => new { l.TenantId, l.UserId });
    }
}
