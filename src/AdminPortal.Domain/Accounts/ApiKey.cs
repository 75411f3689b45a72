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
    public required string Prefix { get; set; }

    /// <summary>SHA-256 of the key, in hexadecimal; the key itself is shown once and kept nowhere.</summary>
    [NotAudited]
    public required string KeyHash { get; set; }

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
    public string? SecretHash { get; set; }

    /// <summary>Whether nothing exists for it but test events.</summary>
    public bool IsTest { get; init; }

    /// <summary>Ids of the events that exist for it; null for all of the tenant.</summary>
    public List<long>? LimitedEvents { get; set; }

    /// <summary>Networks it may be used from, separated by a comma and a blank; empty for everywhere.</summary>
    public string Networks { get; set; } = "";

    /// <summary>
    /// SHA-256 of what was replaced last, in hexadecimal: the key itself, or the secret of the kinds that have one. Null when nothing old
    /// is good any more.
    /// </summary>
    [NotAudited]
    public string? PreviousHash { get; set; }

    /// <summary>UTC; until when the old one is good.</summary>
    public DateTime? PreviousUntil { get; set; }

    /// <summary>UTC; to the minute; when the old one was last used since it is the old one.</summary>
    [NotAudited]
    public DateTime? PreviousUsedAt { get; set; }

    /// <summary>UTC; when it last got a new secret.</summary>
    public DateTime? RotatedAt { get; set; }

    /// <summary>The network address it was last used from.</summary>
    [NotAudited]
    public string? LastUsedFrom { get; set; }

    /// <summary>The only event of a key of the kind <see cref="ApiKeyKind.Checkin"/>; that of a station's key is the station's.</summary>
    public long? EventId { get; init; }
}

internal sealed class ApiKeyMap : IEntityTypeConfiguration<ApiKey>
{
    private const int NetworksLimit = 1000;

    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.Property(k => k.Name).HasMaxLength(100);
        key.Property(k => k.Prefix).HasMaxLength(16);
        key.Property(k => k.KeyHash).HasMaxLength(64).IsExact();
        key.Property(k => k.Scopes).HasMaxLength(100);
        // Found by the key before its tenant is known; the hash alone is unique.
        key.HasIndex(k => k.KeyHash).IsUnique();
        key.HasIndex(k => k.PreviousHash).IsUnique().HasFilter("[PreviousHash] IS NOT NULL");
        key.HasIndex(k => k.TenantId);
        key.Property(k => k.SecretHash).HasMaxLength(64).IsExact();
        key.Property(k => k.PreviousHash).HasMaxLength(64).IsExact();
        key.Property(k => k.Networks).HasMaxLength(NetworksLimit).HasDefaultValue("");
        key.Property(k => k.LastUsedFrom).HasMaxLength(64);
        key.PrimitiveCollection(k => k.LimitedEvents).HasMaxLength(Chosen.Limit);
        key.HasOne<Event>().WithMany().HasForeignKey(k => k.EventId);
    }
}
