using System.Globalization;
using AdminPortal.Domain.Reports;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Reports;

/// <summary>
/// A table of a report as it stands on the page: cells as people read them, names by their size, sums below, and what the first figure was
/// before.
/// </summary>
internal sealed class ReportTableView
{
    /// <summary>More rows than a page should carry stand in the downloaded figures only.</summary>
    public const int MostRows = 500;

    private ReportTableView()
    {
    }

    /// <summary>The heads.</summary>
    public required IReadOnlyList<ReportTableHead> Heads { get; init; }

    /// <summary>The cells of at most <see cref="MostRows"/> rows.</summary>
    public required IReadOnlyList<string[]> Rows { get; init; }

    /// <summary>The rows of sums, one for each currency.</summary>
    public required IReadOnlyList<string[]> Sums { get; init; }

    /// <summary>How many rows there are.</summary>
    public required int Count { get; init; }

    /// <summary>Whether it is too wide to stand beside a chart.</summary>
    public required bool IsWide { get; init; }

    /// <summary>
    /// The table of the view, sorted by one of its heads when one is named. Amounts are those of one currency, unless the table has just
    /// one row for each.
    /// </summary>
    public static ReportTableView Of(ReportView view, ReportTable table, string? drawnCurrency, IStringLocalizer<ReportPageTexts> texts,
        (int Head, bool Descending)? sort = null)
    {
        var (language, kind) = (view.Language, view.Document.Kind);
        var columns = table.Columns.ToList();
        var shown = Enumerable.Range(0, columns.Count)
            .Where(at => !columns[at].IsKey && (columns[at].Kind != CellKind.Currency || ReportView.IsPerCurrency(table))).ToList();
        var currency = columns.FindIndex(column => column.Kind == CellKind.Currency);
        // The figure that matters is the one that is drawn.
        var value = table.Charts is [{ Values: [var drawn, ..] }, ..] ? table.Place(drawn) : columns.FindLastIndex(IsNumber);
        var known = currency < 0 || ReportView.IsPerCurrency(table) || drawnCurrency is null
            ? table.Known!
            : [.. table.Known!.Where(row => row[currency] as string == drawnCurrency)];
        table = new ReportTable(table.Path, table.Columns, known) { IsFigures = table.IsFigures, Charts = table.Charts };
        var before = Before(view, table, value);
        var matched = before is not null && table.Known!.Any(row => before.ContainsKey(Place(table, row, 0, 0)));

        string[] Cells(object?[] row, bool isSum)
        {
            var cells = language.Cells(table, row, view.Document.Zone);
            var texts = shown.Select((at, index) => isSum && !columns[at].IsTotalled ? index == 0 ? language["Sum"] : "" : cells[at]);
            return matched ? [.. texts, .. Then(row, isSum)] : [.. texts];
        }

        decimal? Was(object?[] row) => before!.TryGetValue(Place(table, row, 0, 0), out var found) ? found : null;

        IEnumerable<string> Then(object?[] row, bool isSum)
        {
            var code = currency < 0 ? null : row[currency] as string;
            var was = isSum ? before!.Where(cell => currency < 0 || cell.Key.EndsWith($"|{code}", StringComparison.Ordinal))
                .Sum(cell => cell.Value) : Was(row);
            var then = was is { } number && columns[value].Kind == CellKind.Count ? (object)(long)number : was;
            return [language.Cell(columns[value], then, code, view.Document.Zone),
                ReportChange.Of(columns[value], row[value], then, code, view, texts)?.Text ?? ReportLanguage.Nothing];
        }

        var totals = new ReportTotals(table.Columns);
        foreach (var row in table.Known!)
        {
            totals.Add(row);
        }

        var heads = shown.ConvertAll(at => new ReportTableHead(language.Column(kind, columns[at]), IsNumber(columns[at]), columns[at]
            .Kind == CellKind.Amount, columns[at].Kind is CellKind.Text or CellKind.Choice
            ? row => row[at] is null ? null : language.Cell(columns[at], row[at], null, view.Document.Zone)
            : row => row[at] as IComparable));
        if (matched)
        {
            var isAmount = columns[value].Kind == CellKind.Amount;
            heads.Add(new ReportTableHead(texts["Compared", language.Column(kind, columns[value])], true, isAmount, row => Was(row)));
            heads.Add(new ReportTableHead(texts["Change"], true, isAmount, row => row[value] is { } now ? Number(now) - Was(row) : null));
        }

        string Group(object?[] row) => currency < 0 || row[currency] as string == drawnCurrency ? "" : (string)row[currency]!;
        var rows = sort is { } by ? Sorted(table, heads[by.Head], by.Descending, Group) : Sorted(table, shown[0], value, Group);
        return new ReportTableView
        {
            Heads = heads,
            IsWide = matched || heads.Count > 4,
            Rows = [.. rows.Take(MostRows).Select(row => Cells(row, false))],
            Sums = totals.Any && table.Known!.Count > 1
                ? [.. totals.Rows().OrderBy(Group, StringComparer.Ordinal).Select(row => Cells(row, true))]
                : [],
            Count = table.Known!.Count,
        };
    }

    private static decimal Number(object cell) => Convert.ToDecimal(cell, CultureInfo.InvariantCulture);

    private static bool IsNumber(ReportColumn column) => column.Kind is CellKind.Count or CellKind.Amount or CellKind.Average
        or CellKind.Share;

    /// <summary>Names by the first figure, the largest first and what has no name last; what has an order of its own keeps it.</summary>
    private static IEnumerable<object?[]> Sorted(ReportTable table, int first, int value, Func<object?[], string> group) =>
        table.Columns[first].Kind != CellKind.Text || value < 0 ? table.Known!
        : table.Known!.OrderBy(group, StringComparer.Ordinal).ThenBy(row => row[first] is null)
        .ThenByDescending(row => row[value] is { } figure ? Number(figure) : 0);

    /// <summary>By what stands below the head; amounts only among those of their currency, and what is not known last.</summary>
    private static IEnumerable<object?[]> Sorted(ReportTable table, ReportTableHead head, bool descending, Func<object?[], string> group)
    {
        var known = table.Known!.OrderBy(row => head.IsAmount ? group(row) : "", StringComparer.Ordinal)
            .ThenBy(row => head.Value(row) is null);
        return descending ? known.ThenByDescending(head.Value) : known.ThenBy(head.Value);
    }

    /// <summary>
    /// The first figure of each row of the table compared with, by the place where it belongs now; null when rows cannot be matched.
    /// </summary>
    private static Dictionary<string, decimal>? Before(ReportView view, ReportTable table, int value) =>
        view.Comparison is not { } comparison || view.ThenTable(table) is not { } then || value < 0
            || table.Columns.Any(column => column.Kind == CellKind.Time) ? null
        : then.Known!.Where(row => row[value] is not null).GroupBy(row => Place(then, row, comparison.Days, comparison.Months))
            .ToDictionary(group => group.Key, group => group.Sum(row => Number(row[value]!)));

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

/// <summary>A head of a table.</summary>
/// <param name="Text">What stands in it.</param>
/// <param name="IsNumber">Whether numbers stand below it.</param>
/// <param name="IsAmount">Whether they are amounts, which compare within one currency only.</param>
/// <param name="Value">What rows are sorted by; null for what is not known.</param>
internal sealed record ReportTableHead(string Text, bool IsNumber, bool IsAmount, Func<object?[], IComparable?> Value);
