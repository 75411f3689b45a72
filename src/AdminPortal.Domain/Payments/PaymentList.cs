using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Payments;

/// <summary>
/// The payments of the tenant, or those of an event; the range applies to their date. What was received and its fees are told of completed
/// ones alone, so that the sums agree with the report of payments.
/// </summary>
public sealed class PaymentList() : TenantList<Payment, PaymentRow, PaymentFilter>("payment_list", Permission.ViewFinance,
    new ReportCell<PaymentRow>("paid_at", CellKind.Time, row => row.PaidAt).SortedBy("date"),
    new ReportCell<PaymentRow>("name", CellKind.Text, row => row.Name).SortedBy("name"),
    new("customer_number", CellKind.Text, row => row.CustomerNumber),
    new ReportCell<PaymentRow>("invoice_number", CellKind.Text, row => row.InvoiceNumber).Nullable,
    new ReportCell<PaymentRow>("event_title", CellKind.Text, row => row.EventTitle).Nullable,
    new ReportCell<PaymentRow>("gateway", CellKind.Text, row => row.Gateway).SortedBy("gateway"),
    new ReportCell<PaymentRow>(RecordWords.Column<PaymentStatus>("status"), row => row.Status.Word()).SortedBy("status"),
    new("currency", CellKind.Currency, row => row.Currency),
    new ReportCell<PaymentRow>("gross", CellKind.Amount, row => Money.Major(row.GrossMinor, row.Currency)).SortedBy("amount"),
    new ReportCell<PaymentRow>("received", CellKind.Amount, row => Received(row, row.GrossMinor)).Nullable.Totalled,
    new ReportCell<PaymentRow>("fees", CellKind.Amount, row => Received(row, row.FeeMinor)).Nullable.Totalled,
    new ReportCell<PaymentRow>("reference", CellKind.Text, row => row.Reference).Nullable)
{
    /// <summary>The one there is.</summary>
    public static PaymentList Instance { get; } = new();

    /// <inheritdoc />
    public override Sorts<Payment> Sorts { get; } = new Sorts<Payment>(p => p.Id)
        .By("date", p => p.PaidAt)
        .By("name", p => p.Contact!.SortName)
        .By("amount", p => p.GrossMinor)
        .By("gateway", p => p.Gateway)
        .By("status", p => p.Status);

    /// <inheritdoc />
    public override FilterParts<PaymentFilter> Filters { get; } = new FilterParts<PaymentFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Choice<PaymentStatus>("status", (filter, status) => filter with { Status = status })
        .Text("gateway", (filter, gateway) => filter with { Gateway = gateway })
        .Event((filter, id) => filter with { EventId = id })
        .Days("paid_at", (filter, from, until) => filter with { From = from, Until = until })
        .Text("currency", (filter, currency) => filter with { Currency = currency });

    private protected override IReadOnlyList<string> Usual => ["name", "invoice_number", "paid_at", "gateway", "gross", "fees", "status"];

    private protected override bool Descending => true;

    internal override IQueryable<Payment> Find(PortalDb db, PaymentFilter filter, DateTime now) => db.Payments
        .When(filter.Status, status => p => p.Status == status)
        .When(filter.Gateway, gateway => p => p.Gateway == gateway)
        .When(filter.Currency, currency => p => p.Currency == currency)
        .When(filter.EventId, eventId => p => p.EventId == eventId)
        .When(filter.From, from => p => p.PaidAt >= from)
        .When(filter.Until, until => p => p.PaidAt < until)
#pragma warning disable CA1304, CA1311, CA1862 // runs in the database, which knows only this one
        .WhenWords(filter.Search, word => p => p.Contact!.SearchText.Contains(word) || p.Reference!.ToLower().Contains(word)
            || p.Invoice!.Number!.ToLower().Contains(word));
#pragma warning restore CA1304, CA1311, CA1862

    internal override Task<List<PaymentRow>> RowsAsync(PortalDb db, IQueryable<Payment> records, DateTime now,
        CancellationToken cancellationToken) => records.Select(p => new PaymentRow(
            p.Id, p.InvoiceId, p.Invoice!.Number, p.ContactId, p.Contact!.FirstName, p.Contact.LastName, p.Contact.CompanyName,
            p.Contact.CustomerNumber, p.Event!.EventKey, p.Event.Title,
            p.Gateway, p.Status, p.Currency, p.GrossMinor, p.FeeMinor, p.PaidAt, p.Reference)).ToListAsync(cancellationToken);

    private protected override IQueryable<Payment> OfEvent(PortalDb db, IQueryable<Payment> records, long eventId) =>
        records.Where(p => (p.EventId ?? p.Invoice!.EventId) == eventId);

    private static decimal? Received(PaymentRow row, long minor) => row.Status == PaymentStatus.Completed
        ? Money.Major(minor, row.Currency)
        : null;
}
