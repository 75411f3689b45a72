using System.Globalization;

namespace AdminPortal.Domain.Common;

/// <summary>Days and local times of an IANA time zone, daylight saving included.</summary>
public static class Zone
{
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);

    /// <summary>Whether the name is a time zone this machine knows.</summary>
    public static bool Exists(string? id) => !string.IsNullOrWhiteSpace(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out _);

    /// <summary>The zone of that name; UTC when this machine does not know it, so that a page never fails for it.</summary>
    public static TimeZoneInfo Find(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Wall-clock time in the zone.</summary>
    public static DateTime Local(this TimeZoneInfo zone, DateTime utc) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);

    /// <summary>The calendar day in the zone.</summary>
    public static DateOnly Day(this TimeZoneInfo zone, DateTime utc) => DateOnly.FromDateTime(zone.Local(utc));

    /// <summary>The UTC moment at which that day begins in the zone: its first moment that exists, where midnight is skipped.</summary>
    public static DateTime StartOfDay(this TimeZoneInfo zone, DateOnly day) => zone.Utc(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>
    /// The UTC moment of a wall-clock time. A time skipped in spring means the first moment after the gap; one that occurs twice in autumn
    /// means the first.
    /// </summary>
    public static DateTime Utc(this TimeZoneInfo zone, DateTime local)
    {
        // TimeZoneInfo.IsInvalidTime does not see every gap: none of Europe/Dublin, nor those of America/Asuncion at midnight.
        var clock = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var before = zone.GetUtcOffset(clock - DateTime.MinValue > ADay ? clock - ADay : clock);
        var after = zone.GetUtcOffset(DateTime.MaxValue - clock > ADay ? clock + ADay : clock);
        var first = clock - (before > after ? before : after);
        if (zone.GetUtcOffset(first) == clock - first)
        {
            return first;
        }

        var second = clock - (before > after ? after : before);
        if (zone.GetUtcOffset(second) == clock - second)
        {
            return second;
        }

        var moment = Clock.FromMinute(Clock.Minute(first));
        while (zone.GetUtcOffset(moment) == zone.GetUtcOffset(first))
        {
            moment = moment.AddMinutes(1);
        }

        return moment;
    }

    /// <summary>
    /// The same wall-clock time so many calendar days later: an hour more or less of UTC where the clocks changed meanwhile. A time skipped
    /// on that day means the first moment after the gap; the second one of a time that occurs twice stays the second one where it occurs
    /// twice there too.
    /// </summary>
    public static DateTime PlusDays(this TimeZoneInfo zone, DateTime utc, int days)
    {
        var local = DateTime.SpecifyKind(zone.Local(utc), DateTimeKind.Unspecified);
        var (moved, isSecond) = (local.AddDays(days), utc > zone.Utc(local));
        if (!isSecond || !zone.IsAmbiguousTime(moved))
        {
            return zone.Utc(moved);
        }

        return DateTime.SpecifyKind(moved - zone.GetAmbiguousTimeOffsets(moved).Min(), DateTimeKind.Utc);
    }

    /// <summary>The distance from UTC at that time, such as <c>UTC+2</c> or <c>UTC−3:30</c>.</summary>
    public static string Distance(this TimeZoneInfo zone, DateTime utc)
    {
        var offset = zone.GetUtcOffset(utc);
        var minutes = offset.Minutes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{Math.Abs(offset.Minutes):D2}");
        return string.Create(CultureInfo.InvariantCulture, $"UTC{(offset < TimeSpan.Zero ? "−" : "+")}{Math.Abs(offset.Hours)}{minutes}");
    }
}
