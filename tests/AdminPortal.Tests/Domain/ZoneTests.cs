using AdminPortal.Domain.Common;

namespace AdminPortal.Tests.Domain;

/// <summary>Local times of every zone this machine knows, over the years the portal is used in.</summary>
public sealed class ZoneTests
{
    private static readonly DateOnly First = new(2020, 1, 1);

    [Fact]
    public void Where_the_clocks_change_a_day_of_any_zone_begins_with_its_first_moment()
    {
        var wrong =
            from zone in TimeZoneInfo.GetSystemTimeZones()
            from day in Enumerable.Range(0, 8 * 365).Select(First.AddDays)
            let midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)
            where zone.GetUtcOffset(midnight.AddDays(-1)) != zone.GetUtcOffset(midnight.AddDays(1))
            let start = zone.StartOfDay(day)
            where zone.Day(start) != day || zone.Day(start.AddMilliseconds(-1)) != day.AddDays(-1)
            select $"{zone.Id} {day:O} {start:O}";
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00")]
    [InlineData("Europe/Dublin", "2026-03-29T01:30", "2026-03-29T01:00")]
    [InlineData("America/Asuncion", "2023-10-01T00:15", "2023-10-01T04:00")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-03T15:30")]
    public void A_skipped_time_is_the_first_moment_after_the_gap(string zone, string local, string utc) =>
        Assert.Equal(Time(utc), Zone.Find(zone).Utc(Time(local)));

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30")]
    [InlineData("Europe/Dublin", "2026-10-25T01:30", "2026-10-25T00:30")]
    [InlineData("America/Havana", "2026-11-01T00:00", "2026-11-01T04:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45")]
    public void A_time_that_occurs_twice_is_the_first_one(string zone, string local, string utc) =>
        Assert.Equal(Time(utc), Zone.Find(zone).Utc(Time(local)));

    [Fact]
    public void The_ends_of_the_calendar_have_a_moment()
    {
        Assert.Equal(DateTime.MinValue, TimeZoneInfo.Utc.Utc(DateTime.MinValue));
        Assert.Equal(DateTime.MaxValue, TimeZoneInfo.Utc.Utc(DateTime.MaxValue));
    }

    private static DateTime Time(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
