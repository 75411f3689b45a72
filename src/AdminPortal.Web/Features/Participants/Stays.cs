using System.Globalization;
using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Features.Participants;

/// <summary>Check-in times as the lists show them.</summary>
internal static class Stays
{
    /// <summary>
    /// From, and to where it is over: <c>09:12–10:02</c>; a time of another day than <paramref name="now"/> carries its date.
    /// </summary>
    public static string Text(TimeZoneInfo zone, DateTime from, DateTime? to, DateTime now) =>
        to is { } until ? $"{Time(zone, from, zone.Day(now))}–{Time(zone, until, zone.Day(from))}" : Time(zone, from, zone.Day(now));

    private static string Time(TimeZoneInfo zone, DateTime utc, DateOnly known)
    {
        var time = zone.Local(utc).ToString("t", CultureInfo.CurrentCulture);
        var dayAndMonth = CultureInfo.CurrentCulture.DateTimeFormat.MonthDayPattern.Replace("MMMM", "MMM", StringComparison.Ordinal);
        return zone.Day(utc) == known ? time : $"{zone.Local(utc).ToString(dayAndMonth, CultureInfo.CurrentCulture)} {time}";
    }
}
