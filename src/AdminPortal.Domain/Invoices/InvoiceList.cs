using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>
/// The invoices and credit notes of the tenant, or those of an event; the range applies to their date. A credit note's amount is negative,
/// as on its page. What is credited, net, paid and open is told of issued invoices alone, so that the sums agree with the report of
/// revenue.
/// </summary>
public sealed class InvoiceList() : RecordsKind<Invoice, InvoiceRow, InvoiceFilter>("invoice_list", Permission.ViewFinance,
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
    public override Sorts<Invoice> Sorts => InvoiceQueries.Sorts;

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

    private protected override InvoiceFilter Start(RecordConditions asked) => new();

    private protected override IQueryable<Invoice> Records(ReportScope scope, InvoiceFilter filter, RecordConditions asked) =>
        InvoiceQueries.Apply(scope.Db, asked.EventId is { } id ? filter with { EventId = id } : filter, asked.Now);

    internal override async Task<List<(long Id, InvoiceRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken) =>
        (await InvoiceQueries.Rows(scope.Db, Of(scope, ids)).ToListAsync(cancellationToken))
            .ConvertAll(row => (row.Id, row with { ReadAt = scope.Now }));

    /// <summary>An amount in major units; of issued invoices alone, because nothing else counts.</summary>
    private static decimal? Counted(InvoiceRow row, long minor) => row.Settled is null ? null : Money.Major(minor, row.Currency);
}
