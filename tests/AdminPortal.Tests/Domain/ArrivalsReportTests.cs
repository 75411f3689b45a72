using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>The report of check-ins against figures computed by hand. The tenant is in Berlin, the events are in Tokyo.</summary>
public sealed class ArrivalsReportTests
{
    private static readonly DateOnly First = new(2026, 6, 1);

    [Theory, ClassData(typeof(Providers))]
    public async Task Check_ins_by_hand(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var fair = await SeedAsync(portal);
        var report = (await Of(portal).ReadAsync(portal.Owner, ArrivalsReport.Kind, new ReportFilter())).Required();
        Assert.Equal("Europe/Berlin", report.Zone.Id);
        // 60, 90 and 31 minutes; two came in again, one record was deleted.
        Assert.Equal(new ArrivalFigures(new CheckInFigures(6, 4, 3, 7), Utc("2026-06-01T22:00Z"), 60.33m), report.Data.Figures);
        Assert.Equal(
            [
                new(Utc("2026-06-01T21:00Z"), 1, 0), new(Utc("2026-06-01T22:00Z"), 2, 1), new(Utc("2026-06-01T23:00Z"), 0, 1),
                new(Utc("2026-06-02T00:00Z"), 0, 0),
                new(Utc("2026-06-02T01:00Z"), 2, 1), new(Utc("2026-06-02T02:00Z"), 1, 0),
            ],
            report.Data.ByHour);
        Assert.Equal([new(First, 1, 0), new(new(2026, 6, 2), 5, 3)], report.Data.ByDay);
        Assert.Equal([new("North", 3, 1), new("South", 2, 1), new(null, 1, 1)], report.Data.ByStation);
        Assert.Equal([new(CheckInType.Manual, 1), new(CheckInType.Scan, 4), new(CheckInType.App, 1)], report.Data.ByType);
        Assert.Equal([new("vip", "VIP new", 2, 4, 1), new(null, null, 2, 2, 2)], report.Data.ByCategory);
        Assert.Equal(fair, report.Data.Figures.CheckIns);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task One_event_has_its_own_zone_and_the_same_figures_as_its_statistics(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await SeedAsync(portal);
        foreach (var key in new[] { "fair", "expo", "empty" })
        {
            var report = (await Of(portal).ReadAsync(portal.Owner, ArrivalsReport.Kind, new ReportFilter(key))).Required();
            var stats = (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, key))!;
            Assert.Equal("Asia/Tokyo", report.Zone.Id);
            Assert.Equal(new CheckInFigures(stats.CheckIns, stats.CheckedInTotal, stats.CheckedInNow, stats.PeopleInside),
                report.Data.Figures.CheckIns);
            Assert.Equal(stats.ByHour.Select(row => new HourArrivals(row.Hour, row.CheckIns, row.CheckOuts)),
                report.Data.ByHour.Where(row => row.CheckIns + row.CheckOuts > 0));
            Assert.Equal(stats.ByStation.Select(row => new StationArrivals(row.Station, row.CheckIns, row.CheckedInNow)),
                report.Data.ByStation);
            Assert.Equal(stats.ByType.Where(row => row.Value > 0).Select(row => new TypeArrivals(row.Key, row.Value)), report.Data.ByType);
            Assert.Equal(stats.CheckedInTotal, report.Data.ByCategory.Sum(row => row.People));
        }

        // In Tokyo all of it happened on one day; the range is one of the tenant's days, as in the overview.
        var day = (await Of(portal).ReadAsync(portal.Owner, ArrivalsReport.Kind,
            new ReportFilter("fair", ReportBound.Of(First), ReportBound.Of(First)))).Required().Data;
        Assert.Equal([new(new(2026, 6, 2), 1, 0)], day.ByDay);
        var overview = (await Of(portal)
            .ReadAsync(portal.Owner, OverviewReport.Kind, new ReportFilter("fair", ReportBound.Of(First), ReportBound.Of(First))))
            .Required().Data;
        Assert.Equal(overview.CheckIns, day.Figures.CheckIns);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Nothing_gives_zeros_and_five_commands_are_enough(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        portal.Commands.Reset();
        var report = (await Of(portal).ReadAsync(portal.Owner, ArrivalsReport.Kind, new ReportFilter("none", ReportBound.Of(First))))
            .Required().Data;
        Assert.Equal(5, portal.Commands.Count);
        Assert.Equal(new ArrivalFigures(new CheckInFigures(0, 0, 0, 0), null, null), report.Figures);
        Assert.Empty(report.ByHour);
        Assert.Empty(report.ByDay);
        Assert.Empty(report.ByStation);
        Assert.Empty(report.ByType);
        Assert.Empty(report.ByCategory);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Hours_begin_where_the_zone_lets_them_begin_and_long_gaps_are_not_filled(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Rows(portal);
        await rows.ZoneAsync("Asia/Kolkata");
        var fair = await rows.EventAsync("fair", "2026-06-01T08:00Z");
        var mia = await rows.ParticipantAsync(fair, await rows.ContactAsync(), "2026-03-03T08:00Z");
        await rows.CheckInAsync(fair, mia, "2026-06-01T09:29Z", "2026-06-01T09:29Z");
        await rows.CheckInAsync(fair, mia, "2026-06-01T09:31Z", "2026-06-01T10:31Z");
        await rows.CheckInAsync(fair, mia, "2026-06-20T09:31Z", "2026-06-20T09:32Z");
        var report = (await Of(portal).ReadAsync(portal.Owner, ArrivalsReport.Kind, new ReportFilter())).Required().Data;
        Assert.Equal([new(Utc("2026-06-01T08:30Z"), 1, 1), new(Utc("2026-06-01T09:30Z"), 1, 0), new(Utc("2026-06-01T10:30Z"), 0, 1),
            new(Utc("2026-06-20T09:30Z"), 1, 1)], report.ByHour);
        Assert.Equal(20.33m, report.Figures.AverageStay);
    }

    /// <summary>Six living records of two events; returns the head figures that all of them have.</summary>
    private static async Task<CheckInFigures> SeedAsync(TestPortal portal)
    {
        var rows = Rows(portal);
        var (fair, expo) = (await rows.EventAsync("fair", "2026-06-01T08:00Z"), await rows.EventAsync("expo", "2026-06-01T08:00Z"));
        await rows.EventAsync("empty", "2026-06-01T08:00Z");
        var oldVip = await rows.CategoryAsync(fair, "vip", "VIP old");
        var newVip = await rows.CategoryAsync(expo, "vip", "VIP new");
        var (mia, ben) = (await rows.ContactAsync(), await rows.ContactAsync());
        var a = await rows.ParticipantAsync(fair, mia, "2026-03-03T08:00Z", confirmed: true, oldVip);
        var b = await rows.ParticipantAsync(fair, ben, "2026-03-03T08:00Z");
        var c = await rows.ParticipantAsync(expo, mia, "2026-03-03T08:00Z", confirmed: true, newVip);
        var d = await rows.ParticipantAsync(expo, ben, "2026-03-03T08:00Z");
        await rows.CheckInAsync(fair, a, "2026-06-01T21:59Z", "2026-06-01T22:59Z", station: "North");
        await rows.CheckInAsync(fair, a, "2026-06-01T22:00Z", "2026-06-01T23:30Z", station: "North", type: CheckInType.App);
        await rows.CheckInAsync(fair, b, "2026-06-01T22:10Z", quantity: 2, station: "South");
        await rows.CheckInAsync(expo, c, "2026-06-02T01:00Z", "2026-06-02T01:31Z", station: "South", type: CheckInType.Manual);
        await rows.CheckInAsync(expo, c, "2026-06-02T01:40Z", quantity: 3, station: "North");
        await rows.DeleteAsync<CheckIn>(await rows.CheckInAsync(expo, d, "2026-06-02T01:45Z", "2026-06-02T01:50Z", station: "North"));
        await rows.CheckInAsync(expo, d, "2026-06-02T02:00Z", quantity: 2);
        return new CheckInFigures(6, 4, 3, 7);
    }

    private static DateTime Utc(string iso) => ReportRows.At(iso);

    private static ReportQueries Of(TestPortal portal) => portal.Get<ReportQueries>();

    private static ReportRows Rows(TestPortal portal) => new(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
}
