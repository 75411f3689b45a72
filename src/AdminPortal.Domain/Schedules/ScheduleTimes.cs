using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Schedules;

/// <summary>
/// When schedules are due, and which days their reports are about; both go by the days of the tenant's zone, daylight saving included.
/// </summary>
public static class ScheduleTimes
{
    /// <summary>
    /// The first time after a moment at which a daily or weekly schedule is due, in UTC. A time skipped in spring is due after the gap, one
    /// that occurs twice is due once.
    /// </summary>
    public static DateTime Next(ScheduleRhythm rhythm, DayOfWeek? weekday, int minute, TimeZoneInfo zone, DateTime afterUtc)
    {
        if (rhythm == ScheduleRhythm.AfterEvent)
        {
            throw new ArgumentException("A report after an event is due once.", nameof(rhythm));
        }

        for (var day = zone.Day(afterUtc); ; day = day.AddDays(1))
        {
            var due = At(day, minute, zone);
            if (due > afterUtc && (rhythm == ScheduleRhythm.Daily || day.DayOfWeek == weekday))
            {
                return due;
            }
        }
    }

    /// <summary>When a report after an event is due, in UTC: so many days after the event's last day, but not before its end.</summary>
    public static DateTime AfterEvent(DateTime endUtc, int daysAfter, int minute, TimeZoneInfo zone)
    {
        var due = At(zone.Day(endUtc).AddDays(daysAfter), minute, zone);
        return due > endUtc ? due : endUtc;
    }

    /// <summary>The range as days, seen from a day.</summary>
    public static (ReportBound? From, ReportBound? To) Days(ScheduleRange range, DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return range switch
        {
            ScheduleRange.Yesterday => (ReportBound.Of(today.AddDays(-1)), ReportBound.Of(today.AddDays(-1))),
            ScheduleRange.Last7Days => (ReportBound.Of(today.AddDays(-7)), ReportBound.Of(today.AddDays(-1))),
            ScheduleRange.Last30Days => (ReportBound.Of(today.AddDays(-30)), ReportBound.Of(today.AddDays(-1))),
            ScheduleRange.LastMonth => (ReportBound.Of(month.AddMonths(-1)), ReportBound.Of(month.AddDays(-1))),
            _ => (null, null),
        };
    }

    private static DateTime At(DateOnly day, int minute, TimeZoneInfo zone) =>
        zone.Utc(day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute));
}
