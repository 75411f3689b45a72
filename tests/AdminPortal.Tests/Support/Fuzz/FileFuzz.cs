using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Imports;

namespace AdminPortal.Tests.Support;

/// <summary>Files to import as organisers have them, changed at random: bytes, words, lines, parts of a workbook.</summary>
internal static class FileFuzz
{
    private static readonly string[] Texts =
    [
        "Kundennummer;Firma;Vorname;Nachname;E-Mail;Kategorie;Badge;Bestätigt\r\n"
            + "1001;Müller & Söhne GmbH;Jörg;Großmann;joerg@example.org;visitor;B-0001;ja\r\n1002;;Åsa;Bergström;;exhibitor;B-0002;nein\r\n"
            + "1003;\"Hafen; \"\"Nord\"\"\";Zoë;D’Angelo;z@example.org;;;\r\n",
        "customer_number,company_name,first_name,last_name,email,phone\n1,Acme,Ida,Kaya,ida@example.org,+49 40 1234\n2,,Lan,Nguyễn,,\n",
        "Rechnungsnummer\tArt\tStatus\tKundennummer\tWährung\tBetrag\tRechnungsdatum\tFällig am\n"
            + "R-1\tinvoice\tissued\t1001\tEUR\t1.190,00\t03.10.2026\t17.10.2026\nR-2\tcredit_note\tdraft\t1002\tCHF\t-12.5\t2026-10-03\t\n",
        "sep=|\ninvoice|customer_number|gateway|currency|amount|fee|paid_at|reference\n"
            + "R-1|1001|card|EUR|12.34|0,30|2026-10-03 08:15|tx_1\n",
        "customer_number,event_key,category_key,status,rating,message,created_at\n"
            + "1001,congress,visitor,approved,5,\"Ich\nkomme\",3/10/2026\n",
    ];

    private static readonly string[] Words =
    [
        "\"", "\"\"", ";", ",", "\t", "|", "\r", "\n", "\r\n", "\0", "=1+1", "@SUM(A1)", "1e308", "-0", "NaN", "0x1F",
        "99999999999999999999", "31.02.2026", "9999-12-31T23:59:59.9999999", "00:00", "#REF!", "İ", "ß", "😀", "\uFEFF", "\u202E", "ﬁ",
        "e\u0301", "&amp;", "&#0;", "<v>", "</c>", "<row r=\"1048577\">", "t=\"s\"", "t=\"e\"", "s=\"99999\"", "<f/>", "<!DOCTYPE x>",
        "<![CDATA[", "]]>", "xml:space=\"preserve\"",
    ];

    private static readonly RawWorkbook Book = Workbook();

    /// <summary>Reads made-up files and judges their rows as an import does before it writes anything.</summary>
    /// <param name="kinds">What is imported.</param>
    /// <param name="actor">Who does; the tenant has the event <c>congress</c>.</param>
    public static FuzzTarget Of(IReadOnlyList<ImportKind> kinds, Actor actor) => new("files", async (random, cancellationToken) =>
    {
        var bytes = Make(random);
        var kind = kinds[random.Next(kinds.Count)];
        var taken = await ImportFile.TakeAsync(new MemoryStream(bytes), "file", cancellationToken: cancellationToken);
        if (!taken.Ok)
        {
            return Told(taken.Problems[0].Code, bytes);
        }

        await using var file = taken.Value;
        var seen = await kind.InspectAsync(file, cancellationToken);
        if (!seen.Ok || random.Next(4) > 0)
        {
            return Told(seen.Ok ? "read" : seen.Problems[0].Code, bytes);
        }

        var judged = await kind.RunAsync(actor, new ImportRequest { EventKey = "congress", DryRun = true, Partial = true }, file, null,
            cancellationToken);
        return Told(judged.Ok ? "judged" : judged.Problems[0].Code, bytes);
    }, () => GC.GetTotalMemory(true));

    /// <summary>What nobody has foreseen is refused under this code.</summary>
    private static FuzzOutcome Told(string code, byte[] bytes) =>
        new(code, code == "file_unreadable" ? $"{code}: {Convert.ToBase64String(bytes)}" : null);

    private static byte[] Make(Random random)
    {
        if (random.Next(2) == 0)
        {
            var text = Text(random, Texts[random.Next(Texts.Length)]);
            Encoding[] encodings = [Encoding.UTF8, Encoding.UTF8, Encoding.Latin1, Encoding.Unicode, Encoding.BigEndianUnicode];
            var encoding = encodings[random.Next(encodings.Length)];
            byte[] bytes = [.. random.Next(2) == 0 ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
            return random.Next(4) == 0 ? Bytes(random, bytes) : bytes;
        }

        if (random.Next(4) == 0)
        {
            return Bytes(random, Book.Bytes());
        }

        var parts = Book.Parts.ToList();
        var part = parts[random.Next(parts.Count)];
        using var markup = new MemoryStream();
        Book.WritePart(part, markup);
        var changed = random.Next(3) == 0 ? Bytes(random, markup.ToArray())
            : Encoding.UTF8.GetBytes(Text(random, Encoding.UTF8.GetString(markup.ToArray())));
        return Workbook().With(part, stream => stream.Write(changed)).Bytes();
    }

    private static string Text(Random random, string text)
    {
        for (var edit = random.Next(1, 6); edit > 0 && text.Length > 0; edit--)
        {
            var (from, length) = (random.Next(text.Length), random.Next(1, 40));
            var until = Math.Min(text.Length, from + length);
            text = random.Next(6) switch
            {
                0 => text[..from] + text[until..],
                1 => text[..until] + text[from..],
                2 => text[..from] + string.Concat(Enumerable.Repeat(text[from..until], random.Next(1, 60))) + text[until..],
                3 => text[..from] + (char)random.Next(0x3000) + text[from..],
                _ => text[..from] + Words[random.Next(Words.Length)] + text[from..],
            };
        }

        return text;
    }

    private static byte[] Bytes(Random random, byte[] bytes)
    {
        for (var edit = random.Next(1, 6); edit > 0 && bytes.Length > 0; edit--)
        {
            var at = random.Next(bytes.Length);
            bytes = random.Next(5) switch
            {
                0 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 20))..]],
                1 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
                2 when random.Next(4) == 0 => bytes[..at],
                _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
            };
        }

        return bytes;
    }

    private static RawWorkbook Workbook() => new RawWorkbook(
        $"""<row r="1">{RawWorkbook.Text("A1", "Nachname")}{RawWorkbook.Text("B1", "Kundennummer")}"""
        + $"""{RawWorkbook.Text("C1", "Datum")}</row>"""
        + """<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="2"><v>1001</v></c><c r="C2" s="1"><v>46298.5</v></c></row>"""
        + """<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="str"><f>1+1</f><v>2</v></c><c r="C3" t="b"><v>1</v></c></row>""")
        .Styles(["dd.mm.yyyy hh:mm", "00000"], [0, 164, 165])
        .With("xl/sharedStrings.xml", "<sst><si><t>Großmann</t></si><si><r><t>Ber</t></r><r><t>gström</t></r></si></sst>");
}
