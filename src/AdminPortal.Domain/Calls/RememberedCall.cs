using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Calls;

/// <summary>A call that carried an idempotency key: claimed while it runs, afterwards with its answer.</summary>
public sealed class RememberedCall : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long ApiKeyId { get; init; }

    /// <summary>SHA-256 of the idempotency key, in hexadecimal.</summary>
    public required string KeyHash { get; init; }

    /// <summary>SHA-256 of method, path and body, in hexadecimal.</summary>
    public required string RequestHash { get; init; }

    public required DateTime StartedAt { get; init; }

    /// <summary>Who runs it; another name than one's own means that the claim was taken over.</summary>
    public required string Owner { get; set; }

    /// <summary>UTC; a claim without an answer after this time belongs to a process that died.</summary>
    public required DateTime LeaseUntil { get; set; }

    /// <summary>Null while it runs.</summary>
    public int? Status { get; set; }

    public string? RequestId { get; set; }

    public string? Location { get; set; }

    public byte[]? Body { get; set; }
}

internal sealed class RememberedCallMap : IEntityTypeConfiguration<RememberedCall>
{
    public void Configure(EntityTypeBuilder<RememberedCall> call)
    {
        call.Property(c => c.KeyHash).HasMaxLength(64).IsExact();
        call.Property(c => c.RequestHash).HasMaxLength(64).IsExact();
        call.Property(c => c.Owner).HasMaxLength(32).IsExact();
        call.Property(c => c.RequestId).HasMaxLength(64);
        // The judge between processes: one claim for each key.
        call.HasIndex(c => new { c.TenantId, c.ApiKeyId, c.KeyHash }).IsUnique();
        call.HasIndex(c => c.StartedAt);
    }
}
