using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Files.Pdf;

/// <summary>
/// A table over as many pages as it needs: the heads are on each, figures stand to the right, sums below. The first rows tell how wide
/// the columns are, and how small the letters must be for most rows
/// to take one line: 3,000 people are a list that somebody carries to the door.
/// </summary>
internal sealed class PdfTable(PdfLayout layout, ReportDocument document, ReportTable table, ReportLanguage language)
{
    private const int Sample = 250;

    private const int MostLines = 3;

    private const double Usual = 8, Small = 5.75, Smallest = 5.5, Step = 0.25;

    private const double NarrowText = 6, WideText = 24;

    /// <summary>Out of a hundred texts in a column so many take one line; a few long ones must not make the others small.</summary>
    private const int InOneLine = 94;

    private readonly int[] shown = [.. Enumerable.Range(0, table.Columns.Count).Where(at => !table.Columns[at].IsKey)];

    private double[] widths = [];

    private IReadOnlyList<string>[] heads = [];

    private double size = Usual;

    private bool isOdd;

    private bool IsSmall => size < Usual;

    private double LineHeight => size * (IsSmall ? 1.18 : 1.3);

    private double Padding => IsSmall ? 2 : 4;

    /// <summary>Above and below a row's lines together.</summary>
    private double Air => IsSmall ? 2.6 : 5;

    /// <summary>Writes the rows under a title, which never stands alone at the end of a page.</summary>
    public async Task WriteAsync(Action<double> title, Action wrote, CancellationToken cancellationToken)
    {
        var totals = new ReportTotals(table.Columns);
        var first = new List<string[]>();
        var isBegun = false;
        await foreach (var row in table.Rows.WithCancellation(cancellationToken))
        {
            totals.Add(row);
            wrote();
            var cells = Shown(language.Cells(table, row, document.Zone));
            if (isBegun)
            {
                Row(cells);
                continue;
            }

            first.Add(cells);
            if (first.Count == Sample)
            {
                isBegun = true;
                Begin(title, first, []);
            }
        }

        List<string[]> sums = [.. (totals.Any ? totals.Rows() : []).Select(Sum)];
        if (!isBegun)
        {
            Begin(title, first, sums);
        }

        foreach (var sum in sums)
        {
            SumRow(sum);
        }

        layout.Y += 18;
    }

    private void Begin(Action<double> title, List<string[]> rows, List<string[]> sums)
    {
        Measure(rows, sums);
        title(HeadHeight() + (2 * (LineHeight + Air)));
        if (rows.Count == 0)
        {
            layout.Page.Text(PdfLayout.Left, layout.Y + 10, language["NoRows"], 9, PdfColour.Muted);
            layout.Y += 16;
            return;
        }

        Head();
        foreach (var row in rows)
        {
            Row(row);
        }
    }

    private void Measure(List<string[]> rows, List<string[]> sums)
    {
        var bold = PdfPage.Face(true);
        var names = shown.Select(at => language.Column(document.Kind, table.Columns[at])).ToList();
        double[] natural, least;
        for (size = Usual; ; size -= Step)
        {
            (natural, least) = Widths(names, rows, sums);
            if (size <= Small || natural.Sum() <= layout.Width)
            {
                break;
            }
        }

        if (natural.Sum() > layout.Width && least.Sum() <= layout.Width && rows.Count < Sample)
        {
            // A short table is better read in usual letters and two lines.
            size = Usual;
            (natural, least) = Widths(names, rows, sums);
        }

        var (wanted, needed) = (natural.Sum(), least.Sum());
        if (needed > layout.Width)
        {
            size = Math.Max(Smallest, size * layout.Width / needed);
            widths = [.. least.Select(width => width * layout.Width / needed)];
        }
        else if (wanted > layout.Width)
        {
            var share = (layout.Width - needed) / (wanted - needed);
            widths = [.. least.Select((width, at) => width + ((natural[at] - width) * share))];
        }
        else
        {
            var texts = Enumerable.Range(0, shown.Length).Where(IsText).ToList();
            var growing = texts.Count > 0 ? texts : [.. Enumerable.Range(0, shown.Length)];
            var more = (layout.Width - wanted) / growing.Sum(at => natural[at]);
            widths = [.. natural.Select((width, at) => growing.Contains(at) ? width * (1 + more) : width)];
        }

        heads = [.. names.Select((name, at) => bold.Lines(name, size, widths[at] - (2 * Padding), 2))];
    }

