using AdminPortal.Domain.Common;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>
/// What was invoiced in one currency. Amounts have at most two decimals; invoiced - credited = net, and paid + open = net.
/// </summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Credited">Credit notes, positive.</param>
/// <param name="Net">Invoices less credit notes.</param>
/// <param name="Paid">Completed payments, of whatever date, in the same currency, of these invoices.</param>
public sealed record CurrencyRevenue(string Currency, decimal Credited, decimal Net, decimal Paid)
{
    /// <summary>Invoices before credit notes.</summary>
    public decimal Invoiced => Net + Credited;

    /// <summary>Still to come; negative when more was paid than is owed.</summary>
    public decimal Open => Net - Paid;
}

/// <summary>Head figures of revenue.</summary>
/// <param name="Currencies">By code.</param>
/// <param name="InvoiceCount">Invoices, without credit notes.</param>
public sealed record RevenueFigures(IReadOnlyList<CurrencyRevenue> Currencies, int InvoiceCount);

/// <summary>Revenue of one event in one currency; key and title are null for invoices of no event.</summary>
public sealed record EventRevenue(string? EventKey, string? EventTitle, string Currency, decimal Net);

/// <summary>Revenue of one month of the tenant's time zone in one currency.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Net">Invoices less credit notes.</param>
public sealed record MonthRevenue(DateOnly Month, string Currency, decimal Net);

/// <summary>
/// Revenue out of issued invoices and credit notes; the range applies to their date. Drafts and cancelled ones are in no figure, and
/// neither are payments of them. Lists hold what occurs only: by key (none last) and month, then by currency.
/// </summary>
public sealed record RevenueReport(RevenueFigures Figures, IReadOnlyList<EventRevenue> ByEvent, IReadOnlyList<MonthRevenue> ByMonth)
{
    /// <summary>The report's columns.</summary>
    public static SummaryKind<RevenueReport> Kind { get; } = new("revenue", ReadAsync,
    [
        .. HeadParts((RevenueReport report) => report.Figures, ""),
        ReportPart.List("by_event", (RevenueReport report) => report.ByEvent, [new(ReportChartKind.LyingBar, "event_title", "net")],
            new ReportCell<EventRevenue>("event_key", CellKind.Text, row => row.EventKey).Nullable.ForPrograms,
            new ReportCell<EventRevenue>("event_title", CellKind.Text, row => row.EventTitle).Nullable,
            new("currency", CellKind.Currency, row => row.Currency),
            new ReportCell<EventRevenue>("net", CellKind.Amount, row => row.Net).Totalled),
        ReportPart.List("by_month", (RevenueReport report) => report.ByMonth, [new(ReportChartKind.Bar, "month", "net")],
            new("month", CellKind.Month, row => row.Month),
            new("currency", CellKind.Currency, row => row.Currency),
            new ReportCell<MonthRevenue>("net", CellKind.Amount, row => row.Net).Totalled),
    ])
    {
        IsInApi = true,
    };

    /// <summary>The tables of the head figures, also in a report of several.</summary>
    internal static ReportPart<T>[] HeadParts<T>(Func<T, RevenueFigures> of, string at) =>
    [
        ReportPart.List($"{at}.currencies".TrimStart('.'), (T report) => of(report).Currencies, [],
            new("currency", CellKind.Currency, row => row.Currency),
            new("invoiced", CellKind.Amount, row => row.Invoiced),
            new("credited", CellKind.Amount, row => row.Credited),
            new("net", CellKind.Amount, row => row.Net),
            new("paid", CellKind.Amount, row => row.Paid),
            new ReportCell<CurrencyRevenue>("open", CellKind.Amount, row => row.Open)),
        ReportPart.Figures(at, of, [], new ReportCell<RevenueFigures>("invoice_count", CellKind.Count, figures => figures.InvoiceCount)),
    ];

    internal static async Task<RevenueReport> ReadAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var groups = await GroupsAsync(scope, cancellationToken);
        var dated = await scope.Invoices()
            .GroupBy(i => new { i.Currency, i.Kind, Quarter = Clock.Quarter(i.InvoiceDate) })
            .Select(g => new { g.Key, Gross = g.Sum(i => i.GrossMinor) }).ToListAsync(cancellationToken);
        return new RevenueReport(
            Head(groups),
            groups.ByCurrency(g => g.EventKey, g => g.Currency, g => Signed(g.Kind, g.Gross),
                (key, currency, some, net) => new EventRevenue(key, some[0].EventTitle, currency, net)),
            dated.ByCurrency(g => Month(scope.Day(g.Key.Quarter)), g => g.Key.Currency, g => Signed(g.Key.Kind, g.Gross),
                (month, currency, _, net) => new MonthRevenue(month, currency, net)));

        static DateOnly Month(DateOnly day) => new(day.Year, day.Month, 1);
    }

    /// <summary>
    /// The head figures out of the groups. Every amount is rounded from its exact sum, or is the difference of two that are.
    /// </summary>
    internal static RevenueFigures Head(List<Group> groups) => new(
        groups.GroupBy(g => g.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new CurrencyRevenue(
            g.Key,
            ReportMoney.Amount(g.Where(x => x.Kind == InvoiceKind.CreditNote).Sum(x => x.Gross), g.Key),
            ReportMoney.Amount(g.Sum(x => Signed(x.Kind, x.Gross)), g.Key),
            ReportMoney.Amount(g.Where(x => x.Kind == InvoiceKind.Invoice).Sum(x => x.Paid), g.Key))).ToList(),
        groups.Where(g => g.Kind == InvoiceKind.Invoice).Sum(g => g.Count));

    /// <summary>
    /// Invoices by event, currency and kind. Payments are summed per invoice before they are joined, so that no invoice counts twice.
    /// </summary>
    internal static Task<List<Group>> GroupsAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var paid = scope.Db.Payments.Where(p => p.Status == PaymentStatus.Completed && p.InvoiceId != null)
            .GroupBy(p => new { p.InvoiceId, p.Currency })
            .Select(g => new { g.Key.InvoiceId, g.Key.Currency, Sum = g.Sum(p => p.GrossMinor) });
        return scope.Invoices()
            .LeftJoin(paid, i => new { InvoiceId = (long?)i.Id, i.Currency }, p => new { p.InvoiceId, p.Currency }, (i, p) => new
            {
                EventId = (long?)i.Event!.Id,
                EventKey = (string?)i.Event.EventKey,
                EventTitle = (string?)i.Event.Title,
                i.Currency,
                i.Kind,
                i.GrossMinor,
                Paid = (long?)p!.Sum,
            })
            .GroupBy(i => new { i.EventId, i.EventKey, i.EventTitle, i.Currency, i.Kind })
            .Select(g => new Group(g.Key.EventKey, g.Key.EventTitle, g.Key.Currency, g.Key.Kind, g.Count(), g.Sum(i => i.GrossMinor),
                g.Sum(i => i.Paid ?? 0)))
            .ToListAsync(cancellationToken);
    }

    private static long Signed(InvoiceKind kind, long gross) => kind == InvoiceKind.CreditNote ? -gross : gross;

    internal sealed record Group(string? EventKey, string? EventTitle, string Currency, InvoiceKind Kind, int Count, long Gross, long Paid);
}
