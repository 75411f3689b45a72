using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Files.Pdf;

/// <summary>A chart drawn from the figures.</summary>
internal sealed class PdfChart(ReportDrawing drawing, ReportDocument document, ReportTable table, ReportLanguage language)
{
    private const int MostBars = 20;

    private const double Gap = 18, Caption = 20, TextSize = 7.5, BarHeight = 11, Upright = 175, Round = 132;

    private readonly List<string> places = [.. drawing.Series[0].Points.Select(point => Place(drawing, document, table, language, point))];

    private bool IsHalf => drawing.Chart.Kind is ReportChartKind.Donut or ReportChartKind.Funnel;

    private IReadOnlyList<ReportPoint> Points => drawing.Series[0].Points;

    /// <summary>Of the drawing with its caption.</summary>
    public double Height => Caption + drawing.Chart.Kind switch
    {
        ReportChartKind.LyingBar => (Largest().Count * ((drawing.Series.Count * BarHeight) + 7)) + 6,
        ReportChartKind.Donut => Math.Max(Round, (Points.Count * 13) + 10),
        ReportChartKind.Funnel => (Points.Count * 24) + 8,
        _ => Upright,
    };

    /// <summary>Whether there is anything to see.</summary>
    public static bool HasSomething(ReportDrawing drawing) =>
        drawing.Series.Any(series => series.Points.Any(point => point.Y is not (null or 0)));

    /// <summary>Draws charts below one another; two small ones share a line.</summary>
    public static void Draw(PdfLayout layout, IReadOnlyList<PdfChart> charts)
    {
        for (var at = 0; at < charts.Count; at++)
        {
            var chart = charts[at];
            var beside = chart.IsHalf && at + 1 < charts.Count && charts[at + 1].IsHalf ? charts[at + 1] : null;
            var height = Math.Max(chart.Height, beside?.Height ?? 0);
            layout.Need(height + 6);
            var half = (layout.Width - (2 * Gap)) / 2;
            chart.Draw(layout.Page, PdfLayout.Left, layout.Y, chart.IsHalf ? half : layout.Width);
            if (beside is not null)
            {
                beside.Draw(layout.Page, PdfLayout.Left + half + (2 * Gap), layout.Y, half);
                at++;
            }

            layout.Y += height + 14;
        }
    }

    private void Draw(PdfPage page, double x, double y, double width)
    {
        Legend(page, x, y + 9, width);
        var (top, height) = (y + Caption, Height - Caption);
        switch (drawing.Chart.Kind)
        {
            case ReportChartKind.LyingBar:
                LyingBars(page, x, top, width);
                break;
            case ReportChartKind.Donut:
                Donut(page, x, top, width);
                break;
            case ReportChartKind.Funnel:
                Funnel(page, x, top, width);
                break;
            default:
                Standing(page, x, top, width, height);
                break;
        }
    }

    private void Legend(PdfPage page, double x, double y, double width)
    {
        var currency = drawing.Currency is { } code ? $" ({code})" : "";
        for (var at = 0; at < drawing.Series.Count; at++)
        {
            if (drawing.Series[at].Column is not { } column)
            {
                continue;
            }

            var name = PdfPage.Face(false).Cut(language.Column(document.Kind, column) + currency, 8.5, width - 12);
            if (drawing.Chart.Kind != ReportChartKind.Donut)
            {
                page.Rectangle(x, y - 6.5, 7, 7, Colour(at));
                x += 11;
            }

            page.Text(x, y, name, 8.5, PdfColour.Muted);
            x += PdfPage.Face(false).Width(name, 8.5) + 14;
        }
    }

    private void Standing(PdfPage page, double x, double top, double width, double height)
    {
        var axis = Axis();
        var names = axis.Ticks.Max(tick => PdfPage.Face(false).Width(Tick(tick), TextSize)) + 8;
        var (left, span, bottom) = (x + names, width - names, top + height - 20);
        double At(double value) => bottom - (axis.Share(value) * (bottom - top - 4));
        foreach (var tick in axis.Ticks)
        {
            page.Line(0.5, Math.Abs(tick) < axis.Step / 2 ? PdfColour.Muted : PdfColour.Line, (left, At(tick)), (left + span, At(tick)));
            page.Text(left - 5, At(tick) + 2.5, Tick(tick), TextSize, PdfColour.Muted, align: PdfAlign.Right);
        }

        var slot = span / Points.Count;
        var isArea = drawing.Chart.Kind == ReportChartKind.Area && Points.Count > 1;
        for (var series = 0; series < drawing.Series.Count; series++)
        {
            var points = drawing.Series[series].Points;
            if (isArea)
            {
                (double X, double Y)[] line = [.. points.Select((point, at) => (left + (slot * (at + 0.5)), At(Number(point))))];
                if (drawing.Series.Count == 1)
                {
                    page.Area(Colour(series).Pale(0.16), [(line[0].X, At(0)), .. line, (line[^1].X, At(0))]);
                }

                page.Line(1.3, Colour(series), line);
            }
            else
            {
                var bar = Math.Min(46, slot * 0.72) / drawing.Series.Count;
                for (var at = 0; at < points.Count; at++)
                {
                    var (from, to) = (At(0), At(Number(points[at])));
                    page.Rectangle(left + (slot * (at + 0.5)) + ((series - (drawing.Series.Count / 2.0)) * bar), Math.Min(from, to),
                        Math.Max(0.4, bar - 1), Math.Abs(from - to), Colour(series));
                }
            }
        }

        var every = (int)Math.Ceiling((places.Max(place => PdfPage.Face(false).Width(place, TextSize)) + 10) / slot);
        for (var at = 0; at < places.Count; at += every)
        {
            var centre = left + (slot * (at + 0.5));
            var half = PdfPage.Face(false).Width(places[at], TextSize) / 2;
            page.Text(Math.Clamp(centre, x + half, x + width - half), bottom + 12, places[at], TextSize, PdfColour.Muted,
                align: PdfAlign.Centre);
        }
    }

