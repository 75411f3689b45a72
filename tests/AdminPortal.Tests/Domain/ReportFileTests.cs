using System.Diagnostics;
using System.Globalization;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Charts;
using AdminPortal.Web.Kit.Texts;
using Microsoft.EntityFrameworkCore;
using PdfSharp.Pdf.Content;
using PdfSharp.Pdf.IO;

namespace AdminPortal.Tests.Domain;

/// <summary>Reports as files: read back, every cell says what the report says.</summary>
public sealed class ReportFileTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly ReportColumn[] Columns =
    [
        new("name", CellKind.Text), RecordColumn, new("confirmed", CellKind.Flag), new("check_ins", CellKind.Count) { IsTotalled = true },
        new("average_rating", CellKind.Average),
        new("conversion_rate", CellKind.Share), new("currency", CellKind.Currency), new("net", CellKind.Amount) { IsTotalled = true },
        new("date", CellKind.Day), new("month", CellKind.Month), new("created_at", CellKind.Time),
    ];

    private static ReportColumn RecordColumn => new("status", CellKind.Choice) { Words = ["completed"] };

    public static TheoryData<string> Summaries { get; } = [.. ReportKinds.Summaries.Select(kind => kind.Key)];

    [Fact]
    public async Task A_workbook_has_typed_cells_in_the_formats_of_the_language_and_the_times_of_the_zone()
    {
        var book = ReportFiles.Book(await Document(Row("Mia", new DateTime(2026, 3, 29, 0, 59, 59, DateTimeKind.Utc)),
            Row("Ben", new DateTime(2026, 3, 29, 1, 0, 0, DateTimeKind.Utc), "JPY", -5))
                .WriteAsync(ReportFormat.Xlsx, ReportTexts.Of("de")));
        var rows = book["Teilnehmer"];
        Assert.Equal(["Name", "Status", "Bestätigt", "Check-ins", "Durchschnittliche Bewertung", "Zulassungsquote", "Währung", "Netto",
            "Tag", "Monat", "Angelegt"], rows[0].Select(cell => cell.Value));
        Assert.Equal(["Mia", "Abgeschlossen", true, 3m, 4.5m, 0.125m, "EUR", 1234.5m], rows[1][..8].Select(cell => cell.Value));
        Assert.Equal(["General", "#,##0", "#,##0.##", "0.0%", "#,##0.00", "dd\\.mm\\.yyyy", "mmmm yyyy", "dd\\.mm\\.yyyy hh:mm:ss"],
            new[] { 0, 3, 4, 5, 7, 8, 9, 10 }.Select(at => rows[1][at].Format));
        Assert.Equal((-5m, "#,##0"), (rows[2][7].Value, rows[2][7].Format));
        Assert.Equal(new DateTime(2026, 3, 1), rows[1][8].Time.Date);

        // The clock goes from 2 to 3 in that second.
        Assert.Equal("2026-03-29 01:59:59", rows[1][10].Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        Assert.Equal("2026-03-29 03:00:00", rows[2][10].Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

        // Sums of each currency, an empty row below the last.
        Assert.Empty(rows[3]);
        Assert.Equal(["Summe", "EUR", 1234.5m], new[] { 0, 6, 7 }.Select(at => rows[4][at].Value));
        Assert.Equal(["Summe", "JPY", -5m, 3m], new[] { 0, 6, 7, 3 }.Select(at => rows[5][at].Value));
        Assert.Equal(["Bericht", "Organisation", "Veranstaltung", "Zeitraum", "Suche", "Stand"], book["Über diese Datei"]
            .Select(line => line[0].Value));
        Assert.Equal("03.10.2026 10:00 (Europe/Berlin, UTC+2)", book["Über diese Datei"][^1][1].Value);
    }

    [Theory]
    [InlineData("=1+1"), InlineData("+1+1"), InlineData("-1+cmd|' /C calc'!A0"), InlineData("@SUM(A1)"), InlineData("\t=1"),
        InlineData("\r=1"), InlineData("＝1+1"), InlineData("\n=1")]
    public async Task A_text_that_begins_like_a_formula_is_neutralised(string text)
    {
        var csv = ReportFiles.Csv(await Document(Row(text, DateTime.UnixEpoch)).WriteAsync(ReportFormat.Csv, ReportTexts.Of("en")), ',');
        var book = ReportFiles.Book(await Document(Row(text, DateTime.UnixEpoch)).WriteAsync(ReportFormat.Xlsx, ReportTexts.Of("en")));
        Assert.StartsWith("'", csv[1][0], StringComparison.Ordinal);
        Assert.Equal($"'{text}".ReplaceLineEndings(), ((string)book["Participants"][1][0].Value!).ReplaceLineEndings());
    }

    [Theory]
    [InlineData("Kiel;=1+1", "Kiel;'=1+1"), InlineData("Kiel,-1+cmd|' /C calc'!A0", "Kiel,'-1+cmd|' /C calc'!A0"),
        InlineData("a\t\"@SUM(A1)", "a\t\"'@SUM(A1)"), InlineData("a - b; c = d", "a - b; c = d")]
    public async Task A_text_that_another_list_separator_would_cut_into_a_formula_is_neutralised_in_text_files(string text, string written)
    {
        var document = Document(Row(text, DateTime.UnixEpoch));
        Assert.Equal(written, ReportFiles.Csv(await document.WriteAsync(ReportFormat.Csv, ReportTexts.Of("en")), ',')[1][0]);
        Assert.Equal(text, ReportFiles.Book(await document.WriteAsync(ReportFormat.Xlsx, ReportTexts.Of("en")))["Participants"][1][0]
            .Value);
        Assert.Contains(written.Replace("\"", "\"\"", StringComparison.Ordinal),
            new ChartFigures(new ChartOptions(ChartType.Bar, []) { XTitle = text }).Csv(CultureInfo.InvariantCulture),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_telephone_numbers_and_odd_characters_are_not_damaged()
    {
        var rows = new[] { Row("+49 40 123456", DateTime.UnixEpoch, "EUR", -12.5m),
            Row("Zoë \u0001\uD800\"x\"; 😀 <&>", DateTime.UnixEpoch),
            Row("two\nlines", DateTime.UnixEpoch) };
        var csv = ReportFiles.Csv(await Document(rows).WriteAsync(ReportFormat.Csv, ReportTexts.Of("de")), ';');
        var book = ReportFiles.Book(await Document(rows).WriteAsync(ReportFormat.Xlsx, ReportTexts.Of("de")))["Teilnehmer"];
        Assert.Equal(("-12,50", "0,1250", "Abgeschlossen", "Ja", "2026-03-01"), (csv[1][7], csv[1][5], csv[1][1], csv[1][2], csv[1][8]));
        Assert.Equal("+49 40 123456", book[1][0].Value);
        Assert.Equal("Zoë \"x\"; 😀 <&>", ((string)book[2][0].Value!).Replace("\uFFFD", "", StringComparison.Ordinal));
        Assert.Equal("two\nlines", csv[3][0]);
    }

    [Fact]
    public async Task Rows_that_do_not_fit_on_a_sheet_go_on_the_next()
    {
        var rows = Enumerable.Range(1, 5).Select(number => Row($"{number}", DateTime.UnixEpoch, "EUR", number)).ToArray();
        var book = ReportFiles.Book(await Document(rows).WriteAsync(new XlsxFile(4), ReportTexts.Of("en")));
        Assert.Equal(["Participants", "Participants (2)", "About this file"], book.Keys);
        Assert.Equal(["Name", "1", "2", "3"], book["Participants"].Select(row => row[0].Value));
        Assert.Equal(["Name", "4", "5"], book["Participants (2)"].Take(3).Select(row => row[0].Value));
    }

    [Theory, MemberData(nameof(Summaries))]
    public async Task Every_report_says_the_same_in_each_file(string kind)
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await SeedAsync(new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner));
        var document = (await portal.Get<ReportQueries>().OpenAsync(portal.Owner, new ReportRequest(kind, new ReportFilter()))).Required();
        var language = ReportTexts.Of("en");
        var csv = new Queue<string[]>(ReportFiles.Csv(await document.WriteAsync(ReportFormat.Csv, language), ','));
        var book = ReportFiles.Book(await document.WriteAsync(ReportFormat.Xlsx, language));
        foreach (var table in document.Tables)
        {
            Assert.Equal([language.Table(kind, table.Path)], csv.Dequeue());
            Assert.Equal(table.IsFigures
                ? [language["Figure"], language["Value"]]
                : table.Columns.Select(column => language.Column(kind, column)), csv.Dequeue());
            var sheet = book[language.Table(kind, table.Path)];
            for (var row = 0; row < table.Known!.Count; row++)
            {
                var known = table.Known[row];
                var plain = known.Select((cell, at) => Plain(table.Columns[at], cell, language, document.Zone));
                Assert.Equal(plain, table.IsFigures
                    ? [.. table.Columns.Select(column => Named(csv.Dequeue(), language.Column(kind, column)))]
                    : csv.Dequeue());
                var cells = table.IsFigures ? [.. sheet.Skip(1).Select(figure => figure[1])] : sheet[row + 1];
                Assert.Equal(known.Select((cell, at) => Typed(table.Columns[at], cell, language, document.Zone)),
                    cells.Select(cell => cell.Value));
            }

            if (csv.Count > 0)
            {
                Assert.Equal([""], csv.Dequeue());
            }
        }

        Assert.Empty(csv);
        AssertIsPdf(await document.WriteAsync(ReportFormat.Pdf, language));
        AssertIsPdf(await document.WriteAsync(ReportFormat.Pdf, ReportTexts.Of("de")));
    }

    [Fact]
    public async Task A_long_list_is_a_document_of_many_pages()
    {
        var file = await Document([.. Enumerable.Range(0, 1000)
            .Select(number => Row($"Müller-Lüdenscheidt {number} – 100 €", DateTime.UnixEpoch))])
            .WriteAsync(ReportFormat.Pdf, ReportTexts.Of("de"));
        Assert.InRange(AssertIsPdf(file), 20, 40);
    }

    [Fact]
    public async Task Three_thousand_participants_fit_on_eighty_pages()
    {
        var shape = ReportKinds.Find("participant_list")!.Shape[0];
        var day = new DateTime(2026, 10, 3, 7, 0, 0, DateTimeKind.Utc);
        var rows = Enumerable.Range(0, 3_075).Select(at =>
        {
            var person = DemoPeople.Of(at);
            var came = day.AddMinutes(at % 300);
            return new object?[]
            {
                $"{at:D4}", $"D{10_000 + at}", person.Company, person.Last, person.First, person.Email, "Aussteller", true,
                    day.AddDays(-at % 60), 1, came, "Haupteingang 1", came, came.AddHours(3), false,
            };
        }).ToArray();
        var file = await (Document() with { Kind = "participant_list", Tables = [new ReportTable("rows", shape.Columns, rows)] })
            .WriteAsync(ReportFormat.Pdf, ReportTexts.Of("de"));
        Assert.InRange(AssertIsPdf(file), 40, 80);
    }

    [Fact]
    public async Task A_document_without_rows_says_so()
    {
        var file = await Document().WriteAsync(ReportFormat.Pdf, ReportTexts.Of("de"));
        Assert.Equal(1, AssertIsPdf(file));
        Assert.Single(ReportFiles.Book(await Document().WriteAsync(ReportFormat.Xlsx, ReportTexts.Of("de")))["Teilnehmer"]);
    }

    [OfficeFact]
    public async Task LibreOffice_reads_the_figures_of_a_workbook()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-office");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "report.xlsx"),
                await Document(Row("=1+1", new DateTime(2026, 3, 29, 1, 0, 0, DateTimeKind.Utc), "EUR", -1234.5m))
                    .WriteAsync(ReportFormat.Xlsx, ReportTexts.Of("en")));
            var start = new ProcessStartInfo(OfficeFactAttribute.Program!,
                ["--headless", $"-env:UserInstallation=file://{folder.FullName}/profile", "--convert-to",
                    "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", folder.FullName,
                        Path.Combine(folder.FullName, "report.xlsx")])
            {
                RedirectStandardOutput = true,
            };
            using var office = Process.Start(start)!;
            await office.WaitForExitAsync();
            var lines = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "report.csv"));
            var line = lines[1].Replace("\"", "", StringComparison.Ordinal);
            Assert.StartsWith("'=1+1,Completed,TRUE,3,4.5,12.5%,EUR,-1,234.50,2026-03-01,", line, StringComparison.Ordinal);
            Assert.EndsWith("2026-03-29 03:00:00", line, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private static object?[] Row(string name, DateTime at, string currency = "EUR", decimal net = 1234.5m) =>
        [name, "completed", true, 3, 4.5m, 0.125m, currency, net, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 1), at];

    private static ReportDocument Document(params object?[][] rows) => new("participants",
        new ReportFilter("fair", ReportBound.Of(new DateOnly(2026, 3, 1))), [new ReportTable("rows", Columns, rows)],
            new DateTime(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc))
    {
        TenantName = "Hafen GmbH",
        EventTitle = "Fair",
        Zone = Berlin,
        Conditions = [new(new ReportColumn("search", CellKind.Text), "mia")],
    };

    private static string Plain(ReportColumn column, object? cell, ReportLanguage language, TimeZoneInfo zone) => cell switch
    {
        null => "",
        string word when column.Kind == CellKind.Choice => language[$"Word_{word}"],
        string text when text.StartsWith('=') => $"'{text}",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime utc => TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        decimal number => number.ToString(column.Kind == CellKind.Share ? "0.0000" : "0.00", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The value of a line that names its figure.</summary>
    private static string Named(string[] line, string name)
    {
        Assert.Equal((2, name), (line.Length, line[0]));
        return line[1];
    }

    private static object? Typed(ReportColumn column, object? cell, ReportLanguage language, TimeZoneInfo zone) => cell switch
    {
        string word when column.Kind == CellKind.Choice => language[$"Word_{word}"],
        string text when text.StartsWith('=') => $"'{text}",
        DateOnly day => (decimal)day.ToDateTime(TimeOnly.MinValue).ToOADate(),
        DateTime utc => decimal.Parse(TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToOADate().ToString("R", CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture),
        null or string => cell,
        _ => Convert.ToDecimal(cell, CultureInfo.InvariantCulture),
    };

    /// <summary>The number of pages, each of which has something drawn on it.</summary>
    internal static int AssertIsPdf(byte[] file)
    {
        using var document = PdfReader.Open(new MemoryStream(file), PdfDocumentOpenMode.Import);
        Assert.All(document.Pages.Cast<PdfSharp.Pdf.PdfPage>(), page => Assert.NotEmpty(ContentReader.ReadContent(page)));
        return document.PageCount;
    }

    /// <summary>A fair with people, applications and money, from March to June 2026.</summary>
    internal static async Task SeedAsync(ReportRows rows)
    {
        var fair = await rows.EventAsync("fair", "2026-06-01T08:00Z");
        var vip = await rows.CategoryAsync(fair, "vip", "=VIP");
        var mia = await rows.ParticipantAsync(fair, await rows.ContactAsync(), "2026-03-03T08:00Z", confirmed: true, vip);
        await rows.ParticipantAsync(fair, await rows.ContactAsync(), "2026-03-09T08:00Z");
        await rows.CheckInAsync(fair, mia, "2026-06-01T09:00Z", quantity: 3);
        await rows.ApplicationAsync("2026-03-03T08:00Z", ApplicationStatus.Approved, 5, "vip", (fair, true));
        await rows.ApplicationAsync("2026-03-04T08:00Z", ApplicationStatus.Rejected, 4, null, (fair, false));
        var invoice = await rows.InvoiceAsync(119_00, "EUR", "2026-03-03T08:00Z", fair);
        await rows.InvoiceAsync(5_000, "JPY", "2026-05-03T08:00Z");
        await rows.InvoiceAsync(200_00, "EUR", "2026-04-02T08:00Z", fair, InvoiceKind.CreditNote, creditOf: invoice);
        await rows.PaymentAsync(50_00, "EUR", "2026-05-05T08:00Z", fee: 1_23, invoiceId: invoice);
        await rows.PaymentAsync(5_000, "JPY", "2026-05-06T08:00Z", gateway: "stripe");
        await rows.PaymentAsync(60_00, "EUR", "2026-05-06T08:00Z", status: PaymentStatus.Pending);
    }
}

/// <summary>
/// Runs where LibreOffice is installed; elsewhere the run says that it was skipped, and the Open XML SDK's reading stands alone.
/// </summary>
public sealed class OfficeFactAttribute : FactAttribute
{
    public OfficeFactAttribute() => Skip = Program is null ? "LibreOffice is not installed." : null;

    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "soffice")).FirstOrDefault(File.Exists);
}
