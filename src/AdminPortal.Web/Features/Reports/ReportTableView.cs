using System.Globalization;
using AdminPortal.Domain.Reports;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Reports;

/// <summary>A table of a report as it stands on the page: cells as people read them, names by their size, sums below, and what the first figure was before.</summary>
internal sealed class ReportTableView
{
    /// <summary>More rows than a page should carry stand in the downloaded figures only.</summary>
    public const int MostRows = 500;

    private ReportTableView()
    {
    }

    /// <summary>The heads; whether the column holds numbers.</summary>
    public required IReadOnlyList<(string Text, bool IsNumber)> Heads { get; init; }

    /// <summary>The cells of at most <see cref="MostRows"/> rows.</summary>
    public required IReadOnlyList<string[]> Rows { get; init; }

    /// <summary>The rows of sums, one for each currency.</summary>
    public required IReadOnlyList<string[]> Sums { get; init; }

    /// <summary>How many rows there are.</summary>
    public required int Count { get; init; }

    /// <summary>Whether it is too wide to stand beside a chart.</summary>
    public bool IsWide => Heads.Count > 4;

    /// <summary>The table of the view.</summary>
    public static ReportTableView Of(ReportView view, ReportTable table, IStringLocalizer<ReportPageTexts> texts)
    {
        var (language, kind) = (view.Language, view.Document.Kind);
        var columns = table.Columns.ToList();
        var shown = Enumerable.Range(0, columns.Count).Where(at => !columns[at].IsKey && (columns[at].Kind != CellKind.Currency || ReportView.IsPerCurrency(table))).ToList();
        var currency = columns.FindIndex(column => column.Kind == CellKind.Currency);
        // The figure that matters is the one that is drawn.
        var value = table.Charts is [{ Values: [var drawn, ..] }, ..] ? table.Place(drawn) : columns.FindLastIndex(IsNumber);
        var before = Before(view, table, value);
        var matched = before is not null && table.Known!.Any(row => before.ContainsKey(Place(table, row, 0, 0)));

        string[] Cells(object?[] row, bool isSum)
        {
            var cells = language.Cells(table, row, view.Document.Zone);
            var texts = shown.Select((at, index) => isSum && !columns[at].IsTotalled ? index == 0 ? language["Sum"] : "" : cells[at]);
            return matched ? [.. texts, .. Then(row, isSum)] : [.. texts];
        }

        IEnumerable<string> Then(object?[] row, bool isSum)
        {
            var code = currency < 0 ? null : row[currency] as string;
            var was = isSum ? before!.Where(cell => currency < 0 || cell.Key.EndsWith($"|{code}", StringComparison.Ordinal)).Sum(cell => cell.Value) : before!.TryGetValue(Place(table, row, 0, 0), out var found) ? found : (decimal?)null;
            var then = was is { } number && columns[value].Kind == CellKind.Count ? (object)(long)number : was;
            return [language.Cell(columns[value], then, code, view.Document.Zone), ReportChange.Of(columns[value], row[value], then, code, view, texts)?.Text ?? ReportLanguage.Nothing];
        }

        var totals = new ReportTotals(table.Columns);
        foreach (var row in table.Known!)
        {
            totals.Add(row);
        }

        return new ReportTableView
        {
            Heads = [.. shown.Select(at => (language.Column(kind, columns[at]), IsNumber(columns[at]))), .. matched ? new[] { (texts["Compared", language.Column(kind, columns[value])].Value, true), (texts["Change"].Value, true) } : []],
            Rows = [.. Sorted(table, shown[0], value, currency).Take(MostRows).Select(row => Cells(row, false))],
            Sums = totals.Any && table.Known!.Count > 1 ? [.. totals.Rows().Select(row => Cells(row, true))] : [],
            Count = table.Known!.Count,
        };
    }

    private static bool IsNumber(ReportColumn column) => column.Kind is CellKind.Count or CellKind.Amount or CellKind.Average or CellKind.Share;

    /// <summary>Names by the first figure, the largest first and what has no name last; what has an order of its own keeps it.</summary>
    private static IEnumerable<object?[]> Sorted(ReportTable table, int first, int value, int currency) => table.Columns[first].Kind != CellKind.Text || value < 0 ? table.Known!
        : table.Known!.OrderBy(row => currency < 0 ? "" : row[currency] as string, StringComparer.Ordinal).ThenBy(row => row[first] is null).ThenByDescending(row => Convert.ToDecimal(row[value], CultureInfo.InvariantCulture));

    /// <summary>The first figure of each row of the table compared with, by the place where it belongs now; null when rows cannot be matched.</summary>
    private static Dictionary<string, decimal>? Before(ReportView view, ReportTable table, int value) =>
        view.Comparison is not { } comparison || view.ThenTable(table) is not { } then || value < 0 || table.Columns.Any(column => column.Kind == CellKind.Time) ? null
        : then.Known!.Where(row => row[value] is not null).GroupBy(row => Place(then, row, comparison.Days, comparison.Months))
            .ToDictionary(group => group.Key, group => group.Sum(row => Convert.ToDecimal(row[value], CultureInfo.InvariantCulture)));

    private static string Place(ReportTable table, object?[] row, int days, int months)
    {
        var hasKey = table.Columns.Any(column => column.IsKey);
        var cells = row.Select((cell, at) => table.Columns[at].Kind switch
        {
            CellKind.Day when cell is DateOnly day => day.AddDays(days).DayNumber.ToString(CultureInfo.InvariantCulture),
            CellKind.Month when cell is DateOnly month => month.AddMonths(months).DayNumber.ToString(CultureInfo.InvariantCulture),
            CellKind.Text when !hasKey || table.Columns[at].IsKey => cell as string ?? "",
            CellKind.Choice => cell as string ?? "",
            _ => null,
        });
        var currency = row.Where((_, at) => table.Columns[at].Kind == CellKind.Currency).FirstOrDefault();
        return $"{string.Join('|', cells.Where(cell => cell is not null))}|{currency}";
    }
}
