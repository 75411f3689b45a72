namespace AdminPortal.Domain.Reports;

/// <summary>What the cells of a column hold. Every cell may be null.</summary>
public enum CellKind
{
    /// <summary>A <see cref="string"/>.</summary>
    Text,

    /// <summary>One of <see cref="ReportColumn.Words"/>, a <see cref="string"/> that people read in their language.</summary>
    Choice,

    /// <summary>A <see cref="bool"/>.</summary>
    Flag,

    /// <summary>A whole number: <see cref="int"/> or <see cref="long"/>.</summary>
    Count,

    /// <summary>A <see cref="decimal"/> with at most two decimals that is no money, such as an average.</summary>
    Average,

    /// <summary>A <see cref="decimal"/> from 0 to 1 with at most four decimals, shown as a percentage.</summary>
    Share,

    /// <summary>
    /// A <see cref="decimal"/> with at most two decimals in the currency that the row's <see cref="Currency"/> cell names.
    /// </summary>
    Amount,

    /// <summary>An ISO 4217 code, a <see cref="string"/>.</summary>
    Currency,

    /// <summary>A <see cref="DateOnly"/> of the document's time zone.</summary>
    Day,

    /// <summary>The first <see cref="DateOnly"/> of a month of the document's time zone.</summary>
    Month,

    /// <summary>A <see cref="DateTime"/> in UTC, shown in the document's time zone.</summary>
    Time,
}

/// <summary>A column of a table.</summary>
/// <param name="Key">Its name for programs; people read the text <c>Column_{Key}</c>.</param>
/// <param name="Kind">What its cells hold.</param>
public sealed record ReportColumn(string Key, CellKind Kind)
{
    /// <summary>Whether the sum of its cells means something: counts that add up, and amounts, each currency apart.</summary>
    public bool IsTotalled { get; init; }

    /// <summary>Whether a cell may be null.</summary>
    public bool IsNullable { get; init; }

    /// <summary>A name for programs beside one for people: in files of data, but not on pages and in documents.</summary>
    public bool IsKey { get; init; }

    /// <summary>What the cells are of, as people read it, when it is the report compared with; null in the report itself.</summary>
    public string? ComparedWith { get; init; }

    /// <summary>Whether the cells are the difference to the report compared with.</summary>
    public bool IsDifference { get; init; }

    /// <summary>The words a <see cref="CellKind.Choice"/> is one of; people read the text <c>Word_{word}</c>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What the API's description says of it, where the name does not say it all.</summary>
    public string? About { get; init; }
}

/// <summary>A column together with how its cells come out of a row.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">The cell of a row.</param>
public sealed record ReportCell<TRow>(ReportColumn Column, Func<TRow, object?> Value)
{
    /// <summary>A column that needs no more than its name and kind.</summary>
    public ReportCell(string key, CellKind kind, Func<TRow, object?> value)
        : this(new ReportColumn(key, kind), value)
    {
    }

    /// <summary>The order that the page of the list has by this column, as addresses name it; null where it cannot be sorted by.</summary>
    public string? Sort { get; init; }

    /// <summary>The same, where the page of the list can be sorted by it.</summary>
    public ReportCell<TRow> SortedBy(string sort) => this with { Sort = sort };

    /// <summary>The same, with a sum below it.</summary>
    public ReportCell<TRow> Totalled => this with { Column = Column with { IsTotalled = true } };

    /// <summary>The same, where a cell may be null.</summary>
    public ReportCell<TRow> Nullable => this with { Column = Column with { IsNullable = true } };

    /// <summary>The same, as a name for programs.</summary>
    public ReportCell<TRow> ForPrograms => this with { Column = Column with { IsKey = true } };

    /// <summary>The same with an explanation for the API's description.</summary>
    public ReportCell<TRow> Means(string about) => this with { Column = Column with { About = about } };
}
