using System.Globalization;

namespace AdminPortal.Domain.Common;

/// <summary>Amounts as people read them: in a language, with the currency.</summary>
public static class Amounts
{
    private static readonly Dictionary<string, string> Symbols = new() { ["EUR"] = "€", ["GBP"] = "£", ["USD"] = "US$" };

    /// <summary>Minor units as text in the current culture, such as <c>1.234,50 €</c> or <c>CHF 1,234.50</c>.</summary>
    public static string Text(long minor, string currency) => Text(Money.Major(minor, currency), currency, CultureInfo.CurrentCulture);

    /// <summary>Major units as text, with the decimals of the currency.</summary>
    public static string Text(decimal major, string currency, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.CurrencySymbol = Symbols.GetValueOrDefault(currency, currency);
        format.CurrencyDecimalDigits = Money.Digits(currency);
        if (format.CurrencyPositivePattern == 0 && char.IsAsciiLetter(format.CurrencySymbol[^1]))
        {
            (format.CurrencyPositivePattern, format.CurrencyNegativePattern) = (2, 9);
        }

        return major.ToString("C", format);
    }

    /// <summary>Minor units as they are typed into a field, such as <c>1234,50</c>.</summary>
    public static string Plain(long minor, string currency) => Money.Major(minor, currency).ToString($"F{Money.Digits(currency)}", CultureInfo.CurrentCulture);

    /// <summary>
    /// What was typed in minor units, or null when it is no amount of the currency. Point and comma are taken as <see cref="Money.Read"/> takes them; where that is
    /// ambiguous, as in <c>1.234</c>, the viewer's language decides.
    /// </summary>
    public static long? Minor(string? typed, string currency)
    {
        var major = Money.Read(typed) ?? (decimal.TryParse(typed, NumberStyles.Number, CultureInfo.CurrentCulture, out var read) ? read : null);
        return major is { } amount && Money.IsCurrency(currency) ? Money.Minor(amount, currency) : null;
    }
}
