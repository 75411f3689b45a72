using System.Globalization;

namespace AdminPortal.Web.Shell;

/// <summary>Languages in their own words.</summary>
public static class LanguageNames
{
    /// <summary>The language's name for itself, such as Deutsch, with a capital.</summary>
    public static string Of(CultureInfo language) =>
        string.Concat(char.ToUpper(language.NativeName[0], language).ToString(), language.NativeName.AsSpan(1));
}
