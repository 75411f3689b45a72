using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Finance;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports.Records;

/// <summary>
/// The payments of the tenant, or those of an event; the range applies to their date. What was received and its fees are told of completed ones alone, so that the sums agree
/// with the report of payments.
/// </summary>
internal sealed class PaymentList() : RecordsKind<Payment, PaymentRow>("payment_list", Permission.ViewFinance,
    new("paid_at", CellKind.Time, row => row.PaidAt),
    new("name", CellKind.Text, row => row.Name),
    new("customer_number", CellKind.Text, row => row.CustomerNumber),
    new ReportCell<PaymentRow>("invoice_number", CellKind.Text, row => row.InvoiceNumber).Nullable,
    new ReportCell<PaymentRow>("event_title", CellKind.Text, row => row.EventTitle).Nullable,
    new("gateway", CellKind.Text, row => row.Gateway),
    new(RecordWords.Column<PaymentStatus>("status"), row => row.Status.Word()),
    new("currency", CellKind.Currency, row => row.Currency),
    new("gross", CellKind.Amount, row => Money.Major(row.GrossMinor, row.Currency)),
    new ReportCell<PaymentRow>("received", CellKind.Amount, row => Received(row, row.GrossMinor)).Nullable.Totalled,
    new ReportCell<PaymentRow>("fees", CellKind.Amount, row => Received(row, row.FeeMinor)).Nullable.Totalled,
    new ReportCell<PaymentRow>("reference", CellKind.Text, row => row.Reference).Nullable)
{
    /// <inheritdoc />
    protected internal override Sorts<Payment> Sorts => PaymentQueries.Sorts;

    /// <inheritdoc />
    protected internal override IQueryable<Payment> Records(ReportScope scope, RecordConditions conditions)
    {
        var rows = PaymentQueries.Apply(scope.Db, new PaymentFilter
        {
            Search = conditions.Text("search"),
            Status = conditions.One<PaymentStatus>("status"),
            Gateway = conditions.Text("gateway"),
            Currency = conditions.Text("currency"),
            EventId = conditions.Number("event"),
        });
        rows = conditions.EventId is { } eventId ? rows.Where(p => (p.EventId ?? p.Invoice!.EventId) == eventId) : rows;
        rows = scope.From is { } from ? rows.Where(p => p.PaidAt >= from) : rows;
        return scope.Until is { } until ? rows.Where(p => p.PaidAt < until) : rows;
    }

    /// <inheritdoc />
    protected internal override async Task<List<(long Id, PaymentRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        (await PaymentQueries.Rows(Of(scope, ids)).ToListAsync(cancellationToken)).ConvertAll(row => (row.Id, row));

    /// <inheritdoc />
    protected override async Task<IReadOnlyList<ReportCondition>> ToldAsync(PortalDb db, RecordConditions conditions, CancellationToken cancellationToken) =>
    [
        Searched(conditions),
        await OfEventAsync(db, conditions, cancellationToken),
        new(RecordWords.Column<PaymentStatus>("status"), conditions.One<PaymentStatus>("status")?.Word()),
        new(new ReportColumn("gateway", CellKind.Text), conditions.Text("gateway")),
        new(new ReportColumn("currency", CellKind.Currency), conditions.Text("currency")),
    ];

    private static decimal? Received(PaymentRow row, long minor) => row.Status == PaymentStatus.Completed ? Money.Major(minor, row.Currency) : null;
}
