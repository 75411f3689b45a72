using System.Globalization;
using System.Text;

namespace AdminPortal.Domain.Reports.Files.Pdf;

/// <summary>How a text stands to its place.</summary>
internal enum PdfAlign
{
    /// <summary>It begins there.</summary>
    Left,

    /// <summary>It lies on both sides.</summary>
    Centre,

    /// <summary>It ends there.</summary>
    Right,
}

/// <summary>What is drawn on a page. Points, from the upper left corner.</summary>
/// <param name="width">Of the page.</param>
/// <param name="height">Of the page.</param>
/// <param name="regular">The typeface of texts.</param>
/// <param name="bold">The typeface of heads.</param>
internal sealed class PdfPage(double width, double height, PdfTypeface regular, PdfTypeface bold)
{
    private readonly StringBuilder content = new();

    /// <summary>Of the page.</summary>
    public double Width { get; } = width;

    /// <summary>Of the page.</summary>
    public double Height { get; } = height;

    /// <summary>The drawing so far, in the language of PDF.</summary>
    public string Content => content.ToString();

    /// <summary>The typeface of texts or of heads.</summary>
    public PdfTypeface Face(bool isBold) => isBold ? bold : regular;

    /// <summary>Writes a line of text; <paramref name="y"/> is its base line.</summary>
    public void Text(double x, double y, string text, double size, PdfColour colour, bool isBold = false, PdfAlign align = PdfAlign.Left)
    {
        if (text.Length == 0)
        {
            return;
        }

        var face = Face(isBold);
        x -= align switch { PdfAlign.Centre => face.Width(text, size) / 2, PdfAlign.Right => face.Width(text, size), _ => 0 };
        Fill(colour);
        content.Append(CultureInfo.InvariantCulture, $"BT /{(isBold ? "B" : "R")} {size:0.##} Tf {x:0.##} {Height - y:0.##} Td <");
        face.Encode(text, content);
        content.Append("> Tj ET\n");
    }

    /// <summary>Fills a rectangle.</summary>
    public void Rectangle(double x, double y, double w, double h, PdfColour colour)
    {
        Fill(colour);
        content.Append(CultureInfo.InvariantCulture, $"{x:0.##} {Height - y - h:0.##} {w:0.##} {h:0.##} re f\n");
    }

    /// <summary>Draws lines from point to point.</summary>
    public void Line(double thickness, PdfColour colour, params ReadOnlySpan<(double X, double Y)> points)
    {
        content.Append(CultureInfo.InvariantCulture, $"{colour.Red:0.###} {colour.Green:0.###} {colour.Blue:0.###} RG {thickness:0.##} w 1 j 1 J\n");
        Along(points);
        content.Append("S\n");
    }

    /// <summary>Fills what lies between the points.</summary>
    public void Area(PdfColour colour, params ReadOnlySpan<(double X, double Y)> points)
    {
        Fill(colour);
        Along(points);
        content.Append("f\n");
    }

    private void Along(ReadOnlySpan<(double X, double Y)> points)
    {
        for (var at = 0; at < points.Length; at++)
        {
            content.Append(CultureInfo.InvariantCulture, $"{points[at].X:0.##} {Height - points[at].Y:0.##} {(at == 0 ? 'm' : 'l')}\n");
        }
    }

    private void Fill(PdfColour colour) => content.Append(CultureInfo.InvariantCulture, $"{colour.Red:0.###} {colour.Green:0.###} {colour.Blue:0.###} rg ");
}
