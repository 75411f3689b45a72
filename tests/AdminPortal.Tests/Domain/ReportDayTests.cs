using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Days and ranges of reports in the tenant's time zone.</summary>
public sealed class ReportDayTests
{
    /// <summary>A zone, one of its days, and that day's first moment and the next one's, looked up by hand.</summary>
    public static TheoryData<string, string, string, string> Days => new()
    {
        { "Europe/Berlin", "2026-03-29", "2026-03-28T23:00Z", "2026-03-29T22:00Z" }, // 23 hours
        { "Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z", "2026-10-25T23:00Z" }, // 25 hours
        { "Europe/Berlin", "2028-02-29", "2028-02-28T23:00Z", "2028-02-29T23:00Z" }, // a leap day
        { "Europe/Berlin", "2027-01-01", "2026-12-31T23:00Z", "2027-01-01T23:00Z" },
        { "Asia/Kolkata", "2028-02-29", "2028-02-28T18:30Z", "2028-02-29T18:30Z" },
        { "Asia/Kathmandu", "2026-05-01", "2026-04-30T18:15Z", "2026-05-01T18:15Z" },
        { "America/St_Johns", "2026-07-01", "2026-07-01T02:30Z", "2026-07-02T02:30Z" },
        { "Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00Z", "2026-04-05T13:30Z" }, // half an hour more
        { "Asia/Beirut", "2026-03-29", "2026-03-28T22:00Z", "2026-03-29T21:00Z" }, // midnight is skipped
        { "America/Havana", "2026-11-01", "2026-11-01T04:00Z", "2026-11-02T05:00Z" }, // midnight comes twice
        { "Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00Z", "2026-01-01T10:00Z" },
        { "UTC", "2026-12-31", "2026-12-31T00:00Z", "2027-01-01T00:00Z" },
    };

    [Theory, MemberData(nameof(Days))]
    public async Task A_day_holds_its_first_and_its_last_moment_and_no_other(string zone, string date, string begins, string next)
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var rows = new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
        await rows.ZoneAsync(zone);
        var fair = await rows.EventAsync("fair", "2026-06-01T08:00Z");
        var (start, end) = (ReportRows.At(begins), ReportRows.At(next));
        foreach (var moment in new[] { start.AddMilliseconds(-1), start, end.AddMilliseconds(-1), end })
        {
            var at = moment.ToString("O");
            await rows.ParticipantAsync(fair, await rows.ContactAsync(), at);
            await rows.ApplicationAsync(at, ApplicationStatus.Open, null, null, (fair, false));
            await rows.InvoiceAsync(1_00, "EUR", at);
            await rows.PaymentAsync(1_00, "EUR", at);
        }

        var reports = portal.Get<ReportQueries>();
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        DayCount[] whole = [new(day.AddDays(-1), 1), new(day, 2), new(day.AddDays(1), 1)];
        DayPayments[] money = [new(day.AddDays(-1), "EUR", 1m), new(day, "EUR", 2m), new(day.AddDays(1), "EUR", 1m)];
        var all = new ReportFilter();
        Assert.Equal(whole, (await reports.ReadAsync(portal.Owner, ParticipantsReport.Kind, all)).Required().Data.ByDay);
        Assert.Equal(whole, (await reports.ReadAsync(portal.Owner, ApplicationsReport.Kind, all)).Required().Data.ByDay);
        Assert.Equal(money, (await reports.ReadAsync(portal.Owner, PaymentsReport.Kind, all)).Required().Data.ByDay);
        var months = whole.GroupBy(d => new DateOnly(d.Date.Year, d.Date.Month, 1))
            .Select(g => new MonthRevenue(g.Key, "EUR", g.Sum(d => d.Total)));
        Assert.Equal(months, (await reports.ReadAsync(portal.Owner, RevenueReport.Kind, all)).Required().Data.ByMonth);

