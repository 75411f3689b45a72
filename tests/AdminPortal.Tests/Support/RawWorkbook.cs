using System.IO.Compression;
using System.Text;

namespace AdminPortal.Tests.Support;

/// <summary>A workbook written part by part, so that each of them can be wrong.</summary>
internal sealed class RawWorkbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly Dictionary<string, Action<Stream>> parts = [];
    private string? stored;

    /// <param name="sheet">What stands inside <c>sheetData</c>.</param>
    public RawWorkbook(string sheet = "") : this(Repeat("", sheet, 1, ""))
    {
    }

    /// <param name="sheet">Writes what stands inside <c>sheetData</c>.</param>
    public RawWorkbook(Action<Stream> sheet)
    {
        With("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>""");
        With("_rels/.rels", Relationships(("officeDocument", "rId1", "xl/workbook.xml")));
        With("xl/_rels/workbook.xml.rels",
            Relationships(("worksheet", "rId1", "worksheets/sheet1.xml"), ("styles", "rId2", "styles.xml"),
                ("sharedStrings", "rId3", "sharedStrings.xml")));
        Book("""<sheet name="List" sheetId="1" r:id="rId1"/>""");
        parts["xl/worksheets/sheet1.xml"] = stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes($"""<worksheet xmlns="{Main}"><sheetData>"""));
            sheet(stream);
            stream.Write("</sheetData></worksheet>"u8);
        };
    }

    /// <summary>Names of the parts.</summary>
    public IEnumerable<string> Parts => parts.Keys;

    /// <summary>A cell with a text of its own.</summary>
    public static string Text(string reference, string text) => $"""<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>""";

    /// <summary>Relationships of a part.</summary>
    public static string Relationships(params (string Kind, string Id, string Target)[] all) =>
        $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{string.Concat(all.Select(one => $"""<Relationship Id="{one.Id}" Type="{Office}/{one.Kind}" Target="{one.Target}"/>"""))}</Relationships>""";

    /// <summary>Writes the same again and again.</summary>
    public static Action<Stream> Repeat(string head, string unit, int count, string tail) => stream =>
    {
        stream.Write(Encoding.UTF8.GetBytes(head));
        var one = Encoding.UTF8.GetBytes(unit);
        var many = new byte[one.Length * Math.Min(count, Math.Max(1, 65_536 / Math.Max(1, one.Length)))];
        for (var at = 0; at < many.Length; at += Math.Max(1, one.Length))
        {
            one.CopyTo(many, at);
        }

        for (var left = (long)count * one.Length; left > 0; left -= many.Length)
        {
            stream.Write(many, 0, (int)Math.Min(left, many.Length));
        }

        stream.Write(Encoding.UTF8.GetBytes(tail));
    };

    /// <summary>Replaces a part.</summary>
    public RawWorkbook With(string part, string text) => With(part, Repeat("", text, 1, ""));

    /// <summary>Replaces a part.</summary>
    public RawWorkbook With(string part, Action<Stream> write)
    {
        parts[part] = write;
        return this;
    }

    /// <summary>Replaces the list of sheets.</summary>
    public RawWorkbook Book(string sheets, string properties = "") =>
        With("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Office}">{properties}<sheets>{sheets}</sheets></workbook>""");

    /// <summary>Replaces the whole markup of the sheet.</summary>
    public RawWorkbook Sheet(Action<Stream> write) => With("xl/worksheets/sheet1.xml", write);

    /// <summary>Number formats from id 164 on and cell formats by their number format.</summary>
    public RawWorkbook Styles(IEnumerable<string> codes, IEnumerable<int> cells) => With(
        "xl/styles.xml",
        $"""<styleSheet xmlns="{Main}"><numFmts>{string.Concat(codes.Select((code, i) => $"""<numFmt numFmtId="{164 + i}" formatCode="{code}"/>"""))}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{string.Concat(cells.Select(id => $"""<xf numFmtId="{id}"/>"""))}</cellXfs></styleSheet>""");

    /// <summary>Leaves a part unpacked in the archive.</summary>
    public RawWorkbook Stored(string part)
    {
        stored = part;
        return this;
    }

    /// <summary>Writes one part as it stands in the archive before it is packed.</summary>
    public void WritePart(string part, Stream stream) => parts[part](stream);

    /// <summary>Leaves a part out.</summary>
    public RawWorkbook Without(string part)
    {
        parts.Remove(part);
        return this;
    }

    /// <summary>Writes the archive.</summary>
    public void Write(Stream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, true);
        foreach (var (name, write) in parts)
        {
            using var entry = zip.CreateEntry(name, name == stored ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
            write(entry);
        }
    }

    /// <summary>The archive in memory.</summary>
    public byte[] Bytes()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return stream.ToArray();
    }
}
