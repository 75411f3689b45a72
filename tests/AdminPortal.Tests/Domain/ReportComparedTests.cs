using System.Globalization;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Texts;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>A report with another one beside it, as a file.</summary>
public sealed class ReportComparedTests
{
    [Theory, MemberData(nameof(ReportFileTests.Summaries), MemberType = typeof(ReportFileTests))]
    public async Task A_comparison_is_in_the_files_too(string kind)
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await ReportFileTests.SeedAsync(new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner));
        var (from, to) = (new DateOnly(2026, 4, 1), new DateOnly(2026, 12, 31));
        var before = new ReportFilter(null, ReportBound.Of(from.AddMonths(-1)), ReportBound.Of(from.AddDays(-1)));
        var filter = new ReportFilter(null, ReportBound.Of(from), ReportBound.Of(to));
        var asked = new ReportRequest(kind, filter) { Comparison = new ReportComparison(before, "March", 31, 1) };
        var request = ReportRequestText.Read(ReportRequestText.Write(asked).Required());
        Assert.Equal(asked.Comparison, request.Comparison);
        var reports = portal.Get<ReportQueries>();
        var document = (await reports.OpenAsync(portal.Owner, request)).Required();
        var (now, then) = ((await reports.OpenAsync(portal.Owner, new ReportRequest(kind, filter)))
            .Required(), (await reports.OpenAsync(portal.Owner, new ReportRequest(kind, before))).Required());
        Assert.Equal("March", document.ComparedWith);
        foreach (var (table, own, other) in document.Tables.Zip(now.Tables, then.Tables))
        {
            foreach (var column in own.Columns.Where(column => column.IsTotalled || (own.IsFigures && column.Kind == CellKind.Count)))
            {
                // Nothing is lost and nothing counts twice: the sums are those of the two reports.
                Assert.Equal(Sum(own, own.Place(column.Key)), Sum(table, table.Place(column.Key)));
                Assert.Equal(Sum(other, other.Place(column.Key)), Sum(table, table.Place(column.Key) + 1));
                Assert.Equal("March", table.Columns[table.Place(column.Key) + 1].ComparedWith);
            }

            Assert.All(table.Known!, row => Assert.Equal(table.Columns.Count, row.Length));
        }

        var language = ReportTexts.Of("de");
        var csv = ReportFiles.Csv(await document.WriteAsync(ReportFormat.Csv, language), ';');
        Assert.Contains(csv.SelectMany(line => line), cell => cell.EndsWith(": March", StringComparison.Ordinal));
        var book = ReportFiles.Book(await document.WriteAsync(ReportFormat.Xlsx, language));
        Assert.Contains(book["Über diese Datei"], line => line is [{ Value: "Verglichen mit" }, { Value: "March" }]);
        ReportFileTests.AssertIsPdf(await document.WriteAsync(ReportFormat.Pdf, language));

        static decimal Sum(ReportTable table, int at) =>
            table.Known!.Sum(row => Convert.ToDecimal(row[at] ?? 0, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Two_hours_of_the_night_when_clocks_go_back_both_count_beside_the_one_of_another_night()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var rows = new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
        await rows.ZoneAsync("Europe/Berlin");
        var fair = await rows.EventAsync("fair", "2026-10-24T08:00Z");
        foreach (var at in new[] { "2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-11-01T01:15Z" })
        {
            await rows.CheckInAsync(fair, await rows.ParticipantAsync(fair, await rows.ContactAsync(), "2026-10-01T08:00Z"), at);
        }

        var (then, now) = (ReportBound.Of(new DateOnly(2026, 10, 25)), ReportBound.Of(new DateOnly(2026, 11, 1)));
        var document = (await portal.Get<ReportQueries>().OpenAsync(portal.Owner, new ReportRequest("check_ins", new(null, now, now))
        { Comparison = new ReportComparison(new ReportFilter(null, then, then), "October", 7, 0) })).Required();
        var hours = document.Tables.Single(table => table.Path == "by_hour");
        var row = Assert.Single(hours.Known!);
        var place = hours.Place("check_ins");
        Assert.Equal((1L, 2L, -1L), (Convert.ToInt64(row[place], CultureInfo.InvariantCulture),
            Convert.ToInt64(row[place + 1], CultureInfo.InvariantCulture), Convert.ToInt64(row[place + 2], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Rows_of_the_same_thing_stand_beside_one_another_and_days_are_moved()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await ReportFileTests.SeedAsync(new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner));
        var march = new ReportFilter(null, ReportBound.Of(new DateOnly(2026, 3, 1)), ReportBound.Of(new DateOnly(2026, 3, 31)));
        var april = new ReportFilter(null, ReportBound.Of(new DateOnly(2026, 4, 1)), ReportBound.Of(new DateOnly(2026, 4, 30)));
        var document = (await portal.Get<ReportQueries>()
            .OpenAsync(portal.Owner, new ReportRequest("revenue", april) { Comparison = new ReportComparison(march, "März", 31, 1) }))
            .Required();
        var months = document.Tables.Single(table => table.Path == "by_month");
        Assert.Equal(["month", "currency", "net", "net", "net"], months.Columns.Select(column => column.Key));
        Assert.Equal(["Monat", "Währung", "Netto", "Netto: März", "Netto: Veränderung"],
            months.Columns.Select(column => ReportTexts.Of("de").Column("revenue", column)));
        Assert.Equal([new DateOnly(2026, 4, 1), "EUR", -200m, 119m, -319m], Assert.Single(months.Known!));
    }
}
