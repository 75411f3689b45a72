using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;
using AdminPortal.Web.Kit.Charts;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Reports;

/// <summary>Turns what a report says of its charts into what <see cref="Chart"/> draws.</summary>
internal sealed class ReportDrawings(ReportView view, IStringLocalizer<ReportPageTexts> texts)
{
    /// <summary>More days than this are drawn as weeks, more weeks as months.</summary>
    private const int MostDays = 120;

    private const int MostNames = 12;

    private const int MostShares = 6;

    private const int MostHours = 14 * 24;

    private readonly ReportLanguage language = view.Language;

    /// <summary>The chart, of one currency where it draws amounts; null when there is nothing to draw.</summary>
    public ChartOptions? Of(ReportTable table, ReportChart chart, string? currency)
    {
        if (Find(table, chart, currency) is not { } drawing
            || drawing.Series.All(series => series.Points.All(point => point.Y is null or 0)))
        {
            return null;
        }

        var then = view.ThenTable(table) is { } other ? Find(other, chart, currency) : null;
        var place = chart.X is null ? null : table.Columns[table.Place(chart.X)];
        var options = (chart.Kind, place?.Kind) switch
        {
            (ReportChartKind.Funnel, _) => Funnel(drawing),
            (ReportChartKind.Donut, _) => Donut(drawing, place),
            (_, CellKind.Day) => Days(drawing, then),
            (_, CellKind.Month) => Months(drawing, then),
            (_, CellKind.Time) => Hours(drawing, then),
            _ => Names(drawing, then, place!, chart.Kind == ReportChartKind.LyingBar),
        };
        return options is null ? null : Measured(options, table.Columns[table.Place(chart.Values[0])], drawing.Currency, place);
    }

    private static ReportDrawing? Find(ReportTable table, ReportChart chart, string? currency) => chart.Draw(table, table.Known!)
        .FirstOrDefault(drawing => drawing.Currency is null || drawing.Currency == currency);

    private ChartOptions Measured(ChartOptions options, ReportColumn value, string? currency, ReportColumn? place) => options with
    {
        XTitle = options.XTitle.Length > 0 ? options.XTitle : place is null ? texts["Step"] : language.Column(view.Document.Kind, place),
        Currency = currency,
        Unit = value.Kind == CellKind.Share ? "%" : "",
        Decimals = value.Kind switch { CellKind.Share => 1, CellKind.Average => 2, _ => 0 },
        Stacked = false,
    };

    private static ChartOptions Plain(ChartType type, params IReadOnlyList<ChartSeries> series) => new(type, series)
    { XTitle = "", Height = 260 };

    private static double? Value(decimal? number, ReportColumn? column = null) =>
        (double?)number * (column?.Kind == CellKind.Share ? 100 : 1);

    private string Name(ReportSeries series) => series.Column is { } column ? language.Column(view.Document.Kind, column) : texts["Value"];

    /// <summary>The line of the report compared with: one is enough to see the difference.</summary>
    private IEnumerable<(string Name, bool Dashed, IEnumerable<(T Place, decimal? Y)> Points)> Lines<T>(ReportDrawing drawing,
        ReportDrawing? then, Func<ReportPoint, T> now, Func<ReportPoint, T> moved)
    {
        foreach (var series in drawing.Series.Take(view.Comparison is null ? int.MaxValue : 1))
        {
            yield return (Name(series), false, series.Points.Select(point => (now(point), point.Y)));
        }

        if (view.Comparison is { } comparison && then is { Series: [var first, ..] })
        {
            yield return ($"{Name(first)}: {comparison.Name}", true, first.Points.Select(point => (moved(point), point.Y)));
        }
    }

    private ChartOptions? Funnel(ReportDrawing drawing)
    {
        var points = drawing.Series[0].Points.Select(point => new ChartPoint(Key((string)point.X!), Value(point.Y))).ToList();
        return points[0].Y > 0
            ? Plain(ChartType.Funnel, new ChartSeries(texts["Value"], points)) with { Height = 40 + (52 * points.Count) }
            : null;
    }

    private string Key(string column) => language.Column(view.Document.Kind, new ReportColumn(column, CellKind.Count));

