using AdminPortal.Domain.Common;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>Money that came in one currency. Amounts have at most two decimals.</summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Gross">What contacts paid.</param>
/// <param name="Fees">What gateways kept.</param>
public sealed record CurrencyPayments(string Currency, decimal Gross, decimal Fees)
{
    /// <summary>What is left.</summary>
    public decimal Net => Gross - Fees;
}

/// <summary>Head figures of payments.</summary>
/// <param name="Currencies">By code.</param>
/// <param name="Count">Completed payments.</param>
public sealed record PaymentFigures(IReadOnlyList<CurrencyPayments> Currencies, int Count);

/// <summary>Payments of one status in one currency.</summary>
public sealed record StatusPayments(PaymentStatus Status, int Count, decimal Gross, string Currency);

/// <summary>Completed payments through one gateway in one currency.</summary>
public sealed record GatewayPayments(string Gateway, int Count, decimal Gross, string Currency);

/// <summary>Completed payments of one day of the tenant's time zone in one currency.</summary>
public sealed record DayPayments(DateOnly Date, string Currency, decimal Gross);

/// <summary>
/// Payments; the range applies to their date. Only completed ones count; <see cref="ByStatus"/> alone shows the others, so that nobody
/// takes announced or returned money for received. Lists hold what occurs only.
/// </summary>
public sealed record PaymentsReport(PaymentFigures Figures, IReadOnlyList<StatusPayments> ByStatus,
    IReadOnlyList<GatewayPayments> ByGateway, IReadOnlyList<DayPayments> ByDay)
{
    /// <summary>The report's columns.</summary>
    public static SummaryKind<PaymentsReport> Kind { get; } = new("payments", ReadAsync,
    [
        .. HeadParts((PaymentsReport report) => report.Figures, ""),
        ReportPart.List("by_status", (PaymentsReport report) => report.ByStatus, [],
            new ReportCell<StatusPayments>(RecordWords.Column<PaymentStatus>("status"), row => row.Status.Word()),
            new("count", CellKind.Count, row => row.Count),
            new("gross", CellKind.Amount, row => row.Gross),
            new("currency", CellKind.Currency, row => row.Currency)),
        ReportPart.List("by_gateway", (PaymentsReport report) => report.ByGateway, [new(ReportChartKind.Donut, "gateway", "gross")],
            new("gateway", CellKind.Text, row => row.Gateway),
            new ReportCell<GatewayPayments>("count", CellKind.Count, row => row.Count).Totalled,
            new ReportCell<GatewayPayments>("gross", CellKind.Amount, row => row.Gross).Totalled,
            new("currency", CellKind.Currency, row => row.Currency)),
        ReportPart.List("by_day", (PaymentsReport report) => report.ByDay, [new(ReportChartKind.Area, "date", "gross")],
            new("date", CellKind.Day, row => row.Date),
            new("currency", CellKind.Currency, row => row.Currency),
            new ReportCell<DayPayments>("gross", CellKind.Amount, row => row.Gross).Totalled),
    ])
    {
        IsInApi = true,
    };

    /// <summary>The tables of the head figures, also in a report of several.</summary>
    internal static ReportPart<T>[] HeadParts<T>(Func<T, PaymentFigures> of, string at) =>
    [
        ReportPart.List($"{at}.currencies".TrimStart('.'), (T report) => of(report).Currencies, [],
            new("currency", CellKind.Currency, row => row.Currency),
            new("gross", CellKind.Amount, row => row.Gross),
            new("fees", CellKind.Amount, row => row.Fees),
            new ReportCell<CurrencyPayments>("net", CellKind.Amount, row => row.Net)),
        ReportPart.Figures(at, of, [], new ReportCell<PaymentFigures>("count", CellKind.Count, figures => figures.Count)),
    ];

    internal static async Task<PaymentsReport> ReadAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var groups = await GroupsAsync(scope, cancellationToken);
        var dated = await scope.Payments().Where(p => p.Status == PaymentStatus.Completed)
            .GroupBy(p => new { p.Currency, Quarter = Clock.Quarter(p.PaidAt) })
            .Select(g => new { g.Key, Gross = g.Sum(p => p.GrossMinor) }).ToListAsync(cancellationToken);
        return new PaymentsReport(
            Head(groups),
            groups.ByCurrency(g => g.Status, g => g.Currency, g => g.Gross,
                (status, currency, some, gross) => new StatusPayments(status, some.Sum(g => g.Count), gross, currency)),
            Completed(groups).ByCurrency(g => g.Gateway, g => g.Currency, g => g.Gross,
                (gateway, currency, some, gross) => new GatewayPayments(gateway, some.Sum(g => g.Count), gross, currency)),
            dated.ByCurrency(g => scope.Day(g.Key.Quarter), g => g.Key.Currency, g => g.Gross,
                (day, currency, _, gross) => new DayPayments(day, currency, gross)));
    }

    /// <summary>The head figures out of the groups.</summary>
    internal static PaymentFigures Head(List<Group> groups) => new(
        Completed(groups).ByCurrency(_ => 0, g => g.Currency, g => g.Gross, (_, currency, some, gross) =>
            new CurrencyPayments(currency, gross, ReportMoney.Amount(some.Sum(g => g.Fee), currency))),
        Completed(groups).Sum(g => g.Count));

    /// <summary>Payments by currency, status and gateway.</summary>
    internal static Task<List<Group>> GroupsAsync(ReportScope scope, CancellationToken cancellationToken) => scope.Payments()
        .GroupBy(p => new { p.Currency, p.Status, p.Gateway })
        .Select(g => new Group(g.Key.Currency, g.Key.Status, g.Key.Gateway, g.Count(), g.Sum(p => p.GrossMinor), g.Sum(p => p.FeeMinor)))
        .ToListAsync(cancellationToken);

    private static IEnumerable<Group> Completed(List<Group> groups) => groups.Where(g => g.Status == PaymentStatus.Completed);

    internal sealed record Group(string Currency, PaymentStatus Status, string Gateway, int Count, long Gross, long Fee);
}
