using AdminPortal.Domain.Files.Pdf;
using AdminPortal.Domain.Reports;


namespace AdminPortal.Domain.Files;

/// <summary>
/// A document to read and print: title, whose figures they are and what they were narrowed to, figures, charts and tables as people read
/// them. Every page says which of how many it is.
/// </summary>
public sealed class PdfFile : ReportFile
{
    private const int Step = 1000;

    private const int MostUpright = 6;

    /// <inheritdoc />
    public override string Extension => "pdf";

    /// <inheritdoc />
    public override string ContentType => "application/pdf";

    /// <inheritdoc />
    public override async Task WriteAsync(ReportDocument document, ReportLanguage language, Stream output, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(language);
        var title = language.Kind(document.Kind);
        using var writer = new PdfWriter(title, document.TenantName, language.Culture.TwoLetterISOLanguageName);
        var isWide = document.Tables.Any(table => !table.IsFigures && table.Columns.Count(column => !column.IsKey) > MostUpright);
        var layout = new PdfLayout(writer, isWide);
        var rows = 0L;
        Head(layout, document, language);
        foreach (var table in document.Tables)
        {
            await SectionAsync(layout, document, table, language, () => { if (++rows % Step == 0) { progress?.Report(rows); } },
                cancellationToken);
        }

        await writer.SaveAsync(output, Foot, cancellationToken);
        progress?.Report(rows);

        void Foot(PdfPage page, int number)
        {
            var y = layout.PageHeight - 26;
            page.Line(0.5, PdfColour.Line, (PdfLayout.Left, y - 12), (layout.Right, y - 12));
            var count = string.Create(language.Culture, $"{number} / {writer.Count}");
            page.Text(layout.Right, y, count, 8, PdfColour.Muted, align: PdfAlign.Right);
            page.Text(PdfLayout.Left, y, PdfPage.Face(false).Cut($"{document.TenantName} · {title}", 8, layout.Width - 80), 8,
                PdfColour.Muted);
        }
    }

    private static void Head(PdfLayout layout, ReportDocument document, ReportLanguage language)
    {
        var page = layout.Page;
        page.Text(PdfLayout.Left, layout.Y + 16, PdfPage.Face(true).Cut(language.Kind(document.Kind), 20, layout.Width), 20, PdfColour.Text,
            isBold: true);
        layout.Y += 36;
        var lines = ReportHead.Lines(document, language);
        var names = lines.Max(line => PdfPage.Face(false).Width(line.Name, 9)) + 14;
        foreach (var (name, value) in lines)
        {
            page.Text(PdfLayout.Left, layout.Y, name, 9, PdfColour.Muted);
            foreach (var text in PdfPage.Face(false).Lines(value, 9, layout.Width - names, 3))
            {
                page.Text(PdfLayout.Left + names, layout.Y, text, 9, PdfColour.Text);
                layout.Y += 13.5;
            }
        }

        layout.Y += 14;
    }

    private static async Task SectionAsync(PdfLayout layout, ReportDocument document, ReportTable table, ReportLanguage language,
        Action wrote, CancellationToken cancellationToken)
    {
        var hasTitle = document.Tables.Count > 1;
        var pictures = table.Known is { } known ? table.Charts.SelectMany(chart => chart.Draw(table, known)).Where(PdfChart.HasSomething)
            .Select(drawing => new PdfChart(drawing, document, table, language)).ToList() : [];
        if (table.IsFigures)
        {
            await foreach (var row in table.Rows.WithCancellation(cancellationToken))
            {
                wrote();
                var tiles = new PdfTiles(layout, table.Columns.Select(column => language.Column(document.Kind, column)),
                    language.Cells(table, row, document.Zone));
                Title(PdfTiles.Height);
                tiles.Draw();
            }

            PdfChart.Draw(layout, pictures);
            return;
        }

        if (pictures.Count > 0)
        {
            Title(pictures[0].Height);
            PdfChart.Draw(layout, pictures);
            hasTitle = false;
        }

        await new PdfTable(layout, document, table, language).WriteAsync(Title, wrote, cancellationToken);

        void Title(double below)
        {
            layout.Need(below + (hasTitle ? 26 : 0));
            if (hasTitle)
            {
                layout.Page.Text(PdfLayout.Left, layout.Y + 12, language.Table(document.Kind, table.Path), 13, PdfColour.Text,
                    isBold: true);
                layout.Y += 24;
            }
        }
    }
}
