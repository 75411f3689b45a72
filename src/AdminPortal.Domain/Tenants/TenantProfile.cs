using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Tenants;

/// <summary>What stands on an organisation's invoices about itself. There is one at most of each tenant.</summary>
public sealed class TenantProfile : ITenantOwned, IAudited
{
    /// <summary>Longest name and account holder.</summary>
    public const int NameLimit = 200;

    /// <summary>Longest address, all its lines together.</summary>
    public const int AddressLimit = 400;

    /// <summary>Most lines of the address.</summary>
    public const int AddressLines = 6;

    /// <summary>Longest tax number and VAT identification number.</summary>
    public const int TaxLimit = 40;

    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>Full name, where it is another than the tenant's.</summary>
    public string? LegalName { get; set; }

    /// <summary>Lines, without the name.</summary>
    public string? Address { get; set; }

    public string? TaxNumber { get; set; }

    public string? VatNumber { get; set; }

    public string? AccountHolder { get; set; }

    /// <summary>Without spaces, in capitals; its check digits are right.</summary>
    public string? Iban { get; set; }

    public string? Bic { get; set; }

    /// <summary>A PNG or JPEG as it was uploaded.</summary>
    [NotAudited]
    public byte[]? Logo { get; set; }

    /// <summary>What the picture is, such as <c>PNG, 400 × 120</c>; null without one.</summary>
    public string? LogoFormat { get; set; }

    public int Version { get; set; }
}

internal sealed class TenantProfileMap : IEntityTypeConfiguration<TenantProfile>
{
    public void Configure(EntityTypeBuilder<TenantProfile> profile)
    {
        profile.Property(p => p.Address).HasMaxLength(TenantProfile.AddressLimit);
        profile.Property(p => p.TaxNumber).HasMaxLength(TenantProfile.TaxLimit);
        profile.Property(p => p.VatNumber).HasMaxLength(TenantProfile.TaxLimit);
        profile.Property(p => p.Iban).HasMaxLength(34);
        profile.Property(p => p.Bic).HasMaxLength(11);
        profile.Property(p => p.LogoFormat).HasMaxLength(50);
        profile.HasIndex(p => p.TenantId).IsUnique();
    }
}
