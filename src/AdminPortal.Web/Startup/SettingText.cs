using System.Globalization;
using AdminPortal.Domain.Accounts;

namespace AdminPortal.Web.Startup;

/// <summary>Settings that may be left out, as they are written; what is wrong with one is said in plain words.</summary>
internal static class SettingText
{
    /// <summary>A number of hours, also of parts of one; null where nothing is said.</summary>
    public static TimeSpan? Hours(IConfiguration configuration, string setting, List<string> wrong)
    {
        if (configuration[setting] is not { Length: > 0 } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours)
            && hours is >= SessionSettings.LeastHours and <= SessionSettings.MostHours)
        {
            return TimeSpan.FromHours(hours);
        }

        wrong.Add($"{setting} is \"{text}\"; it must be a number of hours from 0.25 to {SessionSettings.MostHours}.");
        return null;
    }

    /// <summary>The address of a page; null where nothing is said.</summary>
    public static Uri? Page(IConfiguration configuration, string setting, List<string> wrong)
    {
        if (configuration[setting] is not { Length: > 0 } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme is "http" or "https")
        {
            return page;
        }

        wrong.Add($"{setting} is \"{text}\"; it must be an address such as https://www.example.org/privacy.");
        return null;
    }
}
