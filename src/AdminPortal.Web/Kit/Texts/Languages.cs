using System.Globalization;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>German and English.</summary>
public static class Languages
{
    /// <summary>The languages of the portal; the first is used when the browser asks for none of them.</summary>
    public static readonly IReadOnlyList<CultureInfo> All = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("de")];

    /// <summary>
    /// How numbers and dates are written in a language: English as in Europe, day before month and 24 hours, so that no time at a door is
    /// read wrongly.
    /// </summary>
    public static CultureInfo FormatsOf(CultureInfo language) => language.Name == "en" ? CultureInfo.GetCultureInfo("en-GB") : language;
}
