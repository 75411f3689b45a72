using PdfSharp.Drawing;
using PdfSharp.Fonts;

namespace AdminPortal.Domain.Files.Pdf;

/// <summary>The typeface of PDF files: measures texts and breaks them into lines. Sizes are points.</summary>
internal sealed class PdfTypeface
{
    private const string Family = "Inter";

    /// <summary>Characters are measured once at this size; widths grow with the size.</summary>
    private const double Measured = 1000;

    private readonly XFontStyleEx style;

    private readonly double[] widths = new double[0x10000];

    private readonly XGraphics measure =
        XGraphics.CreateMeasureContext(new XSize(Measured, Measured), XGraphicsUnit.Point, XPageDirection.Downwards);

    private readonly XFont large;

    static PdfTypeface()
    {
        GlobalFontSettings.FontResolver = new Resolver();
        Regular = new PdfTypeface(XFontStyleEx.Regular);
        Bold = new PdfTypeface(XFontStyleEx.Bold);
    }

    private PdfTypeface(XFontStyleEx style)
    {
        this.style = style;
        large = Font(Measured);
    }

    /// <summary>Of texts.</summary>
    public static PdfTypeface Regular { get; }

    /// <summary>Of heads.</summary>
    public static PdfTypeface Bold { get; }

    /// <summary>A text that can be drawn: without control characters and halves of pairs.</summary>
    public static string Plain(string text)
    {
        var plain = text.ToCharArray();
        for (var at = 0; at < plain.Length; at++)
        {
            var isPair = char.IsHighSurrogate(plain[at]) && at + 1 < plain.Length && char.IsLowSurrogate(plain[at + 1]);
            if (isPair)
            {
                at++;
            }
            else if (char.IsControl(plain[at]) || char.IsSurrogate(plain[at]))
            {
                plain[at] = char.IsControl(plain[at]) ? ' ' : '\uFFFD';
            }
        }

        return new string(plain);
    }

    /// <summary>The typeface in a size.</summary>
    public XFont Font(double size) => new(Family, size, style);

    /// <summary>How wide a text is.</summary>
    public double Width(string text, double size)
    {
        var sum = 0.0;
        foreach (var c in text)
        {
            sum += Width(c);
        }

        return sum * size / Measured;
    }

    /// <summary>The text, cut with an ellipsis where it is wider than that.</summary>
    public string Cut(string text, double size, double width)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        var room = (width - Width("…", size)) * Measured / size;
        var at = 0;
        for (; at < text.Length; at++)
        {
            room -= Width(text[at]);
            if (room < 0)
            {
                break;
            }
        }

        at -= at > 0 && char.IsHighSurrogate(text[at - 1]) ? 1 : 0;
        return text[..at].TrimEnd() + "…";
    }

    /// <summary>The text in lines no wider than that; what does not fit into so many is cut with an ellipsis.</summary>
    public IReadOnlyList<string> Lines(string text, double size, double width, int most)
    {
        if (Width(text, size) <= width && !text.Contains('\n', StringComparison.Ordinal))
        {
            return [text];
        }

        var lines = new List<string>();
        var line = "";
        foreach (var (piece, isWord) in Pieces(text, size, width))
        {
            var longer = line.Length == 0 || !isWord ? line + piece : $"{line} {piece}";
            if (line.Length == 0 || Width(longer, size) <= width)
            {
                line = longer;
            }
            else if (lines.Count + 1 == most)
            {
                line = Cut(longer, size, width);
                break;
            }
            else
            {
                lines.Add(line);
                line = piece;
            }
        }

        return [.. lines, line];
    }

    /// <summary>
    /// The words of a text, and of words that are wider than a line the pieces that fit: they end after a sign where there is one.
    /// </summary>
    private IEnumerable<(string Piece, bool IsWord)> Pieces(string text, double size, double width)
    {
        foreach (var word in text.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var from = 0;
            for (var (at, used) = (0, 0.0); at < word.Length; at++)
            {
                used += Width(word[at]) * size / Measured;
                if (used > width && at > from && !char.IsLowSurrogate(word[at]))
                {
                    var sign = word.LastIndexOfAny(['-', '@', '.', '/', '_'], at - 1, at - from);
                    var end = sign > from ? sign + 1 : at;
                    yield return (word[from..end], from == 0);
                    (from, used) = (end, Width(word[end..(at + 1)], size));
                }
            }

            yield return (word[from..], from == 0);
        }
    }

    /// <summary>Of one character at the size of measuring; of a pair of surrogates the first one has the width.</summary>
    private double Width(char c)
    {
        if (char.IsLowSurrogate(c))
        {
            return 0;
        }

        var width = widths[c];
        if (width == 0 && c != '\0')
        {
            lock (measure)
            {
                var text = char.IsHighSurrogate(c) ? $"{c}\uDC00" : c.ToString();
                widths[c] = width = measure.MeasureString(text, large).Width;
            }
        }

        return width;
    }

    /// <summary>Finds the typeface in the program, so that files look alike on machines without fonts.</summary>
    private sealed class Resolver : IFontResolver
    {
        public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? "Bold.ttf" : "Regular.ttf");

        public byte[]? GetFont(string faceName)
        {
            using var stream = typeof(PdfTypeface).Assembly.GetManifestResourceStream(faceName)
                ?? throw new InvalidOperationException($"The typeface {faceName} is not in the program.");
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
    }
}
