using System.Globalization;
using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>Times as people read them: in the viewer's language and the given zone.</summary>
public static class Times
{
    /// <summary>Date and time, such as <c>03.10.2026 10:00</c>.</summary>
    public static string DateAndTime(this TimeZoneInfo zone, DateTime utc) => zone.Local(utc).ToString("g", CultureInfo.CurrentCulture);

    /// <summary>The time to the second, and the date before it when it is not <paramref name="now"/>'s day in the zone.</summary>
    public static string Moment(this TimeZoneInfo zone, DateTime utc, DateTime now) => zone.Day(utc) == zone.Day(now) ? zone.Local(utc)
        .ToString("T", CultureInfo.CurrentCulture) : zone.Local(utc).ToString("G", CultureInfo.CurrentCulture);

    /// <summary>The date alone.</summary>
    public static string Date(this TimeZoneInfo zone, DateTime utc) => zone.Local(utc).ToString("d", CultureInfo.CurrentCulture);

    /// <summary>From and to, with the date once when both are on one day.</summary>
    public static string Range(this TimeZoneInfo zone, DateTime fromUtc, DateTime toUtc) => zone.Day(fromUtc) == zone.Day(toUtc)
        ? $"{zone.DateAndTime(fromUtc)} – {zone.Local(toUtc).ToString("t", CultureInfo.CurrentCulture)}"
        : $"{zone.DateAndTime(fromUtc)} – {zone.DateAndTime(toUtc)}";

    /// <summary>The zone's name and its distance from UTC at that time, such as <c>Europe/Berlin (UTC+2)</c>.</summary>
    public static string Name(this TimeZoneInfo zone, DateTime utc) => $"{zone.Id} ({zone.Distance(utc)})";
}
