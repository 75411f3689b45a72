using System.Buffers;
using System.Globalization;
using System.Text;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Files;

namespace AdminPortal.Web.Kit.Charts;

/// <summary>The figures of a chart in the forms that the script, the table and the file need.</summary>
internal sealed class ChartFigures(ChartOptions options)
{
    private readonly object[] places = [.. options.Series.SelectMany(series => series.Points).Select(point => point.X).Distinct()
        .Order(PlaceOrder.For(options))];

    /// <summary>One row for each place on the X axis: its name and the values of all series, formatted for the viewer.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Values)> Rows(CultureInfo culture)
    {
        var values = options.Series.Select(series => series.Points.GroupBy(point => point.X)
            .ToDictionary(group => group.Key, group => group.Last().Y)).ToArray();
        return places.Select(place => (Name(place, culture),
            (IReadOnlyList<string>)[.. values.Select(of => of.TryGetValue(place, out var y)
                && y is { } value ? Text(value, culture) : "")]));
    }

    private string Text(double value, CultureInfo culture) => options.Currency is { } currency
        ? Amounts.Text((decimal)value, currency, culture)
        : value.ToString(options.Decimals == 0 ? "N0" : "#,##0." + new string('#', options.Decimals), culture) + Unit;

    private string Unit => options.Unit.Length == 0 ? "" : " " + options.Unit;

    /// <summary>
    /// The same figures as CSV, semicolon-separated where the viewer's language writes decimals with a comma; formulas are made harmless.
    /// </summary>
    public string Csv(CultureInfo culture)
    {
        var separator = culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';
        var text = new StringBuilder("\uFEFF");
        Line([options.XTitle, .. options.Series.Select(series => series.Name)]);
        foreach (var (name, values) in Rows(culture))
        {
            Line([name, .. values]);
        }

        return text.ToString();

        void Line(IEnumerable<string> cells) => text.AppendJoin(separator, cells.Select(Cell)).Append("\r\n");
    }

    /// <summary>What a cell with quotes around it may hold.</summary>
    private static readonly SearchValues<char> Quoted = SearchValues.Create(";,|\t\"\r\n");

    private static string Cell(string value)
    {
        var safe = double.TryParse(value, CultureInfo.CurrentCulture, out _) ? value : SpreadsheetText.NeutralInCsv(value);
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>What the script draws.</summary>
    public object Spec(CultureInfo culture) => new
    {
        type = options.Type.ToString().ToLowerInvariant(),
        axis = places.FirstOrDefault() switch { DateTime => "time", string or null => "category", _ => "number" },
        labels = places.Select(place => Name(place, culture)).ToArray(),
        series = options.Series.Select(series => new
        {
            name = series.Name,
            data = Data(series),
            dashed = series.Dashed,
            filled = options.Type == ChartType.Area && !series.Dashed,
        }).ToArray(),
        height = options.Height,
        stacked = options.Stacked,
        horizontal = options.Horizontal,
        decimals = options.Decimals,
        unit = options.Unit,
        currency = options.Currency,
        language = culture.Name,
        days = options.TimeFormat == "d",
        legend = options.Series.Count > 1 || options.Type == ChartType.Donut,
    };

    private Array Data(ChartSeries series)
    {
        if (options.Type != ChartType.Donut && places.FirstOrDefault() is not (string or null))
        {
            return series.Points.Select(point => new { x = Position(point.X), y = point.Y }).ToArray();
        }

        var values = series.Points.GroupBy(point => point.X).ToDictionary(group => group.Key, group => group.Last().Y);
        return places.Select(place => values.GetValueOrDefault(place) ?? (options.Type == ChartType.Donut ? 0 : null)).ToArray();
    }

    /// <summary>Times go to the script as if the zone's wall clock were UTC, which is how it shows them.</summary>
    private double Position(object x) => x is DateTime time
        ? (Local(time) - DateTime.UnixEpoch).TotalMilliseconds
        : Convert.ToDouble(x, CultureInfo.InvariantCulture);

    private DateTime Local(DateTime time) => DateTime.SpecifyKind(
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(time, DateTimeKind.Utc), options.TimeZone), DateTimeKind.Utc);

    private string Name(object place, IFormatProvider culture) => place switch
    {
        DateTime time => Local(time).ToString(options.TimeFormat, culture),
        IFormattable number => number.ToString(null, culture),
        _ => place.ToString() ?? "",
    };

    /// <summary>Times and numbers by value; categories as they came.</summary>
    private sealed class PlaceOrder(Dictionary<object, int>? given) : IComparer<object>
    {
        public static PlaceOrder For(ChartOptions options)
        {
            var places = options.Series.SelectMany(series => series.Points).Select(point => point.X).Distinct().ToArray();
            return new(places.FirstOrDefault() is string ? places.Select((place, at) => (place, at))
                .ToDictionary(pair => pair.place, pair => pair.at) : null);
        }

        public int Compare(object? x, object? y) => given is null ? Comparer<object>.Default.Compare(x, y) : given[x!].CompareTo(given[y!]);
    }
}
