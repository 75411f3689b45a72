using System.Buffers;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>
/// Texts that people typed, beside others in one line: one that is written from right to left, or that says so by a sign nobody sees, such
/// as <c>U+202E</c>, would turn the number beside it around. Elements are kept apart by the stylesheet.
/// </summary>
public static class Isolated
{
    /// <summary>First strong isolate and pop directional isolate, see Unicode's annex 9.</summary>
    private const char Begin = '\u2068', End = '\u2069';

    /// <summary>Signs that begin and end isolates: inside a text they would end ours.</summary>
    private static readonly SearchValues<char> Isolates = SearchValues.Create("\u2066\u2067\u2068\u2069");

    /// <summary>The text, which leaves what stands beside it as it is; most texts are returned as they are.</summary>
    public static string Of(string text) => text.AsSpan().IndexOfAnyInRange('\u0590', '\u08ff') < 0 && !text.Any(MayTurn)
        ? text
        : $"{Begin}{(text.AsSpan().ContainsAny(Isolates) ? string.Concat(text.Where(sign => !Isolates.Contains(sign))) : text)}{End}";

    /// <summary>The parts that are there, with dots between them.</summary>
    public static string Join(params IEnumerable<string?> parts) =>
        string.Join(" · ", parts.Where(part => !string.IsNullOrEmpty(part)).Select(part => Of(part!)));

    /// <summary>Hebrew, Arabic and their like outside the first block; surrogates, behind which some of them are; marks.</summary>
    private static bool MayTurn(char sign) => sign is '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')
        or (>= '\ud802' and <= '\ud803') or (>= '\ud83a' and <= '\ud83b') or (>= '\ufb1d' and <= '\ufdff') or (>= '\ufe70' and <= '\ufefe');
}
