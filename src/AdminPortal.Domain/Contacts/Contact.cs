using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Contacts;

/// <summary>A person or a company.</summary>
public sealed class Contact : ITenantOwned, IAudited, ISoftDeleted
{
    /// <summary>Longest customer number.</summary>
    public const int NumberLimit = 64;

    /// <summary>Longest postal code.</summary>
    public const int PostalCodeLimit = 20;

    /// <summary>Longest name, company, street, city or country.</summary>
    public const int TextLimit = 200;

    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>Unique in the tenant, compared letter by letter.</summary>
    public required string CustomerNumber { get; set; }

    public string? CompanyName { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    /// <summary>Street and number, or a post box.</summary>
    public string? Street { get; set; }

    public string? PostalCode { get; set; }

    public string? City { get; set; }

    public string? Country { get; set; }

    /// <summary>Everything a search looks at, folded; kept by <see cref="Normalise"/>.</summary>
    [NotAudited]
    public string SearchText { get; private set; } = "";

    /// <summary>Last name, first name or company, folded, for sorting; kept by <see cref="Normalise"/>.</summary>
    [NotAudited]
    public string SortName { get; private set; } = "";

    /// <summary>Company, folded, for sorting; kept by <see cref="Normalise"/>.</summary>
    [NotAudited]
    public string SortCompany { get; private set; } = "";

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }

    /// <summary>As it is shown: "Last, First", or the company where there is no name.</summary>
    public static string DisplayName(string? firstName, string? lastName, string? companyName) =>
        (string.IsNullOrWhiteSpace(lastName), string.IsNullOrWhiteSpace(firstName)) switch
        {
            (false, false) => $"{lastName}, {firstName}",
            (false, true) => lastName!,
            (true, false) => firstName!,
            _ => companyName ?? "",
        };

    /// <summary>Brings the folded columns up to date; call it after any change of a text.</summary>
    public Contact Normalise()
    {
        SearchText = Fold.Join(600, FirstName, LastName, CompanyName, CustomerNumber, Email);
        SortName = Fold.Join(TextLimit, LastName, FirstName);
        SortName = SortName.Length > 0 ? SortName : Fold.Join(TextLimit, CompanyName);
        SortCompany = Fold.Join(TextLimit, CompanyName);
        return this;
    }
}

internal sealed class ContactMap : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> contact)
    {
        contact.Property(c => c.CustomerNumber).HasMaxLength(Contact.NumberLimit).IsExact();
        contact.Property(c => c.Email).HasMaxLength(254);
        contact.Property(c => c.Phone).HasMaxLength(50);
        contact.Property(c => c.PostalCode).HasMaxLength(Contact.PostalCodeLimit);
        contact.Property(c => c.SearchText).HasMaxLength(600).IsExact();
        contact.Property(c => c.SortName).IsExact();
        contact.Property(c => c.SortCompany).IsExact();
        contact.HasIndex(c => new { c.TenantId, c.CustomerNumber }).IsUnique().HasFilter(ColumnMarks.Alive);
        contact.HasIndex(c => new { c.TenantId, c.SortName });
        contact.HasIndex(c => new { c.TenantId, c.Email });
    }
}
