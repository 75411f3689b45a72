using System.Text;
using static AdminPortal.Tests.Support.RawWorkbook;

namespace AdminPortal.Tests.Support;

/// <summary>A file that was made to do harm, or went wrong on its way. Most are small and ask for much.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Code">Code of the refusal; null where it is read.</param>
/// <param name="Write">Writes it.</param>
/// <param name="Cells">What is read, rows apart by a line break and cells by a bar; null where it is too much to say.</param>
internal sealed record HostileFile(string Name, string? Code, Action<Stream> Write, string? Cells = null)
{
    private const string Header = """<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>""";
    private const string Xml = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>""";

    /// <summary>
    /// All of them, those that unpack to hundreds of megabytes at a tenth of their size: enough to be refused for the same reason.
    /// </summary>
    public static IReadOnlyList<HostileFile> Small { get; } = All(3_000_000);

    /// <summary>All of them.</summary>
    /// <param name="pieces">How often ten bytes are repeated in files that unpack to much.</param>
    public static IReadOnlyList<HostileFile> All(int pieces) =>
        [.. Formats(), .. Bombs(pieces), .. Shapes(), .. Packages(), .. Texts(), .. Encodings()];

    /// <summary>Those that only their whole size makes hostile.</summary>
    public static IEnumerable<HostileFile> Large()
    {
        yield return Book("90 million elements", "file_too_complex", new RawWorkbook(Repeat(Header, "<a/>", 90_000_000, "")));
        yield return Book("500 MB of sheet", "file_too_large",
            new RawWorkbook(Repeat(Header, $"<x>{new string('a', 2_000)}</x>", 250_000, "")));
        yield return Book("20 million cells", "file_too_complex",
            new RawWorkbook(Repeat(Header, $"<row>{string.Concat(Enumerable.Repeat("<c t=\"n\"><v>12.5</v></c>", 100))}</row>",
                200_000, "")));
        yield return Book("parts of 2 GB that nobody opens", null, new RawWorkbook(Header)
            .With("xl/media/image1.png", Repeat("", new string('a', 65_536), 32_768, "")), "");
    }

    /// <inheritdoc />
    public override string ToString() => Name;

    /// <summary>Formats that ask for much although they say nothing.</summary>
    private static IEnumerable<HostileFile> Formats()
    {
        yield return Book("number format of a million digits", "file_too_complex", Numbers(800)
            .Styles([new string('0', 1_000_000)], [164]));
        yield return Book("300,000 brackets in a format", "file_too_complex", Numbers(1).Styles([new string('[', 300_000)], [164]));
        yield return Book("60,000 formats of 255 brackets", null, Numbers(1)
            .Styles(Enumerable.Repeat(new string('[', 255), 60_000), Enumerable.Range(164, 60_000)));
        yield return Book("6 million cell formats", "file_too_complex", Numbers(1)
            .With("xl/styles.xml", Repeat("<styleSheet><cellXfs>", "<xf/>", 6_000_000, "</cellXfs></styleSheet>")));
        yield return Book("a million number formats", "file_too_complex", Numbers(1).With("xl/styles.xml", stream =>
        {
            stream.Write("<styleSheet><numFmts>"u8);
            for (var i = 0; i < 1_000_000; i++)
            {
                stream.Write(Encoding.UTF8.GetBytes($"<numFmt numFmtId=\"{i}\" formatCode=\"0\"/>"));
            }

            stream.Write("</numFmts></styleSheet>"u8);
        }));
    }

    /// <summary>Much in little.</summary>
    private static IEnumerable<HostileFile> Bombs(int pieces)
    {
        yield return Book("shared text of hundreds of megabytes", "file_too_complex", new RawWorkbook(Header)
            .With("xl/sharedStrings.xml", Repeat("<sst><si><t>", "aaaaaaaaaa", pieces, "</t></si></sst>")));
        yield return Book("six million shared texts", "file_too_complex", new RawWorkbook(Header)
            .With("xl/sharedStrings.xml", Repeat("<sst>", "<si><t>a</t></si>", 6_000_000, "</sst>")));
        yield return Book("60 MB in shared texts of 32,000 characters", "file_too_complex", new RawWorkbook(Header)
            .With("xl/sharedStrings.xml", Repeat("<sst>", $"<si><t>{new string('a', 32_000)}</t></si>", 2_000, "</sst>")));
        yield return Book("one long shared text in every cell", "file_too_complex",
            new RawWorkbook(Repeat(Header, """<row><c t="s"><v>0</v></c></row>""", 190_000, ""))
                .With("xl/sharedStrings.xml", $"<sst><si><t>{new string('a', 32_767)}</t></si></sst>"));
        yield return Book("a text of a million runs", "file_too_complex", new RawWorkbook(Header)
            .With("xl/sharedStrings.xml", Repeat("<sst><si>", "<r><t>abcdefghij</t></r>", 1_000_000, "</si></sst>")));
        yield return Book("cell of hundreds of megabytes", "file_too_complex",
            new RawWorkbook(Repeat(Header + """<row r="2"><c r="A2" t="inlineStr"><is><t>""", "aaaaaaaaaa", pieces,
                "</t></is></c></row>")));
        yield return Book("attribute of hundreds of megabytes", "file_too_complex",
            new RawWorkbook(Repeat(Header + "<row a=\"", "aaaaaaaaaa", pieces, "\"/>")));
        yield return Book("name of hundreds of megabytes", "file_too_complex",
            new RawWorkbook(Repeat(Header + "<", "aaaaaaaaaa", pieces, "/>")));
        yield return Book("comment of hundreds of megabytes", "file_too_complex",
            new RawWorkbook(Repeat(Header + "<!--", "aaaaaaaaaa", pieces, "-->")));
        yield return Book("instruction of hundreds of megabytes", "file_too_complex",
            new RawWorkbook(Repeat(Header + "<?a ", "aaaaaaaaaa", pieces, "?>")));
        yield return Book("blanks of hundreds of megabytes between rows", "file_too_complex",
            new RawWorkbook(Repeat(Header, "          ", pieces, "")));
        yield return Book("millions of elements inside each other", "file_too_complex", new RawWorkbook(Repeat(Header, "<a>", pieces, "")));
        yield return Book("a million attributes", "file_too_complex",
            new RawWorkbook(Numbered(Header + "<row", i => $" a{i}=''", 1_000_000, "/>")));
        yield return Book("a million names", "file_too_complex", new RawWorkbook(Numbered(Header, i => $"<a{i}/>", 1_000_000, "")));
        yield return Book("100 MB of rows that are empty", "too_many_rows", new RawWorkbook(Repeat(Header, "<row/>", 16_000_000, "")));
        yield return Book("a million sheets", "file_too_complex", new RawWorkbook(Header)
            .With("xl/workbook.xml", Repeat("<workbook xmlns:r=\"r\"><sheets>", """<sheet r:id="rId1"/>""", 1_000_000,
                "</sheets></workbook>")));
        yield return new HostileFile("an archive of 100,000 entries", "file_too_complex", stream =>
        {
            var book = new RawWorkbook(Header);
            for (var i = 0; i < 100_000; i++)
            {
                book.With($"{i}", "");
            }

            book.Write(stream);
        });
    }

    /// <summary>Rows and cells where they should not be.</summary>
    private static IEnumerable<HostileFile> Shapes()
    {
        yield return Book("a cell in the last column", "file_too_wide",
            new RawWorkbook(Header + $"""<row r="1048576">{Text("XFD1048576", "x")}</row>"""));
        yield return Book("an empty cell in the last column of the last row", null,
            new RawWorkbook(Header + """<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row>"""), "1");
        yield return Book("a row past the last one", "too_many_rows", new RawWorkbook(Header + """<row r="2147483647"/>"""));
        yield return Book("rows that are not in order", "file_damaged_row", new RawWorkbook(Header + """<row r="5"/><row r="4"/>"""));
        yield return Book("a cell that occurs twice", "file_damaged_row",
            new RawWorkbook(Header + $"""<row r="2">{Text("A2", "a")}{Text("A2", "b")}</row>"""));
        yield return Book("cells that are not in order", null,
            new RawWorkbook($"""<row r="1">{Text("B1", "b")}{Text("A1", "a")}</row><row r="2">{Text("B2", "2")}{Text("A2", "1")}</row>"""),
                "1|2");
        yield return Book("a cell without a column", "file_damaged_row",
            new RawWorkbook(Header + """<row r="2"><c r="7"><v>1</v></c></row>"""));
        yield return Book("a cell past the last column", "file_damaged_row",
            new RawWorkbook(Header + """<row r="2"><c r="ZZZZ2"><v>1</v></c></row>"""));
        yield return Book("a shared text that is not there", "file_damaged_row",
            new RawWorkbook(Header + """<row r="2"><c r="A2" t="s"><v>7</v></c></row>"""));
        yield return Book("a cell longer than a spreadsheet takes", "file_long_cell",
            new RawWorkbook(Header + $"""<row r="2">{Text("A2", new string('a', 40_000))}</row>"""));
        yield return Book("rows of controls after the cells", null,
            new RawWorkbook()
                .Sheet(Repeat(
                    $"""{Xml}{Header}<row r="2"><c r="A2"><v>1</v></c></row></sheetData><controls><row r="9"><c r="A9"><v>9</v></c></row></controls></worksheet>""", "", 0, "")), "1");
        yield return Book("markup that ends in the middle", "file_damaged_row", new RawWorkbook()
            .Sheet(Repeat($"{Xml}{Header}<row r=\"2\"><c", "", 0, "")));
        yield return Book("no markup at all", "file_damaged", new RawWorkbook().Sheet(Repeat("", "", 0, "")));
        yield return Book("a document type with entities", "file_damaged",
            new RawWorkbook()
                .Sheet(Repeat("<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]>" + Xml + Header + "</sheetData></worksheet>",
                    "", 0, "")));
        yield return Book("an entity from another machine", "file_damaged",
            new RawWorkbook()
                .Sheet(Repeat("<!DOCTYPE a [<!ENTITY b SYSTEM \"http://127.0.0.1:9/\">]>" + Xml + Header + "</sheetData></worksheet>",
                    "", 0, "")));
    }

    /// <summary>Archives that are no workbook, or only half of one.</summary>
    private static IEnumerable<HostileFile> Packages()
    {
        var good = new RawWorkbook(string.Concat(Enumerable.Range(1, 300)
            .Select(i => $"""<row r="{i}">{Text($"A{i}", $"name {i * 7919 % 1000}")}</row>"""))).Bytes();
        foreach (var share in new[] { 4, 30, 60, 99 })
        {
            yield return new HostileFile($"a workbook cut off after {share} %", "file_damaged", stream =>
                stream.Write(good, 0, good.Length * share / 100));
        }

        yield return new HostileFile("a workbook with a byte that flipped", "file_damaged_row", stream =>
        {
            var broken = new RawWorkbook(Repeat(Header, """<row><c><v>12345</v></c></row>""", 5_000, ""))
                .Stored("xl/worksheets/sheet1.xml").Bytes();
            broken[broken.AsSpan().LastIndexOf("12345</v>"u8)]++;
            stream.Write(broken);
        });
        yield return Book("relationships in a circle", "file_no_table", new RawWorkbook(Header)
            .With("xl/_rels/workbook.xml.rels",
                Relationships(("worksheet", "rId1", "workbook.xml"), ("officeDocument", "rId2", "../_rels/.rels"))));
        yield return Book("a sheet on another machine", "file_no_sheet", new RawWorkbook(Header)
            .With("xl/_rels/workbook.xml.rels", Relationships(("worksheet", "rId1", "http://127.0.0.1:9/\" TargetMode=\"External"))));
        yield return Book("a sheet outside the archive", "file_damaged", new RawWorkbook(Header)
            .With("xl/_rels/workbook.xml.rels", Relationships(("worksheet", "rId1", "../../../etc/passwd"))));
        yield return Book("no relationships", "file_no_workbook", new RawWorkbook(Header).Without("_rels/.rels"));
        yield return Book("only hidden sheets", "file_no_sheet", new RawWorkbook(Header)
            .Book("""<sheet name="a" sheetId="1" state="veryHidden" r:id="rId1"/>"""));
        yield return Book("a text document", "file_no_workbook", new RawWorkbook(Header)
            .With("_rels/.rels", Relationships(("officeDocument", "rId1", "word/document.xml")))
                .With("word/document.xml", "<document><body/></document>"));
        yield return Book("a binary workbook", "file_no_workbook", new RawWorkbook(Header)
            .With("_rels/.rels", Relationships(("officeDocument", "rId1", "xl/workbook.bin"))));
        yield return Plain("an empty archive", "file_no_workbook", [0x50, 0x4B, 0x05, 0x06, .. new byte[18]]);
        yield return Plain("an old or encrypted workbook", "file_old_excel", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        yield return new HostileFile("an archive with a password", "file_old_excel", stream =>
        {
            var locked = good.ToArray();
            for (var at = locked.AsSpan().IndexOf("PK\u0001\u0002"u8); at >= 0;)
            {
                locked[at + 8] |= 1;
                var next = locked.AsSpan(at + 4).IndexOf("PK\u0001\u0002"u8);
                at = next < 0 ? -1 : at + 4 + next;
            }

            stream.Write(locked);
        });
    }

    /// <summary>Text files that are no tables of people.</summary>
    private static IEnumerable<HostileFile> Texts()
    {
        yield return new HostileFile("50 MB in quotes that never end", "file_long_cell",
            Repeat("name,note\na,\"", "abcdefghi\n", 5_000_000, ""));
        yield return new HostileFile("a line of 50 MB", "file_long_cell", Repeat("", "abcdefghij", 5_000_000, ""));
        yield return new HostileFile("a line of 50 million columns", "file_long_cell", Repeat("", ",", 50_000_000, ""));
        yield return new HostileFile("rows of a million columns that hold nothing", null,
            Repeat("name\n", new string(',', 1_000_000) + "\n", 50, "x\n"), "x");
        yield return new HostileFile("rows of half a million columns", "file_too_wide",
            Repeat("name\n", "1" + string.Concat(Enumerable.Repeat(",1", 400_000)) + "\n", 50, ""));
        yield return new HostileFile("50 million empty lines", "too_many_rows", Repeat("name\n", "\n", 50_000_000, ""));
        yield return new HostileFile("50 million empty lines before the header", "too_many_rows",
            Repeat("", "\n", 50_000_000, "name\nx\n"));
        yield return new HostileFile("50 MB of quotes", null, Repeat("name\n", "\"\"\n", 1_000_000, "x\n"), "x");
        yield return new HostileFile("500 columns of one long name", null,
            Repeat("", "0123456789" + new string('x', 1_900) + ",", 500, "\n1\n"), "1");
        yield return new HostileFile("501 columns", "file_too_wide", Repeat("", "a,", 501, "\n"));
        yield return Plain("nothing", "file_empty", []);
        yield return Plain("blank lines", "file_no_table", " \r\n,,\r\n"u8);
        yield return Plain("a header and no row", null, "name;city\n"u8, "");
        yield return Plain("a web page", "file_not_a_table", "\r\n<HTML><table><tr><td>name</td></tr></table></html>"u8);
        yield return Plain("a sheet of 2003", "file_not_a_table", "<?xml version=\"1.0\"?><Workbook/>"u8);
        yield return Plain("a picture", "file_not_a_table", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1]);
        yield return Plain("a header of control characters", "file_not_text", "a\u0001b\u0002\n1\n"u8);
    }

    /// <summary>Text files in every encoding, whole and damaged.</summary>
    private static IEnumerable<HostileFile> Encodings()
    {
        yield return new HostileFile("an emoji across each edge of a buffer", null,
            Repeat("name\n" + new string('a', 14) + "\n" + "xy\n", $"{new string('b', 27)}\U0001F600\n", 20_000, ""));
        foreach (var (name, encoding) in new (string, Encoding)[]
        {
            ("UTF-32", new UTF32Encoding(false, true)), ("UTF-32, big end first", new UTF32Encoding(true, true)),
                ("UTF-32 without a mark", new UTF32Encoding(false, false)),
            ("UTF-32, big end first, without a mark", new UTF32Encoding(true, false)), ("UTF-16", Encoding.Unicode),
            ("UTF-16, big end first, without a mark", new UnicodeEncoding(true, false)),
            ("UTF-8 with a mark", new UTF8Encoding(true)), ("Windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(1252)!),
            ("Latin-1", Encoding.Latin1),
        })
        {
            yield return Plain(name, null, [.. encoding.GetPreamble(), .. encoding.GetBytes("name;Größe\rJörg;groß\r\n")], "Jörg|groß");
        }

        yield return Plain("a separator that is named", null, "sep=|\nname|a;b;c\nx|1\n"u8, "x|1");
        yield return Plain("a broken character among good ones", null, [.. "name\nJörg Größer\nM"u8, 0xFC, .. "ller\n"u8],
            "Jörg Größer\nM\uFFFDller");
        yield return Plain("half a surrogate in UTF-16", null,
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("name\n"), 0x3D, 0xD8, .. Encoding.Unicode.GetBytes("x\n")], "\uFFFDx");
        yield return new HostileFile("a zero byte", null, Repeat("name\na\u0000b\n", "c\n", 100, ""));
    }

    private static HostileFile Book(string name, string? code, RawWorkbook book, string? cells = null) =>
        new(name, code, book.Write, cells);

    private static HostileFile Plain(string name, string? code, ReadOnlySpan<byte> bytes, string? cells = null)
    {
        var all = bytes.ToArray();
        return new HostileFile(name, code, stream => stream.Write(all), cells);
    }

    private static RawWorkbook Numbers(int rows) => new(Repeat(Header, """<row><c s="0"><v>417</v></c></row>""", rows, ""));

    private static Action<Stream> Numbered(string head, Func<int, string> unit, int count, string tail) => stream =>
    {
        stream.Write(Encoding.UTF8.GetBytes(head));
        for (var i = 0; i < count; i++)
        {
            stream.Write(Encoding.UTF8.GetBytes(unit(i)));
        }

        stream.Write(Encoding.UTF8.GetBytes(tail));
    };
}
