using System.Globalization;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Participants;

/// <summary>
/// How badge numbers are made: a prefix, a counter with leading zeros, and a check digit behind it. Prefix <c>H</c>, 6 digits and start 1
/// give <c>H000018</c>, <c>H000026</c>, …
/// </summary>
/// <param name="Prefix">In front of the digits; may be empty.</param>
/// <param name="Digits">How many digits there are, the check digit included: 3 to 12.</param>
/// <param name="Start">The first value of the counter, from 0.</param>
public sealed record BadgeNumbering(string Prefix, int Digits, long Start)
{
    /// <summary>Longest prefix.</summary>
    public const int PrefixLimit = 20;

    /// <summary>The first value of the counter that has no room.</summary>
    public long End => (long)Math.Pow(10, Math.Clamp(Digits, 2, 12) - 1);

    /// <summary>What is wrong with it: <c>prefix</c>, <c>digits</c>, <c>start</c>.</summary>
    public List<Problem> Problems() => new Check()
        .Length("prefix", Prefix, PrefixLimit)
        .That(Prefix.TrimStart() == Prefix && !Prefix.Any(char.IsControl) && !BadgeCode.IsSigned(Prefix), Problem.Invalid("prefix",
            "A prefix has no space in front and no control characters, and is none of the signed codes."))
        .That(Digits is >= 3 and <= 12, Problem.Invalid("digits", "A number from 3 to 12 is needed.") with { Code = "invalid_digits" })
        .That(Start >= 0 && (Digits is < 3 or > 12 || Start < End), Problem.Invalid("start", "The start has no room in so many digits.")
            with
        { Code = "invalid_start" })
        .Problems;

    /// <summary>The number of a value of the counter.</summary>
    public string Of(long counter)
    {
        var digits = counter.ToString(CultureInfo.InvariantCulture).PadLeft(Digits - 1, '0');
        return $"{Prefix}{digits}{CheckDigit(digits)}";
    }

    /// <summary>
    /// The check digit of digits after ISO/IEC 7064, MOD 11,10: it tells every single wrong digit and nearly every swap of two neighbours.
    /// </summary>
    public static char CheckDigit(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits)
        {
            var sum = (product + (digit - '0')) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (char)('0' + ((11 - product) % 10));
    }

    /// <summary>Whether the last of the digits is the check digit of those before it.</summary>
    public static bool IsRight(ReadOnlySpan<char> digits) => digits.Length > 1 && CheckDigit(digits[..^1]) == digits[^1];
}

/// <summary>The badge numbers that were given, by participant, for taking them back.</summary>
public sealed record GivenNumbers(IReadOnlyDictionary<long, string> Numbers)
{
    /// <summary>How many.</summary>
    public int Count => Numbers.Count;

    /// <summary>Why some of very many have none.</summary>
    public IReadOnlyList<Problem> Kept { get; init; } = [];
}
