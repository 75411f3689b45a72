
namespace AdminPortal.Domain.Reports;

/// <summary>How a chart of a table draws its figures.</summary>
public enum ReportChartKind
{
    /// <summary>Lines with the area below, over days, months or hours; days and months in which nothing occurred count as zero.</summary>
    Area,

    /// <summary>Upright bars, for few places or for months.</summary>
    Bar,

    /// <summary>Lying bars, for names.</summary>
    LyingBar,

    /// <summary>Shares of a whole.</summary>
    Donut,

    /// <summary>Lying bars that grow smaller: the value columns of a row of figures, one step after the other.</summary>
    Funnel,
}

/// <summary>A chart of a table: which column lies below, and which are drawn.</summary>
/// <param name="Kind">How it is drawn.</param>
/// <param name="X">The column below; null for a <see cref="ReportChartKind.Funnel"/>, whose places are the value columns
/// themselves.</param>
/// <param name="Values">The columns that are drawn: counts, amounts or shares, all of one kind.</param>
public sealed record ReportChart(ReportChartKind Kind, string? X, params IReadOnlyList<string> Values)
{
    private const int MostPlaces = 3700;

    /// <summary>Draws the values on top of one another.</summary>
    public bool IsStacked { get; init; }

    /// <summary>
    /// What is drawn, from all rows of the table; two records of one name, such as the same fair of two years, stay two. Amounts never
    /// share a drawing across currencies: there is one for each currency. Otherwise there is one drawing in all.
    /// </summary>
    public IReadOnlyList<ReportDrawing> Draw(ReportTable table, IReadOnlyList<object?[]> rows)
    {
        var values = Values.Select(table.Place).ToList();
        var currency = table.Columns.ToList().FindIndex(column => column.Kind == CellKind.Currency);
        if (X is null)
        {
            return [new ReportDrawing(this, null,
                [new ReportSeries(null,
                    [.. rows.Take(1).SelectMany(row => values.Select(at => new ReportPoint(table.Columns[at].Key, Number(row[at]))))])])];
        }

        var (x, first) = (table.Place(X), table.Columns[values[0]]);
        var key = table.Columns[x].Kind == CellKind.Text ? table.Columns.ToList().FindIndex(column => column.IsKey) : -1;
        var byCurrency = first.Kind == CellKind.Amount && currency >= 0 ? rows.GroupBy(row => (string?)row[currency])
            .OrderBy(group => group.Key, StringComparer.Ordinal) : rows.GroupBy(_ => (string?)null);
        return
        [
            .. byCurrency.Select(group => new ReportDrawing(this, group.Key, [.. values.Select(at => new ReportSeries(
                table.Columns[at],
                Filled(group.GroupBy(row => (Place: row[x], Key: key < 0 ? null : row[key]), (place, cells) =>
                    new ReportPoint(place.Place, cells.Sum(row => Number(row[at])))).ToList(), table.Columns[x].Kind)))])),
        ];
    }

    private static decimal? Number(object? cell) => cell switch
    {
        null => null,
        int count => count,
        long count => count,
        decimal number =>
        number,
        _ => throw new ArgumentException($"{cell.GetType().Name} cannot be drawn.", nameof(cell))
    };

    /// <summary>Days and months between the first and the last are all there.</summary>
    private static List<ReportPoint> Filled(List<ReportPoint> points, CellKind kind)
    {
        Func<DateOnly, DateOnly>? next = kind switch
        { CellKind.Day => day => day.AddDays(1), CellKind.Month => month => month.AddMonths(1), _ => null };
        if (next is null || points.Count < 2 || points.Exists(point => point.X is not DateOnly))
        {
            return points;
        }

        var known = points.ToDictionary(point => (DateOnly)point.X!, point => point.Y);
        var (day, last) = (known.Keys.Min(), known.Keys.Max());
        if (last.DayNumber - day.DayNumber > MostPlaces)
        {
            return points;
        }

        var filled = new List<ReportPoint>();
        for (; day <= last; day = next(day))
        {
            filled.Add(new ReportPoint(day, known.GetValueOrDefault(day, 0)));
        }

        return filled;
    }
}

/// <summary>One picture.</summary>
/// <param name="Chart">How it is drawn.</param>
/// <param name="Currency">The currency of its amounts; null when they are none.</param>
/// <param name="Series">One for each value column.</param>
public sealed record ReportDrawing(ReportChart Chart, string? Currency, IReadOnlyList<ReportSeries> Series);

/// <summary>One line, or one row of bars.</summary>
/// <param name="Column">The column it draws; null for a funnel, whose points name their columns.</param>
/// <param name="Points">In the order of the table.</param>
public sealed record ReportSeries(ReportColumn? Column, IReadOnlyList<ReportPoint> Points);

/// <summary>One point or bar.</summary>
/// <param name="X">The cell below it: <see cref="DateOnly"/>, UTC <see cref="DateTime"/>, <see cref="string"/> or null; in a funnel the key
/// of the column.</param>
/// <param name="Y">Its value.</param>
public sealed record ReportPoint(object? X, decimal? Y);
