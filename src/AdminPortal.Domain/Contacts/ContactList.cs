using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Contacts;

/// <summary>The contacts of the tenant, or those who take part in an event; the range applies to when they were added.</summary>
public sealed class ContactList() : TenantList<Contact, ContactRow, ContactFilter>("contact_list", Permission.ViewContacts,
    new ReportCell<ContactRow>("customer_number", CellKind.Text, row => row.CustomerNumber).SortedBy("customer_number"),
    new ReportCell<ContactRow>("company_name", CellKind.Text, row => row.CompanyName).Nullable.SortedBy("company"),
    new ReportCell<ContactRow>("last_name", CellKind.Text, row => row.LastName).Nullable,
    new ReportCell<ContactRow>("first_name", CellKind.Text, row => row.FirstName).Nullable,
    new ReportCell<ContactRow>("email", CellKind.Text, row => row.Email).Nullable.SortedBy("email"),
    new ReportCell<ContactRow>("phone", CellKind.Text, row => row.Phone).Nullable,
    new ReportCell<ContactRow>("city", CellKind.Text, row => row.City).Nullable,
    new ReportCell<ContactRow>("country", CellKind.Text, row => row.Country).Nullable,
    new ReportCell<ContactRow>("participations", CellKind.Count, row => row.Participations).Totalled,
    new("created_at", CellKind.Time, row => row.CreatedAt))
{
    /// <summary>The one there is.</summary>
    public static ContactList Instance { get; } = new();

    /// <inheritdoc />
    public override Sorts<Contact> Sorts { get; } = new Sorts<Contact>(c => c.Id)
        .By("name", c => c.SortName)
        .By("company", c => c.SortCompany)
        .By("customer_number", c => c.CustomerNumber)
        .By("email", c => Fold.Ordinal(c.Email));

    /// <inheritdoc />
    public override FilterParts<ContactFilter> Filters { get; } = new FilterParts<ContactFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Days("created_at", (filter, from, until) => filter with { From = from, Until = until });

    /// <summary>The list as its page shows it: people by one name.</summary>
    public ListOf<ContactRow, ContactFilter> Page => ListFor<ContactRow>(
        [new ReportCell<ContactRow>("name", CellKind.Text, row => row.Name).SortedBy("name"),
            .. Cells.Where(cell => cell.Column.Key is not ("last_name" or "first_name"))],
        ["name", "company_name", "customer_number", "email", "city", "participations"]);

    internal override IQueryable<Contact> Find(PortalDb db, ContactFilter filter, DateTime now) => db.Contacts
        .When(filter.From, from => c => c.CreatedAt >= from)
        .When(filter.Until, until => c => c.CreatedAt < until)
        .WhenWords(filter.Search, word => c => c.SearchText.Contains(word));

    internal override async Task<List<ContactRow>> RowsAsync(PortalDb db, IQueryable<Contact> records, DateTime now,
        CancellationToken cancellationToken)
    {
        var rows = await records
            .Select(c => new ContactRow(c.Id, c.CustomerNumber, c.CompanyName, c.FirstName, c.LastName, c.Email, c.City, c.Country, 0)
            { Phone = c.Phone, CreatedAt = c.CreatedAt })
            .ToListAsync(cancellationToken);

        // Not a subquery of the row: SQLite would walk through all participants for each contact.
        var ids = rows.ConvertAll(row => row.Id);
        var participations = await db.Participants.Where(p => EF.Parameter(ids).Contains(p.ContactId)).GroupBy(p => p.ContactId)
            .Select(g => new { ContactId = g.Key, Count = g.Count() })
            .ToDictionaryAsync(counted => counted.ContactId, counted => counted.Count, cancellationToken);
        return rows.ConvertAll(row => row with { Participations = participations.GetValueOrDefault(row.Id) });
    }

    private protected override IQueryable<Contact> OfEvent(PortalDb db, IQueryable<Contact> records, long eventId) =>
        records.Where(c => db.Participants.Any(p => p.ContactId == c.Id && p.EventId == eventId));
}
