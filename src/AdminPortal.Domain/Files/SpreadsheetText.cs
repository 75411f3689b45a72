using System.Buffers;
using System.Text.RegularExpressions;

namespace AdminPortal.Domain.Files;

/// <summary>Texts for cells of spreadsheets.</summary>
public static partial class SpreadsheetText
{
    // OWASP's list, with the full-width forms that spreadsheets of East Asian languages read alike.
    private static readonly SearchValues<char> Starts = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    private static readonly SearchValues<char> Cuts = SearchValues.Create(",;|\t\r\n");

    private static readonly SearchValues<char> InTelephones = SearchValues.Create("0123456789 ()/");

    /// <summary>The text, with an apostrophe before it where a spreadsheet would run it as a formula.</summary>
    public static string Neutral(string text) => IsFormula(text) ? $"'{text}" : text;

    /// <summary>
    /// As <see cref="Neutral"/>, and inside the text, too: a spreadsheet whose list separator is another one cuts the cell there, quotes or
    /// not, and would run what follows. So <c>Kiel;=1+1</c> becomes <c>Kiel;'=1+1</c>.
    /// </summary>
    public static string NeutralInCsv(string text) => text.AsSpan().ContainsAny(Cuts)
        ? Inner().Replace(Neutral(text), "'$0")
        : Neutral(text);

    /// <summary>Whether it is a telephone number in its international form, which a cell that is typed as text may hold as it is.</summary>
    public static bool IsTelephone(string text) => text.Length > 1 && text[0] == '+' && !text.AsSpan(1).ContainsAnyExcept(InTelephones);

    /// <summary>Whether a spreadsheet that is given the bare text would run it as a formula.</summary>
    public static bool IsFormula(string text) => text.Length > 0 && Starts.Contains(text[0]);

    [GeneratedRegex("""(?<=[,;|\t\r\n]"*)[=+\-@＝＋－＠]""", RegexOptions.CultureInvariant)]
    private static partial Regex Inner();
}
