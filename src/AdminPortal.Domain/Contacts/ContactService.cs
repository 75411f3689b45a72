using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Contacts;

/// <summary>What a contact is made of, as it is created or changed. A name or a company must be there.</summary>
public sealed record ContactDraft(
    string CustomerNumber, string? CompanyName, string? FirstName, string? LastName, string? Email, string? Phone = null,
        string? City = null, string? Country = null,
    string? Street = null, string? PostalCode = null)
{
    /// <summary>A contact as it is.</summary>
    internal static ContactDraft Of(Contact contact) => new(
        contact.CustomerNumber, contact.CompanyName, contact.FirstName, contact.LastName, contact.Email, contact.Phone, contact.City,
            contact.Country, contact.Street, contact.PostalCode);
}

/// <summary>
/// The only way to create, change and delete single contacts. With a contact go its participations, their check-ins and its applications.
/// Its removal is refused with <c>has_finance</c>, bringing it back with <c>held_customer_number</c> or <c>held_badge_number</c> when one
/// was given away meanwhile.
/// </summary>
public sealed class ContactService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
    : RecordService<Contact>(databases, removal, time, Permission.ManageContacts)
{
    /// <summary>
    /// Creates a contact; an empty customer number is filled with the next free one. Refused: <c>taken</c> on <c>customer_number</c>, wrong
    /// fields.
    /// </summary>
    public Task<Result<long>> CreateAsync(Actor actor, ContactDraft draft, CancellationToken cancellationToken = default)
    {
        return WriteAsync<long>(actor, async db =>
        {
            if (string.IsNullOrWhiteSpace(draft.CustomerNumber))
            {
                draft = draft with { CustomerNumber = await NextNumberAsync(db, cancellationToken) };
            }

            if (await CheckAsync(db, draft, 0, cancellationToken) is { Count: > 0 } problems)
            {
                return problems;
            }

            var now = Now;
            var contact = new Contact { CustomerNumber = draft.CustomerNumber, CreatedAt = now, UpdatedAt = now };
            Apply(contact, draft);
            db.Contacts.Add(contact);
            await db.SaveChangesAsync(cancellationToken);
            return contact.Id;
        }, cancellationToken);
    }

    /// <summary>Changes a contact. Refused: <c>not_found</c>, <c>changed_meanwhile</c>, and as on creation.</summary>
    public Task<Result<long>> UpdateAsync(Actor actor, long id, ContactDraft draft, int version,
        CancellationToken cancellationToken = default) => ChangeAsync<long>(actor, id, version, async (db, contact) =>
    {
        if (await CheckAsync(db, draft, id, cancellationToken) is { Count: > 0 } problems)
        {
            return problems;
        }

        Apply(contact, draft);
        return id;
    }, cancellationToken);

    /// <summary>What is wrong with the texts of a contact, without asking the database; also used by the import.</summary>
    public static Check CheckTexts(ContactDraft draft) => new Check()
        .Text("customer_number", draft.CustomerNumber, Contact.NumberLimit)
        .Length("company_name", draft.CompanyName, Contact.TextLimit)
        .Length("first_name", draft.FirstName, Contact.TextLimit)
        .Length("last_name", draft.LastName, Contact.TextLimit)
        .Email("email", draft.Email)
        .Length("phone", draft.Phone, 50)
        .Length("street", draft.Street, Contact.TextLimit)
        .Length("postal_code", draft.PostalCode, Contact.PostalCodeLimit)
        .Length("city", draft.City, Contact.TextLimit)
        .Length("country", draft.Country, Contact.TextLimit)
        .That(!string.IsNullOrWhiteSpace(draft.CompanyName) || !string.IsNullOrWhiteSpace(draft.FirstName)
            || !string.IsNullOrWhiteSpace(draft.LastName), new Problem("name_or_company", "A name or a company is needed.", "last_name"));

    /// <summary>Takes over the texts of a draft; empty ones become null. Also used by the import.</summary>
    public static void Apply(Contact contact, ContactDraft draft)
    {
        contact.CustomerNumber = draft.CustomerNumber;
        contact.CompanyName = Text(draft.CompanyName);
        contact.FirstName = Text(draft.FirstName);
        contact.LastName = Text(draft.LastName);
        contact.Email = Text(draft.Email);
        contact.Phone = Text(draft.Phone);
        contact.Street = Text(draft.Street);
        contact.PostalCode = Text(draft.PostalCode);
        contact.City = Text(draft.City);
        contact.Country = Text(draft.Country);
        contact.Normalise();

        static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
    }

    private static async Task<List<Problem>> CheckAsync(PortalDb db, ContactDraft draft, long id, CancellationToken cancellationToken)
    {
        var check = CheckTexts(draft);
        if (check.Ok && await db.Contacts.AsNoTracking()
            .FirstOrDefaultAsync(c => c.CustomerNumber == draft.CustomerNumber && c.Id != id, cancellationToken) is { } other)
        {
            check.That(false, Problem.Taken("customer_number", draft.CustomerNumber,
                Contact.DisplayName(other.FirstName, other.LastName, other.CompanyName)));
        }

        return check.Problems;
    }

    private static async Task<string> NextNumberAsync(PortalDb db, CancellationToken cancellationToken)
    {
        for (var next = await db.Contacts.IgnoreQueryFilters([PortalDb.AliveFilter]).CountAsync(cancellationToken) + 1; ; next++)
        {
            var number = $"K{next:D6}";
            if (!await db.Contacts.AnyAsync(c => c.CustomerNumber == number, cancellationToken))
            {
                return number;
            }
        }
    }
}