    private ChartOptions? Donut(ReportDrawing drawing, ReportColumn? place)
    {
        var series = drawing.Series[0];
        var points = series.Points.Where(point => point.Y is not (null or 0)).OrderByDescending(point => point.Y).ToList();
        if (points.Count < 2 || points[^1].Y < 0)
        {
            return null;
        }

        var shown = points.Take(points.Count > MostShares ? MostShares - 1 : MostShares)
            .Select(point => new ChartPoint(place is null ? Key((string)point.X!) : Label(place, point.X), Value(point.Y))).ToList();
        if (points.Count > shown.Count)
        {
            shown.Add(new ChartPoint(texts.Counted("Others", points.Count - shown.Count)
                .Value, Value(points.Skip(shown.Count).Sum(point => point.Y))));
        }

        return Plain(ChartType.Donut, new ChartSeries(place is null ? texts["Value"] : Name(series), shown)) with { Height = 230 };
    }

    private ChartOptions? Names(ReportDrawing drawing, ReportDrawing? then, ReportColumn place, bool lying)
    {
        var labels = drawing.Series[0].Points.Select(point => Label(place, point.X)).ToList();
        // Two of one name stay two bars.
        var names = labels.Select((label, at) => labels.Take(at).Count(other => other == label) is > 0
            and var before ? $"{label} ({before + 1})" : label).ToList();
        var largest = Enumerable.Range(0, names.Count).OrderByDescending(at => drawing.Series[0].Points[at].Y).Take(MostNames).ToList();
        if (names.Count < 2)
        {
            return null;
        }

        var were = then?.Series[0].Points.GroupBy(point => Label(place, point.X))
            .ToDictionary(group => group.Key, group => group.Sum(point => point.Y));
        var compared = were is not null && names.Exists(were.ContainsKey);
        var series = drawing.Series.Take(compared ? 1 : int.MaxValue)
            .Select(of => new ChartSeries(Name(of),
                [.. largest.Select(at => new ChartPoint(names[at], Value(of.Points[at].Y, of.Column)))])).ToList();
        if (compared)
        {
            series.Add(new ChartSeries(view.Comparison!.Name,
                [.. largest.Select(at => new ChartPoint(names[at], Value(were!.GetValueOrDefault(names[at]))))], Dashed: true));
        }

        var height = 70 + (largest.Count * (16 + (14 * series.Count)));
        return Plain(ChartType.Bar, series) with
        {
            Horizontal = lying,
            Height = lying ? height : 260,
            Note = names.Count > MostNames ? texts["LargestOf", MostNames, names.Count].Value : null,
        };
    }

    private string Label(ReportColumn place, object? cell) => language.Cell(place, cell, null, view.Document.Zone);

    /// <summary>Null for a single day: the table says it better.</summary>
    private ChartOptions? Days(ReportDrawing drawing, ReportDrawing? then)
    {
        var begin = view.Comparison?.Begin?.DayNumber ?? 0;
        var lines = Lines(drawing, then, point => ((DateOnly)point.X!).DayNumber - begin, point => ((DateOnly)point.X!).DayNumber
            + view.Comparison!.Days - begin)
            .Select(line => (line.Name, line.Dashed, Points: line.Points.ToDictionary(point => point.Place, point => point.Y ?? 0)))
            .ToList();
        if (begin == 0)
        {
            Widen(lines.Where(line => !line.Dashed).Select(line => line.Points));
        }

        var all = lines.SelectMany(line => line.Points.Keys).ToList();
        var span = all.Max() - all.Min();
        var step = span <= MostDays ? 1 : span <= MostDays * 7 ? 7 : 28;
        int Place(int day) => step == 28 && begin == 0
            ? new DateOnly(DateOnly.FromDayNumber(day).Year, DateOnly.FromDayNumber(day).Month, 1).DayNumber
            : step * (int)Math.Floor(day / (double)step);
        var series = lines.ConvertAll(
            line => (line.Name, line.Dashed, Points: line.Points.GroupBy(point => Place(point.Key), point => point.Value)
                .OrderBy(group => group.Key).Select(group => (group.Key, Y: Value(group.Sum()))).ToList()));
        if (series.TrueForAll(line => line.Points.Count < 2))
        {
            return null;
        }

        object X(int day) => begin != 0 ? day : DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        return Plain(ChartType.Area,
            series.ConvertAll(line => new ChartSeries(line.Name, line.Points.ConvertAll(point => new ChartPoint(X(point.Key), point.Y)),
                line.Dashed))) with
        {
            TimeFormat = "d",
            XTitle = begin != 0 ? texts["DaysFromBegin"] : "",
            Note = (step, begin) switch
            {
                (1, not 0) => texts["FromBegin"].Value,
                (1, _) => null,
                (7, 0) => texts["AsWeeks"],
                (7, _) =>
                texts["AsWeeksFromBegin"],
                (_, 0) => texts["AsMonths"],
                _ => texts["AsFourWeeks"]
            },
        };
    }

