namespace AdminPortal.Web.Kit.Charts;

/// <summary>The kinds of chart.</summary>
public enum ChartType
{
    /// <summary>Lines over time, numbers or categories.</summary>
    Line,

    /// <summary>Lines with the area below softly filled.</summary>
    Area,

    /// <summary>Bars, upright or lying.</summary>
    Bar,

    /// <summary>Shares of a whole; uses the first series.</summary>
    Donut,

    /// <summary>Steps that grow smaller, each with its share of the first; uses the first series.</summary>
    Funnel,
}

/// <summary>One point of a series.</summary>
/// <param name="X">A UTC <see cref="DateTime"/>, a number, or a category's name; all points of a chart alike.</param>
/// <param name="Y">The value; null leaves a gap.</param>
public sealed record ChartPoint(object X, double? Y);

/// <summary>One line, row of bars, or the shares of a donut.</summary>
/// <param name="Name">What it shows, in the viewer's language.</param>
/// <param name="Points">Its points in order of X.</param>
/// <param name="Dashed">Drawn dashed and muted, as for what was expected.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points, bool Dashed = false);

/// <summary>What a chart shows.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Series">The series.</param>
public sealed record ChartOptions(ChartType Type, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The head of the table's first column, in the viewer's language, such as "Time" or "Category".</summary>
    public required string XTitle { get; init; }

    /// <summary>The zone in which times are shown; UTC when not given.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The .NET format of times in the table and the CSV file.</summary>
    public string TimeFormat { get; init; } = "g";

    /// <summary>Height in CSS pixels.</summary>
    public int Height { get; init; } = 240;

    /// <summary>Stacks bars or areas.</summary>
    public bool Stacked { get; init; }

    /// <summary>Lying bars, for long names.</summary>
    public bool Horizontal { get; init; }

    /// <summary>Decimals shown, at most.</summary>
    public int Decimals { get; init; }

    /// <summary>Put behind values, such as "%".</summary>
    public string Unit { get; init; } = "";

    /// <summary>The ISO 4217 code when values are amounts: they are then written as such, with the decimals of the currency.</summary>
    public string? Currency { get; init; }

    /// <summary>What has to be known to read it, such as that days are drawn as weeks; stands below the chart.</summary>
    public string? Note { get; init; }

    /// <summary>True when no series has a value.</summary>
    public bool IsEmpty => Series.All(series => series.Points.All(point => point.Y is null));
}
