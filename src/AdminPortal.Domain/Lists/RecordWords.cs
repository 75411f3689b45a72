using System.Globalization;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Lists;

/// <summary>The words in which lists name the values of enumerations; people read the text <c>Word_{word}</c>.</summary>
internal static class RecordWords
{
    /// <summary>The word of a value.</summary>
    public static string Word<T>(this T value)
        where T : struct, Enum => Of(value.ToString());

    /// <summary>The word of a name in code: <c>check_in</c> of <c>CheckIn</c>.</summary>
    public static string Of(string name) => string.Concat(
        name.Select((c, at) => char.IsAsciiLetterUpper(c) ? (at == 0 ? "" : "_") + char.ToLowerInvariant(c) : $"{c}"));

    /// <summary>A number that is a name and not a quantity: without groups of digits.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A column of such words.</summary>
    public static ReportColumn Column<T>(string key)
        where T : struct, Enum => new(key, CellKind.Choice) { Words = [.. Enum.GetValues<T>().Select(value => value.Word())] };
}
