using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Badges;

/// <summary>
/// The key pair that signs the badges of one event; made when the first one is signed, and never changed. Its making stands in the audit
/// log, by which the copies of stations are kept up.
/// </summary>
public sealed class BadgeKey : ITenantOwned, IAudited, IOfEvent
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    /// <summary>SPKI in Base64, as stations get it.</summary>
    public required string PublicKey { get; init; }

    /// <summary>PKCS#8 in Base64, encrypted with the keys that protect cookies.</summary>
    [NotAudited]
    public required string PrivateKey { get; init; }

    public required DateTime CreatedAt { get; init; }
}

internal sealed class BadgeKeyMap : IEntityTypeConfiguration<BadgeKey>
{
    public void Configure(EntityTypeBuilder<BadgeKey> key)
    {
        key.Property(k => k.PublicKey).HasMaxLength(200);
        key.Property(k => k.PrivateKey).HasMaxLength(2000);
        key.HasOne<Event>().WithMany().HasForeignKey(k => k.EventId);
        key.HasIndex(k => new { k.TenantId, k.EventId }).IsUnique();
    }
}