    /// <summary>A range that was asked for is drawn from its first day to its last, or until today.</summary>
    private void Widen(IEnumerable<Dictionary<int, decimal>> lines)
    {
        var (from, to) = (view.Document.Filter.From?.Day?.DayNumber,
            Math.Min(view.Document.Filter.To?.Day?.DayNumber ?? view.Today.DayNumber, view.Today.DayNumber));
        if (from is not { } first || to - first > MostDays * 40)
        {
            return;
        }

        foreach (var line in lines)
        {
            for (var day = first; day <= to; day++)
            {
                line.TryAdd(day, 0);
            }
        }
    }

    private ChartOptions Months(ReportDrawing drawing, ReportDrawing? then)
    {
        static int Place(ReportPoint point) => (((DateOnly)point.X!).Year * 12) + ((DateOnly)point.X!).Month - 1;
        var lines = Lines(drawing, then, Place, point => Place(point) + view.Comparison!.Months)
            .Select(line => (line.Name, line.Dashed, Points: line.Points.ToDictionary(point => point.Place, point => point.Y))).ToList();
        var all = lines.SelectMany(line => line.Points.Keys).ToList();
        var places = Enumerable.Range(all.Min(), all.Max() - all.Min() + 1).ToList();
        return Plain(ChartType.Bar, lines.ConvertAll(line => new ChartSeries(
            line.Name,
                places.ConvertAll(place => new ChartPoint(new DateOnly(place / 12, (place % 12) + 1, 1)
                    .ToString("MMM yy", language.Culture), Value(line.Points.GetValueOrDefault(place)))), line.Dashed)));
    }

    private ChartOptions? Hours(ReportDrawing drawing, ReportDrawing? then)
    {
        var (zone, thenZone) = (view.Document.Zone, view.Then?.Zone ?? view.Document.Zone);
        var lines = Lines(drawing, then, point => (DateTime)point.X!,
            point => zone.Utc(thenZone.Local((DateTime)point.X!).AddDays(view.Comparison!.Days)))
                .Select(line => (line.Name, line.Dashed, Points: line.Points.ToList())).ToList();
        var all = lines.SelectMany(line => line.Points.Select(point => point.Place)).ToList();
        if ((all.Max() - all.Min()).TotalHours > MostHours)
        {
            // So many hours tell nothing one by one: how the hours of a day differ does.
            var ofDay = lines.ConvertAll(line =>
                (line.Name, line.Dashed, Points: line.Points.ToLookup(point => zone.Local(point.Place).Hour, point => point.Y)));
            return Plain(ChartType.Bar,
                ofDay.ConvertAll(line => new ChartSeries(line.Name,
                    [.. Enumerable.Range(0, 24)
                        .Select(hour => new ChartPoint(new TimeOnly(hour, 0).ToString("HH:mm", language.Culture),
                            Value(line.Points[hour].Sum())))], line.Dashed))) with
            {
                XTitle = texts["HourOfDay"],
                Note = texts["AsHoursOfDay"],
            };
        }

        return all.Distinct().Count() < 2 ? null
            : Plain(ChartType.Area,
                lines.ConvertAll(line => new ChartSeries(line.Name,
                    line.Points.ConvertAll(point => new ChartPoint(point.Place, Value(point.Y))), line.Dashed))) with
            { TimeZone = zone };
    }
}
