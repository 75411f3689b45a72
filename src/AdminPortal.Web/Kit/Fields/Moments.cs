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
