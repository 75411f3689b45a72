using AdminPortal.Domain.Contacts;

namespace AdminPortal.Web.Kit.Pickers;

/// <summary>What is typed into the fields of a contact. Equal forms hold the same texts.</summary>
public sealed record ContactForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields = ["customer_number", "company_name", "first_name", "last_name", "email", "phone",
        "street", "postal_code", "city", "country"];

    public string? CustomerNumber { get; set; }

    public string? CompanyName { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? Street { get; set; }

    public string? PostalCode { get; set; }

    public string? City { get; set; }

    public string? Country { get; set; }

    /// <summary>A contact as it is.</summary>
    public static ContactForm Of(ContactDraft draft) => new()
    {
        CustomerNumber = draft.CustomerNumber,
        CompanyName = draft.CompanyName,
        FirstName = draft.FirstName,
        LastName = draft.LastName,
        Email = draft.Email,
        Phone = draft.Phone,
        Street = draft.Street,
        PostalCode = draft.PostalCode,
        City = draft.City,
        Country = draft.Country,
    };

    /// <summary>What the service takes; emptied fields are null.</summary>
    public ContactDraft ToDraft() => new(
        CustomerNumber?.Trim() ?? "", Text(CompanyName), Text(FirstName), Text(LastName), Text(Email), Text(Phone), Text(City),
            Text(Country), Text(Street), Text(PostalCode));

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
