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
public sealed class PaymentList() : RecordsKind<Payment, PaymentRow, PaymentFilter>("payment_list", Permission.ViewFinance,
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
    public override Sorts<Payment> Sorts => PaymentQueries.Sorts;

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

    private protected override PaymentFilter Start(RecordConditions asked) => new();

    private protected override IQueryable<Payment> Records(ReportScope scope, PaymentFilter filter, RecordConditions asked)
    {
        var rows = PaymentQueries.Apply(scope.Db, filter);
        return asked.EventId is { } id ? rows.Where(p => (p.EventId ?? p.Invoice!.EventId) == id) : rows;
    }

    internal override async Task<List<(long Id, PaymentRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken) =>
        (await PaymentQueries.Rows(Of(scope, ids)).ToListAsync(cancellationToken)).ConvertAll(row => (row.Id, row));

    private static decimal? Received(PaymentRow row, long minor) => row.Status == PaymentStatus.Completed
        ? Money.Major(minor, row.Currency)
        : null;
}
