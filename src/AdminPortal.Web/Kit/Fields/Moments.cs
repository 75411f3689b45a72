using System.Globalization;

namespace AdminPortal.Web.Kit.Fields;

/// <summary>Day and time as <see cref="MomentField"/> writes them, without a zone.</summary>
public static class Moments
{
    /// <summary>How they are written: <c>2026-10-09T08:30</c>.</summary>
    public const string Written = "yyyy-MM-dd'T'HH:mm";

    /// <summary>
    /// The end that goes with another start, so that the length stays; as it was where one of them cannot be read or the end is not later.
    /// </summary>
    public static string? EndFor(string? start, string? end, string? newStart) =>
        Read(start) is { } from && Read(end) is { } to && to > from && Read(newStart) is { } moved
            ? (moved + (to - from)).ToString(Written, CultureInfo.InvariantCulture)
            : end;

    private static DateTime? Read(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
}
