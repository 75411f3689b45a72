using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports.Records;

/// <summary>One contact; times are UTC.</summary>
internal sealed record ContactListRow(long Id, string CustomerNumber, string? CompanyName, string? LastName, string? FirstName, string? Email, string? Phone, string? City, string? Country, int Participations, DateTime CreatedAt);

/// <summary>The contacts of the tenant, or those who take part in an event; the range applies to when they were added.</summary>
internal sealed class ContactList() : RecordsKind<Contact, ContactListRow>("contact_list", Permission.ViewContacts,
    new("customer_number", CellKind.Text, row => row.CustomerNumber),
    new ReportCell<ContactListRow>("company_name", CellKind.Text, row => row.CompanyName).Nullable,
    new ReportCell<ContactListRow>("last_name", CellKind.Text, row => row.LastName).Nullable,
    new ReportCell<ContactListRow>("first_name", CellKind.Text, row => row.FirstName).Nullable,
    new ReportCell<ContactListRow>("email", CellKind.Text, row => row.Email).Nullable,
    new ReportCell<ContactListRow>("phone", CellKind.Text, row => row.Phone).Nullable,
    new ReportCell<ContactListRow>("city", CellKind.Text, row => row.City).Nullable,
    new ReportCell<ContactListRow>("country", CellKind.Text, row => row.Country).Nullable,
    new ReportCell<ContactListRow>("participations", CellKind.Count, row => row.Participations).Totalled,
    new("created_at", CellKind.Time, row => row.CreatedAt))
{
    /// <inheritdoc />
    protected internal override Sorts<Contact> Sorts => ContactQueries.Sorts;

    /// <inheritdoc />
    protected internal override IQueryable<Contact> Records(ReportScope scope, RecordConditions conditions)
    {
        var db = scope.Db;
        var rows = ContactQueries.Apply(db, conditions.Text("search"));
        rows = conditions.EventId is { } eventId ? rows.Where(c => db.Participants.Any(p => p.ContactId == c.Id && p.EventId == eventId)) : rows;
        rows = scope.From is { } from ? rows.Where(c => c.CreatedAt >= from) : rows;
        return scope.Until is { } until ? rows.Where(c => c.CreatedAt < until) : rows;
    }

    /// <inheritdoc />
    protected internal override async Task<List<(long Id, ContactListRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        // Not a subquery of the row: SQLite would walk through all participants for each contact.
        var participations = await scope.Db.Participants.Where(p => ids.Contains(p.ContactId)).GroupBy(p => p.ContactId)
            .Select(g => new { ContactId = g.Key, Count = g.Count() }).ToDictionaryAsync(counted => counted.ContactId, counted => counted.Count, cancellationToken);
        var rows = await Of(scope, ids)
            .Select(c => new ContactListRow(c.Id, c.CustomerNumber, c.CompanyName, c.LastName, c.FirstName, c.Email, c.Phone, c.City, c.Country, 0, c.CreatedAt))
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => (row.Id, row with { Participations = participations.GetValueOrDefault(row.Id) }));
    }
}
