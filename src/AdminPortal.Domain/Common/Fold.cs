using System.Globalization;
using System.Text;

namespace AdminPortal.Domain.Common;

/// <summary>Text folded for searching and sorting, the same in every database: lower case, without accents, single spaces.</summary>
public static class Fold
{
    private static readonly Dictionary<char, string> Letters = new()
    {
        ['ß'] = "ss",
        ['ø'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ı'] = "i",
        ['’'] = "'",
        ['‘'] = "'",
    };

    /// <summary>
    /// A text that has no folded column, for sorting: both databases sort it letter by letter, whatever their own order is.
    /// </summary>
    public static string? Ordinal(string? text) => text;

    /// <summary>
    /// A text of a small table without a folded column, for searching: both databases then find <c>muller</c> in <c>Müller</c>.
    /// </summary>
    public static string? Loose(string? text) => Text(text);

    /// <summary>
    /// The text with U+FFFD for halves of characters and for U+FFFE, which a damaged file may hold and nothing can be normalised with.
    /// </summary>
    private static string Whole(string text) => (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0
        ? text
        : string.Concat(text.EnumerateRunes())).Replace('\uFFFE', '\uFFFD');

    /// <summary>Folds one text; null becomes empty.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        var folded = new StringBuilder(text.Length);
        foreach (var c in Whole(text).Trim().ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (Letters.TryGetValue(c, out var letters))
            {
                folded.Append(letters);
            }
            else if (!char.IsWhiteSpace(c))
            {
                folded.Append(c);
            }
            else if (folded.Length > 0 && folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }

        return folded.ToString();
    }

    /// <summary>Folds several texts into one, separated by spaces, cut to a length.</summary>
    public static string Join(int limit, params ReadOnlySpan<string?> texts)
    {
        var joined = new StringBuilder();
        foreach (var text in texts)
        {
            var folded = Text(text);
            if (folded.Length > 0)
            {
                joined.Append(joined.Length > 0 ? " " : "").Append(folded);
            }
        }

        return joined.Length > limit ? joined.ToString(0, limit) : joined.ToString();
    }

    /// <summary>
    /// The folded words of what somebody typed into a search field, at most eight. A comma parts words too: names are found as lists
    /// write them, last name first.
    /// </summary>
    public static string[] Words(string? typed) => Text(typed).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Take(8).ToArray();
}