    private void LyingBars(PdfPage page, double x, double top, double width)
    {
        var shown = Largest();
        var axis = Axis();
        var names = Math.Min(width * 0.36, shown.Max(at => PdfPage.Face(false).Width(places[at], 8)) + 10);
        var values = drawing.Series.SelectMany(series => series.Points).Max(point => PdfPage.Face(false).Width(Value(point), TextSize)) + 8;
        var (left, span) = (x + names, width - names - values);
        var zero = left + (axis.Share(0) * span);
        var y = top;
        foreach (var at in shown)
        {
            var group = drawing.Series.Count * BarHeight;
            page.Text(left - 6, y + (group / 2) + 2.8, PdfPage.Face(false).Cut(places[at], 8, names - 8), 8, PdfColour.Text,
                align: PdfAlign.Right);
            for (var series = 0; series < drawing.Series.Count; series++)
            {
                var point = drawing.Series[series].Points[at];
                var end = left + (axis.Share(Number(point)) * span);
                page.Rectangle(Math.Min(zero, end), y + (series * BarHeight), Math.Max(0.4, Math.Abs(end - zero)), BarHeight - 1.5,
                    Colour(series));
                page.Text(Math.Max(zero, end) + 4, y + (series * BarHeight) + 7.5, Value(point), TextSize, PdfColour.Muted);
            }

            y += group + 7;
        }
    }

    private void Donut(PdfPage page, double x, double top, double width)
    {
        var values = Points.Select(point => Math.Max(0, Number(point))).ToList();
        var (sum, from) = (values.Sum(), -Math.PI / 2);
        var (radius, centreX, centreY) = (54.0, x + 58, top + 60);
        var rows = Math.Max(top + 14, centreY - (values.Count * 13 / 2.0) + 9);
        for (var at = 0; at < values.Count; at++)
        {
            var angle = sum == 0 ? 0 : values[at] / sum * 2 * Math.PI;
            var steps = Math.Max(2, (int)(angle * 24));
            (double X, double Y) On(double distance, int step) => (centreX + (distance * Math.Cos(from + (angle * step / steps))), centreY
                + (distance * Math.Sin(from + (angle * step / steps))));
            if (angle > 0)
            {
                page.Area(Colour(at), [.. Enumerable.Range(0, steps + 1).Select(step => On(radius, step)), .. Enumerable.Range(0, steps + 1)
                    .Reverse().Select(step => On(radius * 0.6, step))]);
            }

            from += angle;
            var share = sum == 0 ? 0 : values[at] / sum;
            var text = $"{Value(Points[at])} · {share.ToString("P0", language.Culture)}";
            var (name, room) = (x + 136, width - 136 - PdfPage.Face(false).Width(text, 8) - 8);
            page.Rectangle(x + 124, rows - 6.5 + (at * 13), 7, 7, Colour(at));
            page.Text(name, rows + (at * 13), PdfPage.Face(false).Cut(places[at], 8, room), 8, PdfColour.Text);
            page.Text(x + width, rows + (at * 13), text, 8, PdfColour.Muted, align: PdfAlign.Right);
        }
    }

    private void Funnel(PdfPage page, double x, double top, double width)
    {
        var most = Math.Max(1e-9, Points.Max(Number));
        for (var at = 0; at < Points.Count; at++)
        {
            var (y, bar) = (top + (at * 24), Math.Max(1, Number(Points[at]) / most * width));
            var share = at == 0 ? "" : $" · {(Number(Points[at]) / Math.Max(1e-9, Number(Points[0]))).ToString("P0", language.Culture)}";
            page.Text(x, y + 8, PdfPage.Face(false).Cut(places[at], 8, width * 0.6), 8, PdfColour.Text);
            page.Text(x + width, y + 8, Value(Points[at]) + share, 8, PdfColour.Muted, align: PdfAlign.Right);
            page.Rectangle(x, y + 11, width, 7, PdfColour.Surface);
            page.Rectangle(x, y + 11, bar, 7, PdfColour.Primary);
        }
    }

    /// <summary>Places of the bars that are drawn, in the order of the table: all, or the largest.</summary>
    private List<int> Largest() => [.. Enumerable.Range(0, Points.Count)
        .OrderByDescending(at => drawing.Series.Max(series => Math.Abs(Number(series.Points[at])))).Take(MostBars).Order()];

    private PdfAxis Axis() => PdfAxis.Of(drawing.Series.SelectMany(series => series.Points).Select(Number), drawing.Series[0]
        .Column?.Kind == CellKind.Count);

    private string Tick(double value) => drawing.Series[0].Column?.Kind == CellKind.Share
        ? value.ToString("P0", language.Culture)
        : value.ToString("#,##0.##", language.Culture);

    private string Value(ReportPoint point) => point.Y is not { } value
        ? ReportLanguage.Nothing
        : language.Cell(drawing.Series[0].Column ?? table.Columns[table.Place((string)point.X!)], value, drawing.Currency, document.Zone);

    private static PdfColour Colour(int at) => PdfColour.Series[at % PdfColour.Series.Count];

    private static double Number(ReportPoint point) => (double)(point.Y ?? 0);

    private static string Place(ReportDrawing drawing, ReportDocument document, ReportTable table, ReportLanguage language,
        ReportPoint point) => drawing.Chart.X is { } x
        ? language.Cell(table.Columns[table.Place(x)], point.X, null, document.Zone)
        : language.Column(document.Kind, table.Columns[table.Place((string)point.X!)]);
}
