using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace AdminPortal.Domain.Reports.Files.Pdf;

/// <summary>
/// Writes a PDF 1.7 (ISO 32000-1) page by page: a page that was added is in the stream and no longer in memory, so that a list of any length can be written. At the end come the
/// footers, which say how many pages there are, and the typefaces with the glyphs in use.
/// </summary>
internal sealed class PdfWriter(Stream output) : IDisposable
{
    private const int Catalogue = 1, Pages = 2, Resources = 3, RegularFont = 4, BoldFont = 5, About = 6;

    private readonly MemoryStream pending = new();

    private readonly List<long> places = [.. new long[About + 1]];

    private readonly List<(int Page, int Footer)> pages = [];

    private long written;

    /// <summary>The typeface of texts.</summary>
    public PdfTypeface Regular { get; } = PdfTypeface.Regular();

    /// <summary>The typeface of heads.</summary>
    public PdfTypeface Bold { get; } = PdfTypeface.Bold();

    /// <summary>How many pages there are so far.</summary>
    public int Count => pages.Count;

    /// <summary>Begins a page that is not in the file before it is added.</summary>
    public PdfPage Page(double width, double height) => new(width, height, Regular, Bold);

    /// <summary>Adds a page; its footer comes at the end.</summary>
    public async Task AddAsync(PdfPage page, CancellationToken cancellationToken)
    {
        if (written == 0)
        {
            Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        }

        var (content, footer, number) = (Reserve(), Reserve(), Reserve());
        Stream(content, "", Encoding.ASCII.GetBytes(page.Content + "/F Do\n"));
        Object(number, Text($"<</Type/Page/Parent {Pages} 0 R/MediaBox[0 0 {page.Width:0.##} {page.Height:0.##}]/Contents {content} 0 R/Resources<</Font<</R {RegularFont} 0 R/B {BoldFont} 0 R>>/XObject<</F {footer} 0 R>>>>>>"));
        pages.Add((number, footer));
        await FlushAsync(cancellationToken);
    }

    /// <summary>Writes the footers and what binds the pages together.</summary>
    /// <param name="title">Of the document.</param>
    /// <param name="author">Of the document.</param>
    /// <param name="language">Of its texts, such as <c>de</c>.</param>
    /// <param name="width">Of a page.</param>
    /// <param name="height">Of a page.</param>
    /// <param name="footer">Draws the footer of a page, numbered from 1.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task FinishAsync(string title, string author, string language, double width, double height, Action<PdfPage, int> footer, CancellationToken cancellationToken)
    {
        for (var at = 0; at < pages.Count; at++)
        {
            var page = Page(width, height);
            footer(page, at + 1);
            Stream(pages[at].Footer, Text($"/Type/XObject/Subtype/Form/BBox[0 0 {width:0.##} {height:0.##}]/Resources {Resources} 0 R"), Encoding.ASCII.GetBytes(page.Content));
            await FlushAsync(cancellationToken);
        }

        Object(Resources, Text($"<</Font<</R {RegularFont} 0 R/B {BoldFont} 0 R>>>>"));
        Font(RegularFont, Regular);
        Font(BoldFont, Bold);
        Object(Pages, Text($"<</Type/Pages/Count {pages.Count}/Kids[{string.Join(' ', pages.Select(page => Text($"{page.Page} 0 R")))}]>>"));
        Object(Catalogue, Text($"<</Type/Catalog/Pages {Pages} 0 R/Lang({language})/ViewerPreferences<</DisplayDocTitle true>>>>"));
        Object(About, $"<</Title{Unicode(title)}/Author{Unicode(author)}/Producer(AdminPortal)>>");
        var start = written;
        Write(Text($"xref\n0 {places.Count}\n0000000000 65535 f \n"));
        foreach (var place in places.Skip(1))
        {
            Write(Text($"{place:D10} 00000 n \n"));
        }

        Write(Text($"trailer\n<</Size {places.Count}/Root {Catalogue} 0 R/Info {About} 0 R>>\nstartxref\n{start}\n%%EOF\n"));
        await FlushAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => pending.Dispose();

    private void Font(int number, PdfTypeface face)
    {
        var (file, descriptor, inner, unicode) = (Reserve(), Reserve(), Reserve(), Reserve());
        var subset = face.Subset();
        var (capital, ascent, descent, box) = face.Measures;
        var name = $"PORTAL+{face.Name}";
        Stream(file, Text($"/Length1 {subset.Length}"), subset);
        Object(descriptor, Text($"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{string.Join(' ', box)}]/ItalicAngle 0/Ascent {ascent}/Descent {descent}/CapHeight {capital}/StemV 80/FontFile2 {file} 0 R>>"));
        var widths = string.Concat(face.Used.Keys.Select(glyph => Text($"{glyph}[{face.Width(glyph)}]")));
        Object(inner, Text($"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/DW 1000/W[{widths}]>>"));
        Stream(unicode, "", Encoding.ASCII.GetBytes(Characters(face)));
        Object(number, Text($"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{inner} 0 R]/ToUnicode {unicode} 0 R>>"));
    }

    /// <summary>Which glyph is which character, for searching and copying.</summary>
    private static string Characters(PdfTypeface face)
    {
        var text = new StringBuilder("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Portal def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        foreach (var part in face.Used.Chunk(100))
        {
            text.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (glyph, character) in part)
            {
                text.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{character:X4}>\n");
            }

            text.Append("endbfchar\n");
        }

        return text.Append("endcmap CMapName currentdict /CMap defineresource pop end end\n").ToString();
    }

    private int Reserve()
    {
        places.Add(0);
        return places.Count - 1;
    }

    private void Object(int number, string text)
    {
        places[number] = written;
        Write(Text($"{number} 0 obj\n{text}\nendobj\n"));
    }

    private void Stream(int number, string entries, byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(content);
        }

        places[number] = written;
        Write(Text($"{number} 0 obj\n<<{entries}/Filter/FlateDecode/Length {packed.Length}>>\nstream\n"));
        packed.WriteTo(pending);
        written += packed.Length;
        Write("\nendstream\nendobj\n");
    }

    private void Write(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        pending.Write(bytes);
        written += bytes.Length;
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(pending.GetBuffer().AsMemory(0, (int)pending.Length), cancellationToken);
        pending.SetLength(0);
    }

    private static string Unicode(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
