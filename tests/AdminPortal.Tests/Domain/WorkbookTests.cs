using AdminPortal.Domain.Imports;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Cells of a workbook are read as the person sees them who made it.</summary>
public sealed class WorkbookTests
{
    /// <summary>Number, format code or number of a built-in format, what is read.</summary>
    public static TheoryData<string, string, string> Numbers => new()
    {
        { "46298", "14", "2026-10-03" },
        { "46298", "17", "2026-10-03" },
        { "46298.354166666664", "22", "2026-10-03 08:30:00" },
        { "46298", "57", "2026-10-03" },
        { "46298", "[$-407]d\\. mmmm yyyy;@", "2026-10-03" },
        { "46298", "mmm", "2026-10-03" },
        { "46298", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2026-10-03" },
        { "46298.99999999", "dd/mm/yyyy hh:mm", "2026-10-04" },
        { "0.354166666666667", "20", "08:30" },
        { "0.35417824074", "[$-409]h:mm:ss AM/PM", "08:30:01" },
        { "0.354166666666667", "dd.mm.yyyy hh:mm", "08:30" },
        { "46298.354166666664", "h:mm", "2026-10-03 08:30:00" },
        { "1.5", "46", "36:00:00" },
        { "1.5", "[h]:mm", "36:00:00" },
        { "1", "14", "1900-01-01" },
        { "59", "14", "1900-02-28" },
        { "60", "14", "60" },
        { "61", "14", "1900-03-01" },
        { "0", "14", "0" },
        { "-1", "14", "-1" },
        { "2958465", "14", "9999-12-31" },
        { "2958465.9999999", "22", "2958465.9999999" },
        { "2958466", "14", "2958466" },
        { "1E+300", "14", "1E+300" },
        { "0.19", "9", "19%" },
        { "0.075", "0.0%", "7.5%" },
        { "417", "00000", "00417" },
        { "417", "[$-407]00000", "00417" },
        { "4.5", "00000", "4.5" },
        { "417", "#,##0.00\\ _d", "417" },
        { "417", "0.00\" day\"", "417" },
        { "417", "General", "417" },
        { "417", "0.00E+00", "417" },
        { "1.2345678901234568E+16", "0", "12345678901234568" },
        { "1234567890123456", "0", "1234567890123456" },
        { "1E+05", "0", "100000" },
        { "0.10000000000000001", "0", "0.1" },
        { "-12.5", "0", "-12.5" },
        { "1e-7", "0", "0.0000001" },
        { "NaN", "0", "NaN" },
    };

    [Theory, MemberData(nameof(Numbers))]
    public async Task A_number_is_read_as_its_format_shows_it(string value, string format, string shown)
    {
        var builtIn = int.TryParse(format, out var id) && id > 0 && format[0] != '0';
        var book = new RawWorkbook($"""<row>{RawWorkbook.Text("A1", "x")}</row><row><c s="1"><v>{value}</v></c></row>""")
            .Styles([builtIn ? "0" : System.Security.SecurityElement.Escape(format)!], [0, builtIn ? id : 164]);
        Assert.Equal(shown, (await OneAsync(book)).Single());
    }

    [Theory]
    [InlineData("44836", "2026-10-03")]
    [InlineData("0", "1904-01-01")]
    [InlineData("-1", "-1")]
    [InlineData("2957003", "9999-12-31")]
    [InlineData("2957004", "2957004")]
    [InlineData("2958465", "2958465")]
    public async Task Days_are_counted_from_1904_where_the_workbook_says_so(string value, string shown)
    {
        var book = new RawWorkbook($"""<row>{RawWorkbook.Text("A1", "x")}</row><row><c s="1"><v>{value}</v></c></row>""")
            .Styles([], [0, 14]).Book("""<sheet name="a" r:id="rId1"/>""", """<workbookPr date1904="1"/>""");
        Assert.Equal(shown, (await OneAsync(book)).Single());
    }

    [Theory]
    [InlineData("""<c t="b"><v>1</v></c>""", "true")]
    [InlineData("""<c t="b"><v>0</v></c>""", "false")]
    [InlineData("""<c t="e"><v>#N/A</v></c>""", "#N/A")]
    [InlineData("""<c t="str"><f>A1</f><v>x</v></c>""", "x")]
    [InlineData("""<c><f>1+1</f><v>2</v></c>""", "2")]
    [InlineData("""<c><f>1+1</f></c>""", "#CALC!")]
    [InlineData("""<c t="d"><v>2026-10-03T08:30:00</v></c>""", "2026-10-03 08:30:00")]
    [InlineData("""<c t="d"><v>2026-10-03</v></c>""", "2026-10-03")]
    [InlineData("""<c t="s"><v>0</v></c>""", "Müller")]
    [InlineData("""<c t="s"><v>1</v></c>""", "東京")]
    [InlineData("""<c t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c>""", "a b")]
    [InlineData("""<c t="inlineStr"><is><t>a_x000A_b_x005F_x000A_</t></is></c>""", "a\nb_x000A_")]
    [InlineData("""<c t="inlineStr"><is><t><![CDATA[<b>]]> &amp; &#228;</t></is></c>""", "<b> & ä")]
    [InlineData("""<c t="inlineStr"><is><t/></is></c><c r="B2"><v>7</v></c>""", "|7")]
    [InlineData("""<x:c xmlns:x="urn:other" t="b"><x:v>1</x:v></x:c>""", "true")]
    public async Task A_cell_is_its_value(string cell, string shown)
    {
        var book = new RawWorkbook($"""<row>{RawWorkbook.Text("A1", "x")}</row><row>{cell}</row>""").With(
            "xl/sharedStrings.xml",
                "<sst>\n<si>\n <r>\n  <t>Mül</t>\n </r>\n <r><t>ler</t></r>\n</si>\n<si><t>東京</t><rPh><t>トウキョウ</t></rPh></si></sst>");
        Assert.Equal(shown, string.Join('|', await OneAsync(book)));
    }

    [Fact]
    public async Task The_first_sheet_that_can_be_seen_is_read_wherever_it_is_and_however_its_parts_are_named()
    {
        var book = new RawWorkbook().Without("xl/worksheets/sheet1.xml").Without("xl/workbook.xml")
            .With("_rels/.rels", RawWorkbook.Relationships(("officeDocument", "a", "/Book/Main.xml")))
            .With("Book\\main.xml",
                """<w:workbook xmlns:w="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:q="http://purl.oclc.org/ooxml/officeDocument/relationships"><w:sheets><w:sheet state="hidden" q:id="h"/><w:sheet q:id="c"/><w:sheet q:id="l"/></w:sheets></w:workbook>""")
            .With("book/_rels/Main.xml.rels",
                RawWorkbook.Relationships(("worksheet", "h", "hidden.xml"), ("chartsheet", "c", "chart.xml"),
                    ("worksheet", "l", "../Lists/the%20list.xml"))
                        .Replace("schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument",
                            StringComparison.Ordinal))
            .With("Lists/the list.xml",
                $"""<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1">{RawWorkbook.Text("A1", "x")}</row><row r="2" hidden="1">{RawWorkbook.Text("A2", "found")}</row></sheetData></worksheet>""");
        Assert.Equal(["found"], await OneAsync(book));
    }

    private static async Task<string[]> OneAsync(RawWorkbook book)
    {
        await using var file = await ImportFiles.TakeAsync(new MemoryStream(book.Bytes()));
        return ImportTable.Open(file).Rows().Single().Cells;
    }
}
