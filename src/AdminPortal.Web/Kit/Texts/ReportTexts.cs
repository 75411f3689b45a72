using System.Globalization;
using System.Resources;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>Marks the resource files with the names of reports, tables and columns, on pages and in files.</summary>
public sealed class ReportTexts
{
    private static readonly ResourceManager Texts = new(typeof(ReportTexts));

    private ReportTexts()
    {
    }

    /// <summary>How reports read for the viewer.</summary>
    public static ReportLanguage Current => new(CultureInfo.CurrentCulture, key => Texts.GetString(key, CultureInfo.CurrentUICulture));

    /// <summary>
    /// How reports read in one of the portal's languages, also outside a request; an unknown one is the first of
    /// <see cref="Languages.All"/>.
    /// </summary>
    public static ReportLanguage Of(string language)
    {
        var culture = Languages.All.FirstOrDefault(known => known.Name == language) ?? Languages.All[0];
        return new ReportLanguage(Languages.FormatsOf(culture), key => Texts.GetString(key, culture));
    }
}
