using AdminPortal.Domain.Files.Pdf;

namespace AdminPortal.Domain.Badges;

/// <summary>Draws badges as PDF, paper after paper.</summary>
/// <param name="layout">How they look and lie.</param>
/// <param name="facts">What they share.</param>
/// <param name="title">Of the document.</param>
/// <param name="language">Of its texts, such as <c>de</c>.</param>
internal sealed class BadgePdf(BadgeLayout layout, BadgeFacts facts, string title, string language)
{
    private const double MarkLength = 4, MarkGap = 1, MarkThickness = 0.3;

    private const int Step = 50;

    private readonly IReadOnlyList<(double X, double Y)> places = layout.Places;

    /// <summary>Writes the badges in their order; of nobody the file has one empty paper.</summary>
    /// <param name="people">Whose badges.</param>
    /// <param name="output">Only written to.</param>
    /// <param name="progress">Is told the number of badges so far, now and then.</param>
    /// <param name="cancellationToken">Stops the work; the output is then of no use.</param>
    public async Task WriteAsync(IAsyncEnumerable<BadgePerson> people, Stream output, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        using var writer = new PdfWriter(title, facts.Organisation, language);
        var (page, done) = (Paper(writer), 0L);
        await foreach (var person in people.WithCancellation(cancellationToken))
        {
            var at = (int)(done % places.Count);
            page = at == 0 && done > 0 ? Paper(writer) : page;
            Draw(page, places[at], person);
            if (++done % Step == 0)
            {
                progress?.Report(done);
            }
        }

        await writer.SaveAsync(output, null, cancellationToken);
        progress?.Report(done);
    }

    private PdfPage Paper(PdfWriter writer)
    {
        var page = writer.Add(layout.PaperWidth * BadgeDrawing.Point, layout.PaperHeight * BadgeDrawing.Point);
        if (layout is { Stock: BadgeStock.Sheet, CropMarks: true })
        {
            CropMarks(page);
        }

        return page;
    }

    private void Draw(PdfPage page, (double X, double Y) place, BadgePerson person)
    {
        foreach (var mark in BadgeDrawing.Draw(layout, person, facts))
        {
            var (x, y) = ((place.X + mark.X) * BadgeDrawing.Point, (place.Y + mark.Y) * BadgeDrawing.Point);
            switch (mark)
            {
                case BadgeBox box:
                    page.Rectangle(x, y, box.Width * BadgeDrawing.Point, box.Height * BadgeDrawing.Point, box.Colour);
                    break;
                case BadgeText text:
                    page.Text(x, y, text.Text, text.Size, text.Colour, text.IsBold, text.Align);
                    break;
                case BadgeCodeMark code:
                    var side = code.Side * BadgeDrawing.Point;
                    page.Rectangle(x, y, side, side, PdfColour.White);
                    page.Squares(x, y, side / code.Modules.Count, code.Modules.Dark);
                    break;
            }
        }
    }

    /// <summary>At the edges of the sheet, where each badge begins and ends.</summary>
    private void CropMarks(PdfPage page)
    {
        var (left, top) = places[0];
        var (right, bottom) = (places[^1].X + layout.Width, places[^1].Y + layout.Height);
        foreach (var x in places.SelectMany(place => new[] { place.X, place.X + layout.Width }).Distinct())
        {
            Line(x, top - MarkGap, x, top - MarkGap - MarkLength);
            Line(x, bottom + MarkGap, x, bottom + MarkGap + MarkLength);
        }

        foreach (var y in places.SelectMany(place => new[] { place.Y, place.Y + layout.Height }).Distinct())
        {
            Line(left - MarkGap, y, left - MarkGap - MarkLength, y);
            Line(right + MarkGap, y, right + MarkGap + MarkLength, y);
        }

        void Line(double x1, double y1, double x2, double y2) => page.Line(MarkThickness, PdfColour.Muted,
            (x1 * BadgeDrawing.Point, y1 * BadgeDrawing.Point), (x2 * BadgeDrawing.Point, y2 * BadgeDrawing.Point));
    }
}
