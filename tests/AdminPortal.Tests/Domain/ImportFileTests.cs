using System.IO.Compression;
using System.Text;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

public sealed class ImportFileTests
{
    public static TheoryData<string> Encodings => ["utf-8", "utf-8-bom", "utf-16", "utf-16BE", "utf-16-unmarked", "windows-1252"];

    [Theory, MemberData(nameof(Encodings))]
    public async Task Text_is_read_in_the_encoding_it_was_written_in(string name)
    {
        Encoding encoding = name switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-8-bom" => new UTF8Encoding(true),
            "utf-16" => Encoding.Unicode,
            "utf-16BE" => Encoding.BigEndianUnicode,
            "utf-16-unmarked" => new UnicodeEncoding(false, false),
            _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        };
        var (headers, rows) = await ImportFiles.ReadAsync(ImportFiles.Bytes("Vorname;Nachname;bestätigt\nJörg;Großmann;ja\n", encoding));
        Assert.Equal(["Vorname", "Nachname", "bestätigt"], headers);
        Assert.Equal(["Jörg", "Großmann", "ja"], Assert.Single(rows).Cells);
    }

    [Theory]
    [InlineData("a,b\n1,2", ',')]
    [InlineData("a;b\n1;2", ';')]
    [InlineData("a\tb\n1\t2", '\t')]
    [InlineData("\"a, b, c\";d\n1;2", ';')]
    [InlineData("sep=;\na;b\n1;2", ';')]
    [InlineData("\n\na;b\n1;2", ';')]
    public async Task The_separator_is_guessed(string text, char separator)
    {
        await using var file = await ImportFiles.TakeAsync(ImportFiles.Csv(text));
        Assert.Equal(separator, ImportTable.Open(file).Separator);
        Assert.Equal(["1", "2"], Assert.Single(ImportTable.Open(file).Rows()).Cells);
    }

    [Fact]
    public async Task Rows_have_the_numbers_a_spreadsheet_gives_them()
    {
        var (headers, rows) =
            await ImportFiles.ReadAsync(ImportFiles.Csv("", "name,note", "A,\"two", "lines, \"\"quoted\"\"\"", "", " , ", "B,x"));
        Assert.Equal(["name", "note"], headers);
        Assert.Equal([3, 6], rows.Select(r => r.Number));
        Assert.Equal("two\nlines, \"quoted\"", rows[0].Cells[1]);
    }

    [Fact]
    public async Task Columns_without_a_name_or_with_the_same_one_can_be_told_apart()
    {
        var (headers, _) = await ImportFiles.ReadAsync(ImportFiles.Csv("name,,name,", "1,2,3,4"));
        Assert.Equal(["name", "B", "name (2)"], headers);
    }

    [Fact]
    public void Columns_are_recognised_in_English_and_German()
    {
        var guess = ImportFields.Guess(
            ["Kundennummer", "Vorname", "Nachname", "Firma", "E-Mail", "Telefon", "Straße", "PLZ", "Ort", "Land", "Startnummer",
                "Kategorie", "Bestätigt", "Bemerkung", "bib"]);
        Assert.Equal(ImportFields.All, guess.Values);
        Assert.DoesNotContain("Bemerkung", guess.Keys);
        Assert.Equal(ImportFields.All.Except(["phone", "street", "postal_code"]),
            ImportFields.Guess(["customer_number", "first_name", "LAST NAME", "Company", "email", "city", "country", "bib",
                "category_key", "confirmed"]).Values);
    }

    [Fact]
    public async Task Numbers_of_a_workbook_keep_their_digits_and_texts_their_zeros()
    {
        var (headers, rows) = await ImportFiles.ReadAsync(ImportFiles.Xlsx(
            [ImportFiles.Inline("last_name"), ImportFiles.Shared(1)],
            [ImportFiles.Shared(0), ImportFiles.Inline("00417")],
            [ImportFiles.Inline(" D’Angelo "), ImportFiles.Number("1E+05")],
            [ImportFiles.Inline("a"), ImportFiles.Number("417", 1)],
            [ImportFiles.Inline("b"), ImportFiles.Number("46298", 2)],
            [ImportFiles.Inline("c"), ImportFiles.Number("12345678901")],
            [ImportFiles.Inline("d"), ImportFiles.Number("0.1")]));
        Assert.Equal(["last_name", "badge_number"], headers);
        Assert.Equal(["00417", "100000", "00417", "2026-10-03", "12345678901", "0.1"], rows.Select(r => r.Cells[1]));
        Assert.Equal(["Müller", "D’Angelo"], rows.Take(2).Select(r => r.Cells[0]));
        Assert.Equal([2, 3, 4, 5, 6, 7], rows.Select(r => r.Number));
    }

    [Fact]
    public async Task Gzip_is_unpacked_only_where_it_is_allowed()
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, true))
        {
            await gzip.WriteAsync("name\nA\n"u8.ToArray());
        }

        packed.Position = 0;
        await using var file = await ImportFiles.TakeAsync(packed, true);
        Assert.Equal("A", ImportTable.Open(file).Rows().Single().Cells[0]);
        packed.Position = 0;
        Assert.Equal("file_packed", (await ImportFile.TakeAsync(packed, "file")).Problems[0].Code);
    }

    [Fact]
    public async Task A_small_packed_file_that_unpacks_to_too_much_is_refused()
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0L; i <= ImportFile.LargestUnpacked / zeros.Length; i++)
            {
                await gzip.WriteAsync(zeros);
            }
        }

        packed.Position = 0;
        Assert.Equal("file_too_large", (await ImportFile.TakeAsync(packed, "file", true)).Problems[0].Code);
    }

    [Theory]
    [InlineData("", "file_empty")]
    [InlineData("%PDF-1.7", "file_not_a_table")]
    [InlineData("\u0089PNG\r\n\u001A\n", "file_not_a_table")]
    [InlineData("\u00FF\u00D8\u00FF\u00E0", "file_not_a_table")]
    [InlineData("\u001F\u008B\u0008", "file_packed")]
    [InlineData("\u00D0\u00CF\u0011\u00E0", "file_old_excel")]
    public async Task What_is_plainly_no_table_is_refused_at_once(string bytes, string code) =>
        Assert.Equal(code, (await ImportFile.TakeAsync(new MemoryStream(Encoding.Latin1.GetBytes(bytes)), "file")).Problems[0].Code);

    [Fact]
    public async Task What_does_not_arrive_or_is_not_foreseen_is_told_with_a_reference_that_the_log_has()
    {
        using var logs = new CapturedLogs { On = true };
        var log = logs.CreateLogger("imports");
        var broken = await ImportFile.TakeAsync(new BrokenStream(), "file", log: log);
        Assert.Equal("file_not_taken", Assert.Single(broken.Problems).Code);
        Assert.Contains((string)broken.Problems[0].Args[0]!, logs.Text, StringComparison.Ordinal);

        var file = (await ImportFile.TakeAsync(ImportFiles.Csv("name", "A"), "file", log: log)).Required();
        var table = ImportTable.Open(file);
        await file.DisposeAsync();
        var problem = Assert.Throws<UnreadableFileException>(() => table.Rows().Count()).Problem;
        Assert.Equal("file_unreadable", problem.Code);
        Assert.Contains((string)problem.Args[0]!, logs.Text, StringComparison.Ordinal);
        Assert.Contains(nameof(ObjectDisposedException), logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_quotes_the_beginning_of_a_long_cell()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var text = $"Nachname;E-Mail\n{new string('n', 30_000)};{new string('b', 30_000)}\n";
        var result = (await portal.Get<ContactImport>().RunAsync(portal.Owner, new ImportRequest { DryRun = true }, ImportFiles.Csv(text)))
            .Required();
        Assert.All(result.RefusedRows, row => Assert.InRange(row.Text.Length + row.Reason.Length, 1, 300));
        Assert.NotEmpty(result.RefusedRows);
        Assert.Equal($"{new string('b', 99)}…", ImportProblems.NotYesOrNo($"{new string('b', 99)}\U0001F600{new string('b', 30_000)}")
            .Args[0]);
    }

    /// <summary>Breaks off as a connection does.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The connection broke.");
    }

    [Theory]
    [InlineData("\n\n", "file_no_table")]
    [InlineData("name,note\n\n,,\n", "file_no_rows")]
    [InlineData("PK\u0003\u0004 damaged", "file_damaged")]
    [InlineData("\u0001\u0000\u0002\u0003\u0004\u0005\u0006\u0007\u0008", "file_not_a_table")]
    [InlineData("name,note\nA,\"never ends\nB,x\n", "file_long_cell")]
    public async Task What_cannot_be_read_is_refused_with_a_reason(string bytes, string code)
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var preview = await portal.Get<ParticipantImport>().InspectAsync(new MemoryStream(Encoding.Latin1.GetBytes(bytes)), "file");
        Assert.Equal(code, Assert.Single(preview.Problems).Code);
    }

    [Fact]
    public async Task A_file_with_nothing_below_its_header_is_not_taken_for_one_that_changes_nothing()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await portal.EventAsync();
        foreach (var dry in new[] { true, false })
        {
            var request = new ImportRequest { EventKey = "congress", DryRun = dry };
            var result = await portal.Get<ParticipantImport>().RunAsync(portal.Owner, request, ImportFiles.Csv("customer_number,name"));
            Assert.Equal("file_no_rows", Assert.Single(result.Problems).Code);
        }
    }

    [Fact]
    public async Task A_file_over_fifty_megabytes_or_two_hundred_thousand_rows_is_refused()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var large = new MemoryStream(new byte[ImportFile.Largest + 1]);
        Assert.Equal("file_too_large", (await ImportFile.TakeAsync(large, "file")).Problems[0].Code);
        var text = new StringBuilder("name\n").Insert(5, "A\n", ImportEngine.MostRows + 1).ToString();
        Assert.Equal("too_many_rows", (await portal.Get<ParticipantImport>().InspectAsync(ImportFiles.Csv(text), "file")).Problems[0].Code);
    }
}
