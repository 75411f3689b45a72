using System.Buffers;

namespace AdminPortal.Domain.Imports;

/// <summary>What a format makes of a number, as far as it changes what the number means.</summary>
internal enum NumberKind : byte
{
    /// <summary>A number.</summary>
    Plain,

    /// <summary>A day, with or without a time.</summary>
    Day,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>Hours, minutes or seconds that go past a day.</summary>
    Elapsed,

    /// <summary>A share of a hundred.</summary>
    Percent,
}

/// <summary>A number format, understood only as far as an import needs it.</summary>
/// <param name="Kind">What the number is.</param>
/// <param name="Digits">Whole numbers have at least so many digits, filled up with zeros.</param>
internal readonly record struct NumberFormat(NumberKind Kind, byte Digits = 0)
{
    /// <summary>Characters of a format's code; Excel takes no more.</summary>
    public const int LongestCode = 255;

    private static readonly SearchValues<char> Elapsed = SearchValues.Create("hHmMsS");

    /// <summary>A format that has no code in the file, by its number (ECMA-376, 18.8.30).</summary>
    public static NumberFormat BuiltIn(int id) => id switch
    {
        9 or 10 => new(NumberKind.Percent),
        (>= 14 and <= 17) or 22 or (>= 27 and <= 31) or 36 or (>= 50 and <= 58) or (>= 71 and <= 74) or 81 => new(NumberKind.Day),
        (>= 18 and <= 21) or (>= 32 and <= 35) or 45 or 47 or (>= 75 and <= 77) or 80 => new(NumberKind.Time),
        46 or 78 or 79 => new(NumberKind.Elapsed),
        _ => default,
    };

    /// <summary>A format by its code, of which the part for positive numbers counts. Each character is looked at once.</summary>
    public static NumberFormat Of(string code)
    {
        var (day, month, time, elapsed, percent) = (false, false, false, false, false);
        var (zeros, onlyZeros) = (0, true);
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
        {
            switch (code[i])
            {
                case '"':
                    i = End(code, '"', i);
                    break;
                case '[':
                    var end = End(code, ']', i);
                    elapsed |= end - i > 1 && code.AsSpan(i + 1, end - i - 1).IndexOfAnyExcept(Elapsed) < 0;
                    i = end;
                    break;
                case '\\' or '_' or '*': // the next character itself, a blank as wide, or as often as it fits
                    i++;
                    break;
                case 'A' or 'a' when Follows(code, i, "AM/PM"):
                    (time, i) = (true, i + 4);
                    break;
                case 'A' or 'a' when Follows(code, i, "A/P"):
                    (time, i) = (true, i + 2);
                    break;
                case 'G' or 'g' when Follows(code, i, "General"):
                    (onlyZeros, i) = (false, i + 6);
                    break;
                case 'E' or 'e' when i + 1 < code.Length && code[i + 1] is '+' or '-':
                    onlyZeros = false;
                    break;
                case 'y' or 'Y' or 'd' or 'D' or 'e' or 'g' or 'b' or 'B':
                    day = true;
                    break;
                case 'm' or 'M':
                    month = true;
                    break;
                case 'h' or 'H' or 's' or 'S':
                    time = true;
                    break;
                case '%':
                    percent = true;
                    break;
                case '0':
                    zeros++;
                    break;
                case '#' or '?' or '.' or ',' or '/' or '@':
                    onlyZeros = false;
                    break;
            }
        }

        return elapsed ? new(NumberKind.Elapsed)
            : day || (month && !time) ? new(NumberKind.Day)
            : time ? new(NumberKind.Time)
            : percent ? new(NumberKind.Percent)
            : new(NumberKind.Plain, (byte)(onlyZeros && zeros is > 1 and <= LongestCode ? zeros : 0));
    }

    private static int End(string code, char mark, int from) => code.IndexOf(mark, from + 1) is >= 0 and var end ? end : code.Length;

    private static bool Follows(string code, int at, string word) => code.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
