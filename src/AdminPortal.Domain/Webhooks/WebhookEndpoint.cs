using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Webhooks;

/// <summary>An address of another system that is told what happens in the tenant.</summary>
public sealed class WebhookEndpoint : ITenantOwned, IAudited, ISoftDeleted
{
    /// <summary>Longest name.</summary>
    public const int NameLimit = 100;

    /// <summary>Longest address.</summary>
    public const int UrlLimit = 1000;

    /// <summary>Most events that one can be limited to.</summary>
    public const int EventLimit = 100;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required string Name { get; set; }

    /// <summary>Where messages are posted to.</summary>
    public required string Url { get; set; }

    /// <summary>What it is told of: out of <see cref="WebhookTypes.All"/>, with commas between.</summary>
    public required string Types { get; set; }

    /// <summary>Ids of the events it is limited to; empty for all, and for what belongs to none.</summary>
    public List<long> Events { get; set; } = [];

    /// <summary>Nothing is sent; what happens meanwhile waits.</summary>
    public bool IsPaused { get; set; }

    /// <summary>The secret that signs, encrypted.</summary>
    [NotAudited]
    public required string Secret { get; set; }

    /// <summary>UTC; when the secret was made.</summary>
    public required DateTime SecretMadeAt { get; set; }

    /// <summary>The secret before it, encrypted, which signs too until <see cref="OldSecretUntil"/>; null when there is none.</summary>
    [NotAudited]
    public string? OldSecret { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? OldSecretUntil { get; set; }

    /// <summary>Attempts that failed since the last one that did not.</summary>
    [NotAudited]
    public int Failures { get; set; }

    /// <summary>UTC; since when it is only tried now and then because everything failed. Null while it is not.</summary>
    [NotAudited]
    public DateTime? BrokenAt { get; set; }

    /// <summary>UTC; when it is tried next while it is broken.</summary>
    [NotAudited]
    public DateTime? ProbeAt { get; set; }

    /// <summary>Which process delivers to it.</summary>
    [NotAudited]
    public string? LeaseBy { get; set; }

    /// <summary>UTC; from then on another process may.</summary>
    [NotAudited]
    public DateTime? LeaseUntil { get; set; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }
}

internal sealed class WebhookEndpointMap : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> endpoint)
    {
        endpoint.Property(e => e.Name).HasMaxLength(WebhookEndpoint.NameLimit);
        endpoint.Property(e => e.Url).HasMaxLength(WebhookEndpoint.UrlLimit);
        endpoint.Property(e => e.Types).HasMaxLength(400);
        endpoint.PrimitiveCollection(e => e.Events).HasMaxLength(4000);
        endpoint.Property(e => e.Secret).HasMaxLength(1000);
        endpoint.Property(e => e.OldSecret).HasMaxLength(1000);
        endpoint.Property(e => e.LeaseBy).HasMaxLength(40);
        endpoint.HasIndex(e => new { e.TenantId, e.Id });
    }
}
