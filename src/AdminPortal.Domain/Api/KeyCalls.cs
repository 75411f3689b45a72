using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Api;

/// <summary>Calls of a key in one hour: what its limit is measured by. Written for limited plans only.</summary>
public sealed class KeyHour : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long ApiKeyId { get; init; }

    /// <summary>UTC; the hour begins then.</summary>
    public required DateTime Hour { get; init; }

    public required int Calls { get; set; }
}

/// <summary>Calls of a key in one minute: what the keys page adds up.</summary>
public sealed class KeyMinute : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long ApiKeyId { get; init; }

    /// <summary>Minutes since 1970-01-01 UTC.</summary>
    public required int Minute { get; init; }

    public required int Calls { get; set; }
}

internal sealed class KeyCallsMap : IEntityTypeConfiguration<KeyHour>, IEntityTypeConfiguration<KeyMinute>
{
    public void Configure(EntityTypeBuilder<KeyHour> hour)
    {
        hour.HasIndex(h => new { h.TenantId, h.ApiKeyId, h.Hour }).IsUnique();
        hour.HasIndex(h => h.Hour);
    }

    public void Configure(EntityTypeBuilder<KeyMinute> minute)
    {
        minute.HasIndex(m => new { m.TenantId, m.ApiKeyId, m.Minute }).IsUnique();
        minute.HasIndex(m => m.Minute);
    }
}
