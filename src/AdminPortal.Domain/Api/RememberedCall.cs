using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Api;

/// <summary>
/// A call that carried an idempotency key, with its answer. Written in the transaction of its effect: where there is a row the call was
/// done, where there is none it was not.
/// </summary>
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

    public required int Status { get; init; }

    public required string RequestId { get; init; }

    public string? Location { get; init; }

    public required byte[] Body { get; init; }
}

internal sealed class RememberedCallMap : IEntityTypeConfiguration<RememberedCall>
{
    public void Configure(EntityTypeBuilder<RememberedCall> call)
    {
        call.Property(c => c.KeyHash).HasMaxLength(64).IsExact();
        call.Property(c => c.RequestHash).HasMaxLength(64).IsExact();
        call.Property(c => c.RequestId).HasMaxLength(64);
        // The judge between processes: one answer for each key, and the effect of the other is rolled back with it.
        call.HasIndex(c => new { c.TenantId, c.ApiKeyId, c.KeyHash }).IsUnique();
        call.HasIndex(c => c.StartedAt);
    }
}
