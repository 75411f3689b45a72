using System.Globalization;

namespace AdminPortal.Domain.Reports;

/// <summary>
/// Columns and rows: what page, chart and every kind of file are made from. A row has one cell for each column, of the column's
/// <see cref="CellKind"/>.
/// </summary>
/// <param name="Path">Where it stands in the report, such as <c>by_event</c> or <c>revenue.currencies</c>; empty for the head
/// figures.</param>
/// <param name="Columns">In their order.</param>
/// <param name="Rows">The rows, read as they are asked for, once.</param>
public sealed record ReportTable(string Path, IReadOnlyList<ReportColumn> Columns, IAsyncEnumerable<object?[]> Rows)
{
    /// <summary>A table that is known as a whole.</summary>
    public ReportTable(string path, IReadOnlyList<ReportColumn> columns, IReadOnlyList<object?[]> rows)
        : this(path, columns, rows.ToAsyncEnumerable()) => (Known, Expected) = (rows, rows.Count);

    /// <summary>Exactly one row whose cells are figures of their own, not a list.</summary>
    public bool IsFigures { get; init; }

    /// <summary>Charts of it, the first being the one that tells most.</summary>
    public IReadOnlyList<ReportChart> Charts { get; init; } = [];

    /// <summary>All rows, where they are few; null for records that are read in portions.</summary>
    public IReadOnlyList<object?[]>? Known { get; }

    /// <summary>How many rows there will be, as counted before the first was read; null when that is not known.</summary>
    public long? Expected { get; init; }

    /// <summary>The place of a column.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public int Place(string key)
    {
        for (var at = 0; at < Columns.Count; at++)
        {
            if (Columns[at].Key == key)
            {
                return at;
            }
        }

        throw new ArgumentException($"The table {Path} has no column {key}.", nameof(key));
    }
}

/// <summary>A report or a list of records, ready to be shown or handed on.</summary>
/// <param name="Kind">The name of its kind, such as <c>revenue</c>; people read the text <c>Report_{Kind}</c>.</param>
/// <param name="Filter">What it was asked for.</param>
/// <param name="Tables">In their order.</param>
/// <param name="GeneratedAt">UTC.</param>
public sealed record ReportDocument(string Kind, ReportFilter Filter, IReadOnlyList<ReportTable> Tables, DateTime GeneratedAt)
{
    /// <summary>The tenant's name.</summary>
    public required string TenantName { get; init; }

    /// <summary>The zone in which days lie and times are shown.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The title of the event it is about; null for all, and where the key names none.</summary>
    public string? EventTitle { get; init; }

    /// <summary>What its figures are compared with, as people read it; null for nothing.</summary>
    public string? ComparedWith { get; init; }

    /// <summary>What else narrows a list of records, as its file tells the reader.</summary>
    public IReadOnlyList<ReportCondition> Conditions { get; init; } = [];
}

/// <summary>One thing a list was narrowed to.</summary>
/// <param name="Column">What it is about, as a column of the list would show it.</param>
/// <param name="Value">What was asked for.</param>
public sealed record ReportCondition(ReportColumn Column, object? Value);

/// <summary>Sums the columns that can be summed while rows pass by: one row of sums, or one for each currency.</summary>
public sealed class ReportTotals(IReadOnlyList<ReportColumn> columns)
{
    private readonly int currency = columns.ToList().FindIndex(column => column.Kind == CellKind.Currency);

    private readonly SortedDictionary<string, decimal[]> sums = new(StringComparer.Ordinal);

    /// <summary>Whether any column can be summed.</summary>
    public bool Any { get; } = columns.Any(column => column.IsTotalled);

    /// <summary>Adds a row.</summary>
    public void Add(object?[] row)
    {
        if (!Any)
        {
            return;
        }

        var key = currency < 0 ? "" : row[currency] as string ?? "";
        if (!sums.TryGetValue(key, out var sum))
        {
            sums[key] = sum = new decimal[columns.Count];
        }

        for (var at = 0; at < sum.Length; at++)
        {
            if (columns[at].IsTotalled && row[at] is { } value)
            {
                sum[at] += Convert.ToDecimal(value, CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>The rows of sums, by currency; cells that are no sum are null, counts are <see cref="long"/>.</summary>
    public IReadOnlyList<object?[]> Rows() => [.. sums.Select(sum => columns.Select((column, at) =>
        at == currency ? sum.Key : !column.IsTotalled ? null : column.Kind == CellKind.Count ? (object)(long)sum.Value[at] : sum.Value[at])
            .ToArray())];
}
