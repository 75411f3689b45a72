using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Finance;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports.Records;

/// <summary>An invoice with the days of the tenant's zone and how far it is paid.</summary>
internal sealed record InvoiceListRow(InvoiceRow Invoice, DateOnly Date, DateOnly? Due, Settlement? Settlement)
{
    /// <summary>An amount in major units; of issued invoices alone, because nothing else counts.</summary>
    public decimal? Counted(long minor) => Settlement is null ? null : Money.Major(minor, Invoice.Currency);
}

/// <summary>
/// The invoices and credit notes of the tenant, or those of an event; the range applies to their date. A credit note's amount is negative, as on its page. What is credited, net,
/// paid and open is told of issued invoices alone, so that the sums agree with the report of revenue.
/// </summary>
internal sealed class InvoiceList() : RecordsKind<Invoice, InvoiceListRow>("invoice_list", Permission.ViewFinance,
    new ReportCell<InvoiceListRow>("number", CellKind.Text, row => row.Invoice.Number).Nullable,
    new(RecordWords.Column<InvoiceKind>("kind"), row => row.Invoice.Kind.Word()),
    new(RecordWords.Column<InvoiceStatus>("status"), row => row.Invoice.Status.Word()),
    new("name", CellKind.Text, row => row.Invoice.Name),
    new("customer_number", CellKind.Text, row => row.Invoice.CustomerNumber),
    new ReportCell<InvoiceListRow>("event_title", CellKind.Text, row => row.Invoice.EventTitle).Nullable,
    new("invoice_date", CellKind.Day, row => row.Date),
    new ReportCell<InvoiceListRow>("due_date", CellKind.Day, row => row.Due).Nullable,
    new ReportCell<InvoiceListRow>("sent_at", CellKind.Time, row => row.Invoice.SentAt).Nullable,
    new("currency", CellKind.Currency, row => row.Invoice.Currency),
    new("gross", CellKind.Amount, row => Money.Major(row.Invoice.Kind == InvoiceKind.CreditNote ? -row.Invoice.GrossMinor : row.Invoice.GrossMinor, row.Invoice.Currency)),
    new ReportCell<InvoiceListRow>("credited", CellKind.Amount, row => row.Counted(row.Invoice.CreditedMinor)).Nullable.Totalled,
    new ReportCell<InvoiceListRow>("net", CellKind.Amount, row => row.Counted(row.Invoice.NetMinor)).Nullable.Totalled,
    new ReportCell<InvoiceListRow>("paid", CellKind.Amount, row => row.Counted(row.Invoice.PaidMinor)).Nullable.Totalled,
    new ReportCell<InvoiceListRow>("open", CellKind.Amount, row => row.Counted(row.Invoice.OpenMinor)).Nullable.Totalled,
    new ReportCell<InvoiceListRow>(RecordWords.Column<Settlement>("settlement"), row => row.Settlement?.Word()).Nullable)
{
    /// <inheritdoc />
    protected internal override Sorts<Invoice> Sorts => InvoiceQueries.Sorts;

    /// <inheritdoc />
    protected internal override IQueryable<Invoice> Records(ReportScope scope, RecordConditions conditions)
    {
        var rows = InvoiceQueries.Apply(scope.Db, new InvoiceFilter
        {
            Search = conditions.Text("search"),
            Kind = conditions.One<InvoiceKind>("kind"),
            Status = conditions.One<InvoiceStatus>("status"),
            Settlement = conditions.One<Settlement>("settlement"),
            Currency = conditions.Text("currency"),
            EventId = conditions.EventId ?? conditions.Number("event"),
        }, conditions.Now);
        rows = scope.From is { } from ? rows.Where(i => i.InvoiceDate >= from) : rows;
        return scope.Until is { } until ? rows.Where(i => i.InvoiceDate < until) : rows;
    }

    /// <inheritdoc />
    protected internal override async Task<List<(long Id, InvoiceListRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        (await InvoiceQueries.Rows(scope.Db, Of(scope, ids)).ToListAsync(cancellationToken))
            .ConvertAll(row => (row.Id, new InvoiceListRow(row, scope.Zone.Day(row.InvoiceDate), row.DueDate is { } due ? scope.Zone.Day(due) : null, row.SettlementAt(scope.Now))));

    /// <inheritdoc />
    protected override async Task<IReadOnlyList<ReportCondition>> ToldAsync(PortalDb db, RecordConditions conditions, CancellationToken cancellationToken) =>
    [
        Searched(conditions),
        await OfEventAsync(db, conditions, cancellationToken),
        new(RecordWords.Column<InvoiceKind>("kind"), conditions.One<InvoiceKind>("kind")?.Word()),
        new(RecordWords.Column<InvoiceStatus>("status"), conditions.One<InvoiceStatus>("status")?.Word()),
        new(RecordWords.Column<Settlement>("settlement"), conditions.One<Settlement>("settlement")?.Word()),
        new(new ReportColumn("currency", CellKind.Currency), conditions.Text("currency")),
    ];
}
