using System.Globalization;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>How long ago something was, short enough for a chip.</summary>
public static class Ages
{
    /// <summary>Such as <c>0.4 s</c>, <c>14 s</c>, <c>4 min</c>, <c>3 h</c>; one decimal below ten seconds.</summary>
    public static string Of(TimeSpan age) => age switch
    {
        { TotalSeconds: < 10 } => age.TotalSeconds.ToString("0.0", CultureInfo.CurrentCulture) + " s",
        _ => Whole(age),
    };

    /// <summary>The same without decimals.</summary>
    public static string Whole(TimeSpan age) => age switch
    {
        { TotalSeconds: < 100 } => $"{Math.Max(0, (int)age.TotalSeconds)} s",
        { TotalMinutes: < 100 } => $"{(int)age.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} d",
    };

    /// <summary>When something was last seen, such as <c>seen 2 min ago</c>; it never was when <paramref name="at"/> is null.</summary>
    public static string Seen(this IStringLocalizer<SharedTexts> texts, DateTime? at, DateTime now) => (now - at) switch
    {
        null => texts["Seen_Never"],
        { TotalMinutes: < 1 } => texts["Seen_Now"],
        { TotalMinutes: < 100 } age => texts["Seen_Minutes", (int)age.TotalMinutes],
        { TotalHours: < 48 } age => texts["Seen_Hours", (int)age.TotalHours],
        { } age => texts["Seen_Days", ((int)age.TotalDays).ToString("N0", CultureInfo.CurrentCulture)],
    };
}
