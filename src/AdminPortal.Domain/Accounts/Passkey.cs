using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// A passkey of a person: the public half of a key that their device keeps (WebAuthn). In a table of our own, because the key of
/// Identity's (up to 1,023 bytes) is wider than SQL Server's clustered index takes.
/// </summary>
public sealed class Passkey : ITenantOwned, IAudited
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long UserId { get; init; }

    /// <summary>As the person calls it.</summary>
    public required string Name { get; set; }

    /// <summary>SHA-256 of <see cref="CredentialId"/>, in hexadecimal.</summary>
    [NotAudited]
    public required string CredentialHash { get; init; }

    [NotAudited]
    public required byte[] CredentialId { get; init; }

    /// <summary>In COSE's format (RFC 9052).</summary>
    [NotAudited]
    public required byte[] PublicKey { get; init; }

    /// <summary>Signatures that the device says it has made with it; 0 where it does not count.</summary>
    [NotAudited]
    public long SignCount { get; set; }

    /// <summary>How the device is reached, separated by commas.</summary>
    [NotAudited]
    public string? Transports { get; init; }

    /// <summary>Whether the device had asked who holds it, by a PIN or a finger.</summary>
    [NotAudited]
    public bool IsUserVerified { get; set; }

    [NotAudited]
    public bool IsBackupEligible { get; init; }

    /// <summary>Whether its maker keeps a copy, so that other devices of the person have it too.</summary>
    [NotAudited]
    public bool IsBackedUp { get; set; }

    [NotAudited]
    public required byte[] AttestationObject { get; init; }

    [NotAudited]
    public required byte[] ClientDataJson { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; null when nobody has signed in with it yet.</summary>
    [NotAudited]
    public DateTime? LastUsedAt { get; set; }
}

internal sealed class PasskeyMap : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> passkey)
    {
        passkey.Property(p => p.Name).HasMaxLength(100);
        passkey.Property(p => p.CredentialHash).HasMaxLength(64).IsExact();
        passkey.Property(p => p.CredentialId).HasMaxLength(1023);
        passkey.Property(p => p.PublicKey).HasMaxLength(2000);
        passkey.Property(p => p.Transports).HasMaxLength(100);
        passkey.HasOne<PortalUser>().WithMany().HasForeignKey(p => p.UserId);
        passkey.HasIndex(p => p.CredentialHash).IsUnique();
        passkey.HasIndex(p => new { p.TenantId, p.UserId });
    }
}
