
namespace AdminPortal.Domain.Files.Pdf;

/// <summary>Where the next thing goes: from page to page, from top to bottom. Pages are A4.</summary>
/// <param name="writer">The document.</param>
/// <param name="isLandscape">For wide tables.</param>
internal sealed class PdfLayout(PdfWriter writer, bool isLandscape)
{
    private const double Short = 595.28, Long = 841.89;

    /// <summary>The left end of what is written.</summary>
    public const double Left = 32;

    private const double Top = 34, Under = 42;

    private PdfPage? page;

    /// <summary>Of a page.</summary>
    public double PageWidth { get; } = isLandscape ? Long : Short;

    /// <summary>Of a page.</summary>
    public double PageHeight { get; } = isLandscape ? Short : Long;

    /// <summary>The right end of what is written.</summary>
    public double Right => PageWidth - Left;

    /// <summary>Of what is written.</summary>
    public double Width => Right - Left;

    /// <summary>The upper end of what comes next.</summary>
    public double Y { get; set; } = Top;

    /// <summary>How much of the page is left.</summary>
    public double Room => PageHeight - Under - Y;

    /// <summary>The page that is written on.</summary>
    public PdfPage Page => page ??= writer.Add(PageWidth, PageHeight);

    /// <summary>Goes on to the next page.</summary>
    public void Break() => (page, Y) = (null, Top);

    /// <summary>
    /// Goes on to the next page unless there is so much room on this one; what is higher than a page begins on a new one.
    /// </summary>
    public void Need(double height)
    {
        if (height > Room && Y > Top)
        {
            Break();
        }
    }
}
