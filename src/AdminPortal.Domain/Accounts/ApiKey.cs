using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Accounts;

/// <summary>What a key opens.</summary>
public enum ApiKeyKind
{
    /// <summary><c>/api/v1</c>, as far as its scopes go.</summary>
    Api,

    /// <summary>The ticket window counts of all events; it has a secret too.</summary>
    Rsu,

    /// <summary>The ticket window counts of one event, for the devices at its doors; it has a secret too.</summary>
    Checkin,

    /// <summary>A paired station, for its event alone; see <see cref="Stations.Station"/>.</summary>
    Station,
}

/// <summary>A key by which a program calls the portal.</summary>
public sealed class ApiKey : ITenantOwned, IAudited
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required string Name { get; set; }

    /// <summary>First characters of the key, to tell keys apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the key, in hexadecimal; the key itself is shown once and kept nowhere.</summary>
    [NotAudited]
    public required string KeyHash { get; init; }

    /// <summary>Comma-separated, out of <see cref="Grants.Scopes"/>; empty for the kinds with a secret.</summary>
    public required string Scopes { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; null when it does not expire.</summary>
    public DateTime? ExpiresAt { get; init; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>UTC; to the minute.</summary>
    [NotAudited]
    public DateTime? LastUsedAt { get; set; }

    public ApiKeyKind Kind { get; init; }

    /// <summary>
    /// SHA-256 of the secret that is sent beside the key, in hexadecimal; null for the kind <see cref="ApiKeyKind.Api"/>.
    /// </summary>
    [NotAudited]
    public string? SecretHash { get; init; }

    /// <summary>The only event of a key of the kind <see cref="ApiKeyKind.Checkin"/>; that of a station's key is the station's.</summary>
    public long? EventId { get; init; }
}

internal sealed class ApiKeyMap : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.Property(k => k.Name).HasMaxLength(100);
        key.Property(k => k.Prefix).HasMaxLength(16);
        key.Property(k => k.KeyHash).HasMaxLength(64).IsExact();
        key.Property(k => k.Scopes).HasMaxLength(100);
        // Found by the key before its tenant is known; the hash alone is unique.
        key.HasIndex(k => k.KeyHash).IsUnique();
        key.HasIndex(k => k.TenantId);
        key.Property(k => k.SecretHash).HasMaxLength(64).IsExact();
        key.HasOne<Event>().WithMany().HasForeignKey(k => k.EventId);
    }
}
