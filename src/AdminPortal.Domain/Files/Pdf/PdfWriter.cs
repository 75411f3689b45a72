using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace AdminPortal.Domain.Files.Pdf;

/// <summary>
/// A PDF document that grows page by page. A page is compressed as soon as it is full: of a list of 100,000 rows only that stays in memory
/// until the document is saved.
/// </summary>
internal sealed class PdfWriter : IDisposable
{
    private readonly PdfDocument document = new();

    private XGraphics? graphics;

    /// <param name="title">Of the document.</param>
    /// <param name="author">Of the document.</param>
    /// <param name="language">Of its texts, such as <c>de</c>.</param>
    public PdfWriter(string title, string author, string language)
    {
        document.Options.CompressContentStreams = true;
        document.Info.Title = title;
        document.Info.Author = author;
        document.Info.Creator = "AdminPortal";
        document.Language = language;
        document.ViewerPreferences.DisplayDocTitle = true;
    }

    /// <summary>How many pages there are so far.</summary>
    public int Count => document.PageCount;

    /// <summary>Adds a page; the one before is full.</summary>
    public PdfPage Add(double width, double height)
    {
        Close();
        var page = document.AddPage();
        (page.Width, page.Height) = (XUnit.FromPoint(width), XUnit.FromPoint(height));
        graphics = XGraphics.FromPdfPage(page);
        return new PdfPage(graphics);
    }

    /// <summary>Draws the footer of each page, numbered from 1, where there is one, and writes the document.</summary>
    public async Task SaveAsync(Stream output, Action<PdfPage, int>? footer, CancellationToken cancellationToken)
    {
        Close();
        for (var at = 0; footer is not null && at < document.PageCount; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            graphics = XGraphics.FromPdfPage(document.Pages[at], XGraphicsPdfPageOptions.Append);
            footer(new PdfPage(graphics), at + 1);
            Close();
        }

        await document.SaveAsync(output, closeStream: false);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        graphics?.Dispose();
        document.Dispose();
    }

    private void Close()
    {
        if (graphics is null)
        {
            return;
        }

        var page = graphics.PdfPage;
        graphics.Dispose();
        graphics = null;
        foreach (var content in page?.Contents.Elements ?? Enumerable.Empty<PdfItem>())
        {
            ((content as PdfSharp.Pdf.Advanced.PdfReference)?.Value as PdfDictionary)?.Stream?.Zip();
        }
    }
}
