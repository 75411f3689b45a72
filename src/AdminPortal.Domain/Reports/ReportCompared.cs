using System.Globalization;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Reports;

/// <summary>
/// A report with another one beside it, for files: each figure is followed by what it was, and where a table has few figures by the
/// difference. Rows belong together when they name the same, or the
/// same day counted from the beginning; those that only the other report has stand there too, with nothing now.
/// </summary>
internal static class ReportCompared
{
    /// <summary>More figures than this in a table have no column for the difference: a page is not wide enough.</summary>
    private const int MostDifferences = 3;

    /// <summary>The report, compared.</summary>
    public static ReportDocument Of(ReportDocument now, ReportDocument then, ReportComparison comparison) => now with
    {
        Tables = [.. now.Tables.Select(table => then.Tables.FirstOrDefault(other => other.Path == table.Path) is
            { Known: not null } other ? Join(table, other, comparison, now.Zone, then.Zone) : table)],
        ComparedWith = comparison.Name,
    };

    private static ReportTable Join(ReportTable now, ReportTable then, ReportComparison comparison, TimeZoneInfo zone,
        TimeZoneInfo thenZone)
    {
        var compared = now.Columns.Select(IsCompared).ToList();
        var differs = now.IsFigures || compared.Count(isFigure => isFigure) <= MostDifferences;
        var columns = now.Columns.SelectMany((column, at) => !compared[at] ? [column]
            : differs ? [column, column with { ComparedWith = comparison.Name, IsNullable = true },
                column with { IsDifference = true, IsNullable = true }]
            : new[] { column, column with { ComparedWith = comparison.Name, IsNullable = true } }).ToList();

        var moved = then.Known!.Select(row => row.Select((cell, at) => Moved(then.Columns[at], cell, comparison, zone, thenZone)).ToArray())
            .ToList();
        var before = new Dictionary<string, object?[]>();
        foreach (var row in moved)
        {
            // Where the clocks change two hours of then may be one hour of now.
            var name = Name(then, row);
            before[name] = before.TryGetValue(name, out var earlier) ? Together(earlier, row, then.Columns) : row;
        }

        var rows = new List<object?[]>();
        foreach (var row in now.Known!)
        {
            before.Remove(now.IsFigures ? "" : Name(now, row), out var was);
            rows.Add(Beside(row, was));
        }

        rows.AddRange(before.Values.Select(was =>
            Beside([.. was.Select((cell, at) => compared[at] ? Nothing(now.Columns[at]) : cell)], was)));
        return new ReportTable(now.Path, columns, InOrder(now, rows)) { IsFigures = now.IsFigures, Charts = now.Charts };

        object?[] Beside(object?[] row, object?[]? was) => [.. row.SelectMany((cell, at) =>
        {
            if (!compared[at])
            {
                return [cell];
            }

            var earlier = was is null ? Nothing(now.Columns[at]) : was[at];
            if (!differs)
            {
                return new[] { cell, earlier };
            }

            var difference = cell is null || earlier is null ? null : Number(cell) - Number(earlier);
            return [cell, earlier, difference is { } number && now.Columns[at].Kind == CellKind.Count ? (long)number : (object?)difference];
        })];
    }

    /// <summary>Two rows as one: counts and amounts are added up; of what cannot be, the first one's stands.</summary>
    private static object?[] Together(object?[] one, object?[] other, IReadOnlyList<ReportColumn> columns) =>
        [.. one.Select((cell, at) => (columns[at].Kind, cell, other[at]) switch
        {
            (CellKind.Count, { } first, { } second) => Convert.ToInt64(first, CultureInfo.InvariantCulture)
                + Convert.ToInt64(second, CultureInfo.InvariantCulture),
            (CellKind.Amount, { } first, { } second) => Number(first) + Number(second),
            _ => cell,
        })];

    private static bool IsCompared(ReportColumn column) => column.Kind is CellKind.Count or CellKind.Amount or CellKind.Average
        or CellKind.Share;

    /// <summary>What is not there counts nothing, and is no average.</summary>
    private static object? Nothing(ReportColumn column) => column.Kind switch { CellKind.Count => 0L, CellKind.Amount => 0m, _ => null };

    private static decimal? Number(object cell) => Convert.ToDecimal(cell, CultureInfo.InvariantCulture);

    private static object? Moved(ReportColumn column, object? cell, ReportComparison comparison, TimeZoneInfo zone,
        TimeZoneInfo thenZone) => cell switch
        {
            DateOnly day when column.Kind == CellKind.Day => day.AddDays(comparison.Days),
            DateOnly month when column.Kind == CellKind.Month => month.AddMonths(comparison.Months),
            DateTime utc => zone.Utc(thenZone.Local(utc).AddDays(comparison.Days)),
            _ => cell,
        };

    /// <summary>What a row is about, the currency of its amounts included; a name for programs is enough where there is one.</summary>
    private static string Name(ReportTable table, object?[] row)
    {
        if (table.IsFigures)
        {
            return "";
        }

        var hasKey = table.Columns.Any(column => column.IsKey);
        return string.Join('\u001f', row.Where((_, at) => !IsCompared(table.Columns[at])
            && (!hasKey || table.Columns[at].IsKey || table.Columns[at].Kind != CellKind.Text))
            .Select(cell => cell switch
            {
                DateTime utc => utc.Ticks.ToString(CultureInfo.InvariantCulture),
                DateOnly day =>
                day.DayNumber.ToString(CultureInfo.InvariantCulture),
                _ => $"{cell}"
            }));
    }

    /// <summary>Days, months and hours in their order; names as the report has them, those of the other one last.</summary>
    private static List<object?[]> InOrder(ReportTable table, List<object?[]> rows) =>
        table.Columns[0].Kind is CellKind.Day or CellKind.Month or CellKind.Time ? [.. rows.OrderBy(row => row[0])] : rows;
}
