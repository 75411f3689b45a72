using System.Globalization;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Reports;

/// <summary>How reports read in a language: names of kinds, tables and columns, and cells as people read them.</summary>
/// <param name="culture">Number and date formats.</param>
/// <param name="find">The text of a key in the language, or null when there is none.</param>
public sealed class ReportLanguage(CultureInfo culture, Func<string, string?> find)
{
    /// <summary>What stands where there is nothing.</summary>
    public const string Nothing = "—";

    /// <summary>Number and date formats.</summary>
    public CultureInfo Culture { get; } = culture;

    private readonly NumberFormatInfo figures = Amounts.Format(culture);

    /// <summary>A text.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public string this[string key] => find(key) ?? throw new ArgumentException($"There is no text {key} in {Culture.Name}.", nameof(key));

    /// <summary>A text, or null when there is none.</summary>
    public string? Find(string key) => find(key);

    /// <summary>The name of a kind: <c>Report_{kind}</c>.</summary>
    public string Kind(string kind) => this[$"Report_{kind}"];

    /// <summary>
    /// The name of a table: <c>Table_{kind}_{path}</c>, else <c>Table_{path}</c>, with the dots of the path as underlines;
    /// <c>Table_figures</c> for the head figures.
    /// </summary>
    public string Table(string kind, string path)
    {
        var name = path.Length == 0 ? "figures" : path.Replace('.', '_');
        return find($"Table_{kind}_{name}") ?? this[$"Table_{name}"];
    }

    /// <summary>The head of a column: <c>Column_{kind}_{key}</c>, else <c>Column_{key}</c>, with what it is compared with.</summary>
    public string Column(string kind, ReportColumn column)
    {
        var name = find($"Column_{kind}_{column.Key}") ?? this[$"Column_{column.Key}"];
        return column.IsDifference
            ? string.Format(Culture, this["Difference"], name)
            : column.ComparedWith is { } then
            ? $"{name}: {then}"
            : name;
    }

    /// <summary>A cell as people read it. An empty one reads <c>None_{key}</c> where there is such a text.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="value">What it holds.</param>
    /// <param name="currency">The currency of the row, for amounts.</param>
    /// <param name="zone">Where times are shown.</param>
    public string Cell(ReportColumn column, object? value, string? currency, TimeZoneInfo zone) => value switch
    {
        null => find($"None_{column.Key}") ?? Nothing,
        string word when column.Kind == CellKind.Choice => this[$"Word_{word}"],
        string text => text,
        bool flag => this[flag ? "Yes" : "No"],
        int count => count.ToString("N0", figures),
        long count => count.ToString("N0", figures),
        decimal amount when column.Kind == CellKind.Amount =>
            currency is null ? amount.ToString("N2", figures) : Amounts.Text(amount, currency, Culture),
        decimal share when column.Kind == CellKind.Share => share.ToString("P1", figures),
        decimal number => number.ToString("#,##0.##", figures),
        DateOnly month when column.Kind == CellKind.Month => month.ToString("Y", Culture),
        DateOnly day => day.ToString("d", Culture),
        DateTime day when column.Kind == CellKind.Day => zone.Local(day).ToString("d", Culture),
        DateTime utc => zone.Local(utc).ToString("g", Culture),
        _ => throw new ArgumentException($"{value.GetType().Name} has no form for people.", nameof(value)),
    };

    /// <summary>The cells of a row as people read them.</summary>
    public string[] Cells(ReportTable table, object?[] row, TimeZoneInfo zone)
    {
        var currency = (string?)row.Where((_, at) => table.Columns[at].Kind == CellKind.Currency).FirstOrDefault();
        return [.. row.Select((value, at) => Cell(table.Columns[at], value, currency, zone))];
    }
}