        // The same range as a day, and as the two moments at its ends.
        foreach (var (from, to) in new[]
            { (ReportBound.Of(day), ReportBound.Of(day)), (ReportBound.Of(start), ReportBound.Of(end.AddMilliseconds(-1))) })
        {
            var filter = new ReportFilter(null, from, to);
            Assert.Equal([whole[1]], (await reports.ReadAsync(portal.Owner, ParticipantsReport.Kind, filter)).Required().Data.ByDay);
            Assert.Equal([whole[1]], (await reports.ReadAsync(portal.Owner, ApplicationsReport.Kind, filter)).Required().Data.ByDay);
            Assert.Equal([money[1]], (await reports.ReadAsync(portal.Owner, PaymentsReport.Kind, filter)).Required().Data.ByDay);
            Assert.Equal(2, (await reports.ReadAsync(portal.Owner, RevenueReport.Kind, filter)).Required().Data.Figures.InvoiceCount);
        }

        async Task<int> CountAsync(ReportBound? from,
            ReportBound? to) => (await reports.ReadAsync(portal.Owner, ParticipantsReport.Kind, new ReportFilter(null, from, to)))
                .Required().Data.Figures.Total;
        Assert.Equal((3, 3), (await CountAsync(ReportBound.Of(day), null), await CountAsync(null, ReportBound.Of(day))));
        Assert.Equal((1, 1), (await CountAsync(ReportBound.Of(end), ReportBound.Of(end)),
            await CountAsync(null, ReportBound.Of(start.AddMilliseconds(-1)))));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_range_that_ends_before_it_begins_is_refused_and_the_ends_of_time_are_not(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
        var reports = portal.Get<ReportQueries>();
        async Task<string?> ReadAsync(ReportBound? from, ReportBound? to)
        {
            var report = await reports.ReadAsync(portal.Owner, OverviewReport.Kind, new ReportFilter(null, from, to));
            return report.Ok ? null : Assert.Single(report.Problems).Field;
        }

        var day = new DateOnly(2026, 3, 3);
        var midnight = ReportRows.At("2026-03-03T23:00Z"); // of the next day
        Assert.Equal("date_from", await ReadAsync(ReportBound.Of(day), ReportBound.Of(day.AddDays(-1))));
        Assert.Equal("date_from", await ReadAsync(ReportBound.Of(midnight), ReportBound.Of(day)));
        Assert.Null(await ReadAsync(ReportBound.Of(midnight.AddMilliseconds(-1)), ReportBound.Of(day)));
        Assert.Equal("date_from", await ReadAsync(ReportBound.Of(day), ReportBound.Of(midnight.AddDays(-1).AddMilliseconds(-1))));
        Assert.Null(await ReadAsync(ReportBound.Of(day), ReportBound.Of(midnight.AddDays(-1))));
        Assert.Null(await ReadAsync(ReportBound.Of(midnight), ReportBound.Of(midnight)));
        Assert.Equal("date_from", await ReadAsync(ReportBound.Of(midnight), ReportBound.Of(midnight.AddMilliseconds(-1))));
        foreach (var zone in new[] { "Pacific/Kiritimati", "Pacific/Niue", "Europe/Berlin", "Pacific/Apia" })
        {
            await rows.ZoneAsync(zone);
            Assert.Null(await ReadAsync(ReportBound.Of(DateOnly.MinValue), ReportBound.Of(DateOnly.MaxValue)));
            Assert.Null(await ReadAsync(ReportBound.Of(DateTime.MinValue), ReportBound.Of(DateTime.MaxValue)));
            Assert.Null(await ReadAsync(ReportBound.Of(new DateOnly(1, 1, 2)), ReportBound.Of(new DateOnly(9999, 12, 30))));
            // a day that Samoa left out
            Assert.Null(await ReadAsync(ReportBound.Of(new DateOnly(2011, 12, 30)), ReportBound.Of(new DateOnly(2011, 12, 30))));
        }
    }
}
