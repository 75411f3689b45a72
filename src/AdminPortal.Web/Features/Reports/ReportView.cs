using AdminPortal.Domain.Reports;

namespace AdminPortal.Web.Features.Reports;

/// <summary>What a page of a report shows: the report, and the one it is compared with.</summary>
/// <param name="Document">The report; its tables are known as a whole.</param>
/// <param name="Comparison">What it is compared with, if anything.</param>
/// <param name="Then">The report compared with; only with <paramref name="Comparison"/>.</param>
/// <param name="Language">How it reads.</param>
/// <param name="Today">The tenant's day.</param>
public sealed record ReportView(ReportDocument Document, ReportComparison? Comparison, ReportDocument? Then, ReportLanguage Language,
    DateOnly Today)
{
    /// <summary>Every currency that occurs, by code.</summary>
    public IReadOnlyList<string> Currencies { get; } =
    [
        .. Document.Tables.SelectMany(table => table.Columns.Select((column, at) => (column, at))
            .Where(cell => cell.column.Kind == CellKind.Currency).SelectMany(cell => table.Known!.Select(row => (string)row[cell.at]!)))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether anything happened: a figure that is not zero, or a row.</summary>
    public bool HasFigures => Document.Tables.Any(table => table.IsFigures ? table.Known![0]
        .Any(cell => cell is not (null or 0 or 0L or 0m)) : table.Known!.Count > 0);

    /// <summary>Whether the table has one row of figures for each currency.</summary>
    public static bool IsPerCurrency(ReportTable table) => !table.IsFigures
        && table.Columns.All(column => column.Kind is CellKind.Currency or CellKind.Amount);

    /// <summary>The tables by the object they lie in, in their order; empty for the report's own.</summary>
    public IEnumerable<IGrouping<string, ReportTable>> Sections => Document.Tables.GroupBy(ReportJson.Outer);

    /// <summary>The same table of the report compared with.</summary>
    public ReportTable? ThenTable(ReportTable table) => Then?.Tables.FirstOrDefault(other => other.Path == table.Path);

    /// <summary>The key figures of tables, those of the currency only, each with what it was.</summary>
    public IEnumerable<ReportFigure> Figures(IReadOnlyList<ReportTable> tables, string? currency) =>
        from table in tables
        where table.IsFigures || IsPerCurrency(table)
        let row = Row(table, currency)
        where row is not null
        let all = table.IsFigures && Currencies.Count > 1 && tables.Any(IsPerCurrency)
        let then = ThenTable(table) is { } other ? Row(other, currency) : null
        from at in Enumerable.Range(0, table.Columns.Count)
        let column = table.Columns[at]
        where column.Kind != CellKind.Currency
        select new ReportFigure(column, row[at], Then is null ? null : then is null && IsPerCurrency(table) ? 0m : then?[at],
            table.IsFigures ? null : currency)
        { IsOfAllCurrencies = all };

    private static object?[]? Row(ReportTable table, string? currency) => table.IsFigures
        ? table.Known![0]
        : table.Known!.FirstOrDefault(row => (string?)row[table.Place("currency")] == currency);
}

/// <summary>A key figure.</summary>
/// <param name="Column">What it counts.</param>
/// <param name="Now">The figure.</param>
/// <param name="Then">What it was in the report compared with; null without.</param>
/// <param name="Currency">The currency of an amount.</param>
public sealed record ReportFigure(ReportColumn Column, object? Now, object? Then, string? Currency)
{
    /// <summary>Whether it stands beside amounts of one currency but counts what is in others too.</summary>
    public bool IsOfAllCurrencies { get; init; }
}