    /// <summary>How wide each column would be with most of its cells in one line, and how narrow it can be.</summary>
    private (double[] Natural, double[] Least) Widths(List<string> names, List<string[]> rows, List<string[]> sums)
    {
        var (regular, bold) = (PdfPage.Face(false), PdfPage.Face(true));
        var natural = new double[shown.Length];
        var least = new double[shown.Length];
        for (var at = 0; at < shown.Length; at++)
        {
            // A head may take two lines.
            var words = names[at].Split(' ').Max(word => bold.Width(word, size));
            var head = Math.Max(words, bold.Width(names[at], size) * 0.6);
            var all = rows.Select(row => regular.Width(row[at], size)).Order().ToList();
            var most = all.Count == 0 ? 0 : all[(all.Count - 1) * InOneLine / 100];
            var cells = Math.Max(all.Count == 0 ? 0 : all[^1], sums.Select(sum => bold.Width(sum[at], size)).DefaultIfEmpty(0).Max());
            var isText = table.Columns[shown[at]].Kind == CellKind.Text;
            natural[at] = Math.Max(head, isText ? Math.Min(most, WideText * size) : cells) + (2 * Padding);
            least[at] = table.Columns[shown[at]].Kind switch
            {
                CellKind.Text => Math.Min(natural[at], Math.Max(words + (2 * Padding), NarrowText * size)),
                // The time may stand below the day.
                CellKind.Time => Math.Max(words, rows.SelectMany(row => row[at].Split(' ')).Select(part => regular.Width(part, size))
                    .DefaultIfEmpty(0).Max()) + (2 * Padding),
                _ => Math.Max(words, cells) + (2 * Padding),
            };
        }

        return (natural, least);
    }

    private double HeadHeight() => (heads.Max(lines => lines.Count) * LineHeight) + 7;

    private void Head()
    {
        var height = HeadHeight();
        layout.Page.Rectangle(PdfLayout.Left, layout.Y, layout.Width, height, PdfColour.Surface);
        Cells(heads, PdfColour.Text, isBold: true, 3.5);
        layout.Y += height;
        isOdd = false;
    }

    private void Row(string[] cells)
    {
        var face = PdfPage.Face(false);
        var lines = cells.Select((cell, at) => face.Lines(cell, size, widths[at] - (2 * Padding), MostLines)).ToArray();
        var height = Fit(lines);
        if (isOdd)
        {
            layout.Page.Rectangle(PdfLayout.Left, layout.Y, layout.Width, height, PdfColour.Surface.Pale(0.5));
        }

        isOdd = !isOdd;
        Cells(lines, PdfColour.Text, isBold: false, Air / 2);
        layout.Y += height;
    }

    private string[] Sum(object?[] sum)
    {
        var currency = sum.Where((_, at) => table.Columns[at].Kind == CellKind.Currency).FirstOrDefault() as string;
        var cells =
            Shown([.. sum.Select((value, at) => value is null ? "" : language.Cell(table.Columns[at], value, currency, document.Zone))]);
        if (cells[0].Length == 0)
        {
            cells[0] = language["Sum"];
        }

        return cells;
    }

    /// <summary>A row of sums, in smaller letters where it is wider than the rows that told the widths: a figure is never cut.</summary>
    private void SumRow(string[] cells)
    {
        var face = PdfPage.Face(true);
        var (usual, scale) = (size, cells.Select((cell, at) => cell.Length == 0 ? 1 : (widths[at] - (2 * Padding)) / face.Width(cell, size))
            .Min());
        IReadOnlyList<string>[] lines = [.. cells.Select(cell => (IReadOnlyList<string>)[cell])];
        var height = Fit(lines);
        layout.Page.Line(0.8, PdfColour.Muted, (PdfLayout.Left, layout.Y), (layout.Right, layout.Y));
        size = usual * Math.Min(1, scale);
        Cells(lines, PdfColour.Text, isBold: true, (Air / 2) + usual - size);
        size = usual;
        layout.Y += height;
    }

    /// <summary>Goes on to the next page, with the heads, when the row is too high for this one.</summary>
    private double Fit(IReadOnlyList<string>[] lines)
    {
        var height = (lines.Max(cell => cell.Count) * LineHeight) + Air;
        if (height > layout.Room)
        {
            layout.Break();
            Head();
        }

        return height;
    }

    private void Cells(IReadOnlyList<string>[] cells, PdfColour colour, bool isBold, double above)
    {
        var x = PdfLayout.Left;
        for (var at = 0; at < cells.Length; at++)
        {
            var isRight = table.Columns[shown[at]].Kind is CellKind.Count or CellKind.Average or CellKind.Share or CellKind.Amount;
            for (var line = 0; line < cells[at].Count; line++)
            {
                var y = layout.Y + above + (line * LineHeight) + size;
                layout.Page.Text(isRight ? x + widths[at] - Padding : x + Padding, y, cells[at][line], size, colour, isBold,
                    isRight ? PdfAlign.Right : PdfAlign.Left);
            }

            x += widths[at];
        }
    }

    private bool IsText(int at) => table.Columns[shown[at]].Kind is CellKind.Text;

    private string[] Shown(string[] cells) => Array.ConvertAll(shown, at => cells[at]);
}
