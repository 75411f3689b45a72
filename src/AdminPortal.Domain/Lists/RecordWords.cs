using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Lists;

/// <summary>The words in which lists name the values of enumerations; people read the text <c>Word_{word}</c>.</summary>
internal static class RecordWords
{
    /// <summary>The word of a value.</summary>
    public static string Word<T>(this T value)
        where T : struct, Enum => string.Concat(value.ToString()
            .Select((c, at) => char.IsAsciiLetterUpper(c) ? (at == 0 ? "" : "_") + char.ToLowerInvariant(c) : $"{c}"));

    /// <summary>A column of such words.</summary>
    public static ReportColumn Column<T>(string key)
        where T : struct, Enum => new(key, CellKind.Choice) { Words = [.. Enum.GetValues<T>().Select(value => value.Word())] };
}
