using PdfSharp.Drawing;

namespace AdminPortal.Domain.Files.Pdf;

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

/// <summary>A page that is drawn on. Points, from the upper left corner.</summary>
internal sealed class PdfPage(XGraphics graphics)
{
    private readonly Dictionary<(bool IsBold, double Size), XFont> fonts = [];

    /// <summary>The typeface of texts or of heads.</summary>
    public static PdfTypeface Face(bool isBold) => isBold ? PdfTypeface.Bold : PdfTypeface.Regular;

    /// <summary>Writes a line of text; <paramref name="y"/> is its base line.</summary>
    public void Text(double x, double y, string text, double size, PdfColour colour, bool isBold = false, PdfAlign align = PdfAlign.Left)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (!fonts.TryGetValue((isBold, size), out var font))
        {
            fonts[(isBold, size)] = font = Face(isBold).Font(size);
        }

        x -= align switch
        {
            PdfAlign.Centre => Face(isBold).Width(text, size) / 2,
            PdfAlign.Right => Face(isBold).Width(text, size),
            _ => 0,
        };
        graphics.DrawString(text, font, colour.Brush(), x, y);
    }

    /// <summary>Fills a rectangle.</summary>
    public void Rectangle(double x, double y, double w, double h, PdfColour colour) => graphics.DrawRectangle(colour.Brush(), x, y, w, h);

    /// <summary>Fills black rectangles whose corners lie on a grid of that width, such as those of a QR code.</summary>
    public void Squares(double x, double y, double width, IReadOnlyList<(int X, int Y, int Width, int Height)> squares)
    {
        var before = graphics.Save();
        graphics.TranslateTransform(x, y);
        graphics.ScaleTransform(width);
        graphics.DrawRectangles(XBrushes.Black, [.. squares.Select(s => new XRect(s.X, s.Y, s.Width, s.Height))]);
        graphics.Restore(before);
    }

    /// <summary>Draws lines from point to point.</summary>
    public void Line(double thickness, PdfColour colour, params ReadOnlySpan<(double X, double Y)> points)
    {
        var pen = new XPen(colour.Ink(), thickness) { LineCap = XLineCap.Round, LineJoin = XLineJoin.Round };
        graphics.DrawLines(pen, Points(points));
    }

    /// <summary>Fills what lies between the points.</summary>
    public void Area(PdfColour colour, params ReadOnlySpan<(double X, double Y)> points) =>
        graphics.DrawPolygon(colour.Brush(), Points(points), XFillMode.Winding);

    /// <summary>Draws a picture as large as fits, its upper right corner at the point. Its height.</summary>
    public double Picture(byte[] picture, double right, double y, double w, double h)
    {
        using var stream = new MemoryStream(picture);
        using var image = XImage.FromStream(stream);
        var scale = Math.Min(w / image.PixelWidth, h / image.PixelHeight);
        var (width, height) = (image.PixelWidth * scale, image.PixelHeight * scale);
        graphics.DrawImage(image, right - width, y, width, height);
        return height;
    }

    /// <summary>Writes a word across the page, as large as fits and so pale that what it lies over can be read.</summary>
    public void Across(double width, double height, string word)
    {
        var room = Math.Sqrt((width * width) + (height * height)) * 0.7;
        var size = Math.Min(150, room / Face(true).Width(word, 1));
        var before = graphics.Save();
        graphics.TranslateTransform(width / 2, height / 2);
        graphics.RotateTransform(-Math.Atan2(height, width) * 180 / Math.PI);
        var brush = new XSolidBrush(XColor.FromArgb(30, PdfColour.Muted.Ink()));
        graphics.DrawString(word, Face(true).Font(size), brush, -Face(true).Width(word, size) / 2, size * 0.35);
        graphics.Restore(before);
    }

    private static XPoint[] Points(ReadOnlySpan<(double X, double Y)> points)
    {
        var made = new XPoint[points.Length];
        for (var at = 0; at < points.Length; at++)
        {
            made[at] = new XPoint(points[at].X, points[at].Y);
        }

        return made;
    }
}
