using System.Globalization;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>Texts with a number in front: one is not many.</summary>
public static class Counting
{
    /// <summary>The text of the key, or that of <c>key_One</c> where there is one alone.</summary>
    /// <param name="texts">The words.</param>
    /// <param name="key">The text for none and for many.</param>
    /// <param name="count">How many; stands at <c>{0}</c>, as the viewer's language writes it.</param>
    /// <param name="more">What stands at <c>{1}</c> and after.</param>
    public static LocalizedString Counted(this IStringLocalizer texts, string key, long count, params object[] more)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return texts[count == 1 ? $"{key}_One" : key, [count.ToString("N0", CultureInfo.CurrentCulture), .. more]];
    }
}
