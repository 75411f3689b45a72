using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Schedules;

namespace AdminPortal.Tests.Domain;

/// <summary>When schedules are due, in Berlin: UTC+1, in summer UTC+2, from 2026-03-29 to 2026-10-25.</summary>
public sealed class ScheduleTimesTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData(7 * 60, "2026-10-03T04:59Z", "2026-10-03T05:00Z")]
    [InlineData(7 * 60, "2026-10-03T05:00Z", "2026-10-04T05:00Z")]
    [InlineData(0, "2026-10-03T21:59Z", "2026-10-03T22:00Z")]
    [InlineData(7 * 60, "2026-10-24T06:00Z", "2026-10-25T06:00Z")]
    [InlineData(150, "2026-03-29T00:00Z", "2026-03-29T01:00Z")]
    [InlineData(150, "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData(150, "2026-10-25T00:00Z", "2026-10-25T00:30Z")]
    [InlineData(150, "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    public void Every_day_at_the_wall_clock_time_once(int minute, string after, string due) =>
        Assert.Equal(Utc(due), ScheduleTimes.Next(ScheduleRhythm.Daily, null, minute, Berlin, Utc(after)));

    [Theory]
    [InlineData(DayOfWeek.Monday, "2026-10-03T08:00Z", "2026-10-05T05:00Z")]
    [InlineData(DayOfWeek.Monday, "2026-10-05T05:00Z", "2026-10-12T05:00Z")]
    [InlineData(DayOfWeek.Saturday, "2026-10-03T08:00Z", "2026-10-10T05:00Z")]
    [InlineData(DayOfWeek.Monday, "2026-10-19T06:00Z", "2026-10-26T06:00Z")]
    public void Every_week_on_the_weekday_of_the_zone(DayOfWeek weekday, string after, string due) =>
        Assert.Equal(Utc(due), ScheduleTimes.Next(ScheduleRhythm.Weekly, weekday, 7 * 60, Berlin, Utc(after)));

    [Theory]
    [InlineData("2026-10-03T16:00Z", 1, "2026-10-04T05:00Z")]
    [InlineData("2026-10-03T16:00Z", 0, "2026-10-03T16:00Z")]
    [InlineData("2026-10-03T22:30Z", 0, "2026-10-04T05:00Z")]
    [InlineData("2026-10-24T16:00Z", 2, "2026-10-26T06:00Z")]
    public void After_an_event_it_is_never_due_before_the_end(string end, int days, string due) =>
        Assert.Equal(Utc(due), ScheduleTimes.AfterEvent(Utc(end), days, 7 * 60, Berlin));

    [Theory]
    [InlineData(ScheduleRange.Yesterday, "2026-02-28", "2026-02-28")]
    [InlineData(ScheduleRange.Last7Days, "2026-02-22", "2026-02-28")]
    [InlineData(ScheduleRange.Last30Days, "2026-01-30", "2026-02-28")]
    [InlineData(ScheduleRange.LastMonth, "2026-02-01", "2026-02-28")]
    public void Ranges_end_with_the_day_before(ScheduleRange range, string from, string to) =>
        Assert.Equal((Bound(from), Bound(to)), ScheduleTimes.Days(range, new DateOnly(2026, 3, 1)));

    [Fact]
    public void Everything_has_no_bounds() =>
        Assert.Equal((null, null), ScheduleTimes.Days(ScheduleRange.Everything, new DateOnly(2026, 3, 1)));

    private static ReportBound? Bound(string day) => ReportBound.Of(DateOnly.ParseExact(day, "yyyy-MM-dd", null));

    private static DateTime Utc(string text) => DateTime.Parse(text, null,
        System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal);
}
