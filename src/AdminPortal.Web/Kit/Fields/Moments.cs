using System.Globalization;
using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Kit.Fields;

/// <summary>Day and time as <see cref="MomentField"/> writes them, without a zone.</summary>
public static class Moments
{
    /// <summary>How they are written: <c>2026-10-09T08:30</c>.</summary>
    public const string Written = "yyyy-MM-dd'T'HH:mm";

    /// <summary>A UTC time as the clocks of a zone show it.</summary>
    public static string Text(DateTime utc, TimeZoneInfo zone) => Text(zone.Local(utc));

    /// <summary>A time of the clock.</summary>
    public static string Text(DateTime local) => local.ToString(Written, CultureInfo.InvariantCulture);

    /// <summary>What was typed as a time of the clock, from 1990 to 2200; null where it cannot be read.</summary>
    public static DateTime? Local(string? typed) => Read(typed) is { Year: >= 1990 and <= 2200 } local
        ? DateTime.SpecifyKind(local, DateTimeKind.Unspecified)
        : null;

    /// <summary>Whether that time of the clock occurs twice in the zone.</summary>
    public static bool IsTwice(string? typed, TimeZoneInfo zone) => Local(typed) is { } local && zone.IsAmbiguousTime(local);

    /// <summary>Whether that time of the clock is skipped in the zone.</summary>
    public static bool IsSkipped(string? typed, TimeZoneInfo zone) => Local(typed) is { } local && zone.IsInvalidTime(local);

    /// <summary>Whether a moment is the second one at which the clocks of the zone show its time.</summary>
    public static bool IsLater(DateTime utc, TimeZoneInfo zone) =>
        Utc(Text(utc, zone), false, zone) is { } first && utc - first >= TimeSpan.FromMinutes(1);

    /// <summary>The UTC moment of what was typed; null where it cannot be read.</summary>
    /// <param name="typed">A time of the clock.</param>
    /// <param name="later">Of one that occurs twice, the second one.</param>
    /// <param name="zone">The zone of the clock.</param>
    /// <param name="stored">What was stored before: within the same minute its seconds stay.</param>
    public static DateTime? Utc(string? typed, bool later, TimeZoneInfo zone, DateTime? stored = null)
    {
        if (Local(typed) is not { } local)
        {
            return null;
        }

        var utc = zone.Utc(local);
        if (later && zone.IsAmbiguousTime(local))
        {
            var offsets = zone.GetAmbiguousTimeOffsets(local);
            utc += offsets.Max() - offsets.Min();
        }

        return stored is { } at && at - utc is { } rest && rest >= TimeSpan.Zero && rest < TimeSpan.FromMinutes(1) ? at : utc;
    }

    /// <summary>
    /// The end that goes with another start, so that the length stays; as it was where one of them cannot be read or the end is not later.
    /// </summary>
    public static string? EndFor(string? start, string? end, string? newStart) =>
        Read(start) is { } from && Read(end) is { } to && to > from && Read(newStart) is { } moved
            ? Text(moved + (to - from))
            : end;

    private static DateTime? Read(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
}
