using System.Globalization;
using System.Text.Json;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Imports;

/// <summary>One row with its mapped cells.</summary>
internal sealed class ImportRow(FileRow row, IReadOnlyDictionary<string, int> columns)
{
    private static readonly string[] Days = ["yyyy-MM-dd", "dd.MM.yyyy", "d.M.yyyy"];

    private static readonly string[] Times =
        ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy HH:mm", "d.M.yyyy H:mm"];

    public int Number => row.Number;

    /// <summary>What is wrong with it so far.</summary>
    public List<Problem> Problems { get; } = [.. CellFaults.Of(row, columns)];

    /// <summary>By what to recognise it.</summary>
    public string Text => this["number"] ?? this["reference"] ?? this["invoice_number"] ?? this["customer_number"] ?? "";

    /// <summary>The cell of a field; null where it is empty or not mapped.</summary>
    public string? this[string field] => columns.TryGetValue(field, out var index) && index < row.Cells.Length && row.Cells[index]
        .Length > 0 ? row.Cells[index] : null;

    /// <summary>An amount in minor units; zero and a problem where it cannot be read.</summary>
    public long Amount(string field, string currency, Problem otherwise)
    {
        if (this[field] is not { } text)
        {
            return 0;
        }

        var minor = Money.Read(text) is { } major && Money.IsCurrency(currency) ? Money.Minor(major, currency) : null;
        if (minor is null)
        {
            Problems.Add(otherwise with { Field = field });
        }

        return minor ?? 0;
    }

    /// <summary>
    /// A date (at that time of the day in the zone), a time in the zone or one with offset, in UTC; from 1900 on, for older ones are
    /// mistakes of a spreadsheet.
    /// </summary>
    public DateTime? Date(string field, TimeZoneInfo zone, TimeSpan timeOfDay)
    {
        if (this[field] is not { } text)
        {
            return null;
        }

        if (DateTime.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && IsUsual(day))
        {
            return zone.Utc(day + timeOfDay);
        }

        if (DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && IsUsual(time))
        {
            return zone.Utc(time);
        }

        if (text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                && IsUsual(moment.UtcDateTime))
        {
            return Clock.Cut(moment.UtcDateTime);
        }

        Problems.Add(Problem.Invalid(field,
            $"\"{ImportProblems.Short(text)}\" is no date such as 2026-10-03 or 03.10.2026, and no time such as 2026-10-03T08:00:00Z.")
            with
        { Code = "invalid_date" });
        return null;
    }

    private static bool IsUsual(DateTime at) => at.Year is >= 1900 and < 9999;

    /// <summary>One of the names of an enumeration, without regard to case and underscores.</summary>
    public T Choice<T>(string field, T usual)
        where T : struct, Enum
    {
        if (this[field] is not { } text)
        {
            return usual;
        }

        if (Enum.TryParse<T>(text.Replace("_", "", StringComparison.Ordinal), true, out var value) && Enum.IsDefined(value)
            && !char.IsAsciiDigit(text[0]))
        {
            return value;
        }

        var names = string.Join(", ", Enum.GetNames<T>().Select(name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name)));
        Problems.Add(new Problem("invalid_choice", $"One of {names} is needed.", field, names));
        return usual;
    }
}
