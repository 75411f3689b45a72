using System.Globalization;

namespace AdminPortal.Domain.Common;

/// <summary>Amounts as people read them: in a language, with the currency.</summary>
public static class Amounts
{
    /// <summary>What stands before negative figures that people read; fields and files for programs have the hyphen.</summary>
    public const string Minus = "−";

    private static readonly Dictionary<string, string> Symbols = new() { ["EUR"] = "€", ["GBP"] = "£", ["USD"] = "US$" };

    /// <summary>Minor units as text in the current culture, such as <c>1.234,50 €</c> or <c>CHF 1,234.50</c>.</summary>
    public static string Text(long minor, string currency) => Text(Money.Major(minor, currency), currency, CultureInfo.CurrentCulture);

    /// <summary>Major units as text, with the decimals of the currency.</summary>
    public static string Text(decimal major, string currency, CultureInfo culture)
    {
        var format = Format(culture);
        format.CurrencySymbol = Symbols.GetValueOrDefault(currency, currency);
        format.CurrencyDecimalDigits = Money.Digits(currency);
        if (format.CurrencyPositivePattern == 0 && char.IsAsciiLetter(format.CurrencySymbol[^1]))
        {
            (format.CurrencyPositivePattern, format.CurrencyNegativePattern) = (2, 9);
        }

        return major.ToString("C", format);
    }

    /// <summary>Number formats of a language for people: negative figures have <see cref="Minus"/>.</summary>
    public static NumberFormatInfo Format(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.NegativeSign = Minus;
        return format;
    }

    /// <summary>A quantity in thousandths as text, such as <c>1.234,5</c>.</summary>
    public static string Quantity(long thousandths, CultureInfo culture) => (thousandths / 1000m).ToString("#,##0.###", Format(culture));

    /// <summary>A rate in hundredths of a percent as text, such as <c>19 %</c>.</summary>
    public static string Rate(int hundredths, CultureInfo culture) => (hundredths / 100m).ToString("0.##", Format(culture)) + " %";

    /// <summary>Minor units as they are typed into a field, such as <c>1234,50</c>.</summary>
    public static string Plain(long minor, string currency) => Money.Major(minor, currency)
        .ToString($"F{Money.Digits(currency)}", CultureInfo.CurrentCulture);

    /// <summary>
    /// What was typed in minor units, or null when it is no amount of the currency. Point and comma are taken as <see cref="Money.Read"/>
    /// takes them; where that is ambiguous, as in <c>1.234</c>, the viewer's language decides.
    /// </summary>
    public static long? Minor(string? typed, string currency) =>
        Read(typed) is { } amount && Money.IsCurrency(currency) ? Money.Minor(amount, currency) : null;

    /// <summary>
    /// What was typed in units of a power of ten, such as thousandths, or null when it is no number, has more decimals or is far too large.
    /// </summary>
    public static long? Fixed(string? typed, int decimals)
    {
        if (Read(typed) is not { } number || Math.Abs(number) > Money.Most)
        {
            return null;
        }

        for (var at = 0; at < decimals; at++)
        {
            number *= 10;
        }

        return number == decimal.Truncate(number) ? (long)number : null;
    }

    private static decimal? Read(string? typed)
    {
        typed = typed?.Replace(Minus, "-", StringComparison.Ordinal);
        return Money.Read(typed) ?? (decimal.TryParse(typed, NumberStyles.Number, CultureInfo.CurrentCulture, out var read) ? read : null);
    }
}
