using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>
/// The invoices and credit notes of the tenant, or those of an event; the range applies to their date. A credit note's amount is negative,
/// as on its page. What is credited, net, paid and open is told of issued invoices alone, so that the sums agree with the report of
/// revenue.
/// </summary>
public sealed class InvoiceList() : TenantList<Invoice, InvoiceRow, InvoiceFilter>("invoice_list", Permission.ViewFinance,
    new ReportCell<InvoiceRow>("number", CellKind.Text, row => row.Number).Nullable.SortedBy("number"),
    new(RecordWords.Column<InvoiceKind>("kind"), row => row.Kind.Word()),
    new ReportCell<InvoiceRow>(RecordWords.Column<InvoiceStatus>("status"), row => row.Status.Word()).SortedBy("status"),
    new ReportCell<InvoiceRow>("name", CellKind.Text, row => row.Name).SortedBy("name"),
    new("customer_number", CellKind.Text, row => row.CustomerNumber),
    new ReportCell<InvoiceRow>("event_title", CellKind.Text, row => row.EventTitle).Nullable,
    new ReportCell<InvoiceRow>("invoice_date", CellKind.Day, row => row.InvoiceDate).SortedBy("date"),
    new ReportCell<InvoiceRow>("due_date", CellKind.Day, row => row.DueDate).Nullable.SortedBy("due"),
    new ReportCell<InvoiceRow>("sent_at", CellKind.Time, row => row.SentAt).Nullable,
    new("currency", CellKind.Currency, row => row.Currency),
    new ReportCell<InvoiceRow>("gross", CellKind.Amount, row =>
        Money.Major(row.Kind == InvoiceKind.CreditNote ? -row.GrossMinor : row.GrossMinor, row.Currency)).SortedBy("amount"),
    new ReportCell<InvoiceRow>("credited", CellKind.Amount, row => Counted(row, row.CreditedMinor)).Nullable.Totalled,
    new ReportCell<InvoiceRow>("net", CellKind.Amount, row => Counted(row, row.NetMinor)).Nullable.Totalled,
    new ReportCell<InvoiceRow>("paid", CellKind.Amount, row => Counted(row, row.PaidMinor)).Nullable.Totalled,
    new ReportCell<InvoiceRow>("open", CellKind.Amount, row => Counted(row, row.OpenMinor)).Nullable.Totalled,
    new ReportCell<InvoiceRow>(RecordWords.Column<Settlement>("settlement"), row => row.Settled?.Word()).Nullable)
{
    /// <summary>The one there is.</summary>
    public static InvoiceList Instance { get; } = new();

    /// <inheritdoc />
    public override Sorts<Invoice> Sorts { get; } = new Sorts<Invoice>(i => i.Id)
        .By("date", i => i.InvoiceDate)
        .By("number", i => i.Number)
        .By("name", i => i.Contact!.SortName)
        .By("amount", i => i.GrossMinor)
        .By("due", i => i.DueDate)
        .By("status", i => i.Status);

    /// <inheritdoc />
    public override FilterParts<InvoiceFilter> Filters { get; } = new FilterParts<InvoiceFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Choice<InvoiceKind>("kind", (filter, kind) => filter with { Kind = kind })
        .Choice<InvoiceStatus>("status", (filter, status) => filter with { Status = status })
        .Choice<Settlement>("settlement", (filter, settlement) => filter with { Settlement = settlement })
        .Event((filter, id) => filter with { EventId = id })
        .Days("invoice_date", (filter, from, until) => filter with { From = from, Until = until })
        .Text("currency", (filter, currency) => filter with { Currency = currency });

    private protected override IReadOnlyList<string> Usual => ["number", "name", "invoice_date", "due_date", "gross", "open", "status"];

    private protected override bool Descending => true;

    internal override IQueryable<Invoice> Find(PortalDb db, InvoiceFilter filter, DateTime now)
    {
        var invoices = db.Invoices
            .When(filter.Kind, kind => i => i.Kind == kind)
            .When(filter.Status, status => i => i.Status == status)
            .When(filter.Currency, currency => i => i.Currency == currency)
            .When(filter.EventId, eventId => i => i.EventId == eventId)
            .When(filter.From, from => i => i.InvoiceDate >= from)
            .When(filter.Until, until => i => i.InvoiceDate < until)
#pragma warning disable CA1304, CA1311, CA1862 // runs in the database, which knows only this one
            .WhenWords(filter.Search, word => i => i.Contact!.SearchText.Contains(word) || i.Number!.ToLower().Contains(word));
#pragma warning restore CA1304, CA1311, CA1862
        if (filter.Settlement is not { } settlement)
        {
            return invoices;
        }

        invoices = invoices.Where(i => i.Kind == InvoiceKind.Invoice && i.Status == InvoiceStatus.Issued);
        invoices = settlement == Settlement.Overdue ? invoices.Where(i => i.DueDate < now) : invoices;
        var open = invoices.Select(i => new
        {
            Invoice = i,
            Open = i.GrossMinor
                - db.Invoices.Where(c => c.CreditOfId == i.Id && c.Status == InvoiceStatus.Issued).Sum(c => c.GrossMinor)
                - db.Payments.Where(p => p.InvoiceId == i.Id && p.Status == PaymentStatus.Completed && p.Currency == i.Currency)
                    .Sum(p => p.GrossMinor),
        });
        return (settlement switch
        {
            Settlement.Paid => open.Where(row => row.Open <= 0),
            Settlement.Overpaid => open.Where(row => row.Open < 0),
            _ => open.Where(row => row.Open > 0),
        }).Select(row => row.Invoice);
    }

    internal override async Task<List<InvoiceRow>> RowsAsync(PortalDb db, IQueryable<Invoice> records, DateTime now,
        CancellationToken cancellationToken) => (await records.Select(i => new InvoiceRow(
        i.Id, i.Number, i.Kind, i.Status, i.ContactId, i.Contact!.FirstName, i.Contact.LastName, i.Contact.CompanyName,
        i.Contact.CustomerNumber,
        i.Event!.EventKey, i.Event.Title, i.Currency, i.GrossMinor, i.InvoiceDate, i.DueDate, i.SentAt,
        db.Invoices.Where(c => c.CreditOfId == i.Id && c.Status == InvoiceStatus.Issued).Sum(c => c.GrossMinor),
        db.Payments.Where(p => p.InvoiceId == i.Id && p.Status == PaymentStatus.Completed && p.Currency == i.Currency)
            .Sum(p => p.GrossMinor)))
        .ToListAsync(cancellationToken)).ConvertAll(row => row with { ReadAt = now });

    private protected override IQueryable<Invoice> OfEvent(PortalDb db, IQueryable<Invoice> records, long eventId) =>
        records.Where(i => i.EventId == eventId);

    /// <summary>An amount in major units; of issued invoices alone, because nothing else counts.</summary>
    private static decimal? Counted(InvoiceRow row, long minor) => row.Settled is null ? null : Money.Major(minor, row.Currency);
}
