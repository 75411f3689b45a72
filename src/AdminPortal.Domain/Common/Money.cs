using System.Globalization;

namespace AdminPortal.Domain.Common;

/// <summary>
/// Amounts: whole minor units of an ISO 4217 currency in the database, decimals before people. Never summed across currencies.
/// </summary>
public static class Money
{
    /// <summary>Largest amount of one record, in minor units.</summary>
    public const long Most = 1_000_000_000_000;

    private static readonly HashSet<string> Whole =
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"];

    private static readonly HashSet<string> Thousandths = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>How many decimals the currency has: 2 for most.</summary>
    public static int Digits(string currency) => Whole.Contains(currency) ? 0 : Thousandths.Contains(currency) ? 3 : 2;

    /// <summary>The amount in major units, exact.</summary>
    public static decimal Major(long minor, string currency) => minor / Scale(currency);

    /// <summary>The amount in minor units, or null when it has more decimals than the currency or is too large.</summary>
    public static long? Minor(decimal major, string currency)
    {
        if (Math.Abs(major) > Most)
        {
            return null;
        }

        var scaled = major * Scale(currency);
        return scaled == decimal.Truncate(scaled) && Math.Abs(scaled) <= Most ? (long)scaled : null;
    }

    private static decimal Scale(string currency) => Digits(currency) switch { 0 => 1, 3 => 1000, _ => 100 };

    /// <summary>
    /// Reads what a person or a file wrote: <c>1234.5</c>, <c>1.234,50</c>, <c>1,234.50</c>, <c>1234,5</c>. The last of comma and point is
    /// the decimal sign; a single one before exactly three digits is refused as ambiguous.
    /// </summary>
    public static decimal? Read(string? text)
    {
        var bare = string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c) && c is not '\'' and not '’'));
        var (comma, point) = (bare.LastIndexOf(','), bare.LastIndexOf('.'));
        var sign = Math.Max(comma, point);
        if (sign >= 0)
        {
            var both = comma >= 0 && point >= 0;
            var several = bare.Count(c => c == bare[sign]) > 1;
            if (!both && (several ? !Grouped(bare, bare[sign]) : bare.Length - sign - 1 == 3 && sign is > 0 and <= 3 && bare[0] != '0'))
            {
                return null;
            }

            if (both && (several || !Grouped(bare[..sign], bare[Math.Min(comma, point)])))
            {
                return null;
            }

            var whole = several ? bare : bare[..sign];
            bare = string.Concat(whole.Where(c => c is not ',' and not '.')) + (several ? "" : "." + bare[(sign + 1)..]);
        }

        return decimal.TryParse(bare, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var amount) ? amount : null;

        static bool Grouped(string digits, char separator)
        {
            var groups = digits.TrimStart('-', '+').Split(separator);
            return groups[0].Length is > 0 and <= 3 && groups.Skip(1).All(group => group.Length == 3);
        }
    }

    /// <summary>Whether it looks like an ISO 4217 code.</summary>
    public static bool IsCurrency(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);
}
