namespace AdminPortal.Domain.Reports;

/// <summary>Turns sums of minor units into amounts. Sums stay whole numbers until the end, so that nothing is lost on the way.</summary>
public static class Money
{
    /// <summary>Digits after the point that a currency's minor unit stands for. ISO 4217 knows these exceptions; every other currency has 2.</summary>
    public static int DigitsOf(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };

    /// <summary>
    /// The amount of a sum of minor units with at most two decimals: exact, but for the few currencies with more digits, whose sum is rounded once
    /// (half away from zero).
    /// </summary>
    public static decimal Amount(long minor, string currency)
    {
        var digits = DigitsOf(currency);
        var unit = digits switch { 0 => 1m, 2 => 0.01m, 3 => 0.001m, _ => 0.0001m };
        return Math.Round(minor * unit, Math.Min(digits, 2), MidpointRounding.AwayFromZero);
    }
}
