using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Tenants;

/// <summary>What a tenant has booked. The API needs Business or Enterprise.</summary>
public enum Plan
{
    /// <summary>Portal only.</summary>
    Starter,

    /// <summary>Portal only.</summary>
    Professional,

    /// <summary>With the API, limited per hour.</summary>
    Business,

    /// <summary>With the API, unlimited.</summary>
    Enterprise,
}

/// <summary>An organisation. Everything else belongs to exactly one.</summary>
public sealed class Tenant : IAudited
{
    /// <summary>Most addresses that are told of alarms.</summary>
    public const int AlarmAddressLimit = 20;

    public long Id { get; init; }

    /// <summary>Short name in addresses, unique, lower case.</summary>
    public required string Slug { get; init; }

    public required string Name { get; set; }

    public required Plan Plan { get; set; }

    /// <summary>IANA name; days in reports are days in this zone.</summary>
    public required string TimeZone { get; set; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; set; }

    /// <summary><c>de</c> or <c>en</c>; what new users start with.</summary>
    public required string Language { get; set; }

    /// <summary>Mail addresses that are told of alarms, each on a line; null where nobody is.</summary>
    public string? AlarmAddresses { get; set; }

    /// <summary>The least role whose people need a second factor to sign in; null where nobody does.</summary>
    public Role? SecondFactorFrom { get; set; }

    public required DateTime CreatedAt { get; init; }

    public int Version { get; set; }
}

internal sealed class TenantMap : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> tenant)
    {
        tenant.Property(t => t.Slug).HasMaxLength(63).IsExact();
        tenant.Property(t => t.TimeZone).HasMaxLength(64);
        tenant.Property(t => t.Currency).HasMaxLength(3);
        tenant.Property(t => t.Language).HasMaxLength(5);
        tenant.Property(t => t.AlarmAddresses).IsUnbounded();
        tenant.HasIndex(t => t.Slug).IsUnique();
    }
}
