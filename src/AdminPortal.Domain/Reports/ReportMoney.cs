using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Reports;

/// <summary>Turns sums of minor units into amounts. Sums stay whole numbers until then, so that nothing is lost on the way.</summary>
public static class ReportMoney
{
    /// <summary>
    /// The amount of a sum of minor units with at most two decimals: exact, but for the few currencies of three
    /// (<see cref="Money.Digits"/>), whose sum is rounded once, half away from zero.
    /// </summary>
    public static decimal Amount(long minor, string currency) => Math.Round(Money.Major(minor, currency), 2, MidpointRounding.AwayFromZero);

    /// <summary>
    /// Sums by something and currency, in the order of both; a text is ordered letter by letter and none comes last. Currencies are never
    /// added up.
    /// </summary>
    /// <param name="groups">What the database summed.</param>
    /// <param name="key">By what.</param>
    /// <param name="currency">Of a group.</param>
    /// <param name="minor">Its minor units.</param>
    /// <param name="row">Makes a row of the key, the currency, the groups and their amount.</param>
    internal static List<TRow> ByCurrency<T, TKey, TRow>(this IEnumerable<T> groups, Func<T, TKey> key, Func<T, string> currency,
        Func<T, long> minor, Func<TKey, string, IReadOnlyList<T>, decimal, TRow> row) =>
        [.. groups.GroupBy(group => (Key: key(group), Currency: currency(group)))
            .OrderBy(sum => sum.Key.Key is null).ThenBy(sum => sum.Key.Key, KeyOrder<TKey>())
            .ThenBy(sum => sum.Key.Currency, StringComparer.Ordinal)
            .Select(sum => row(sum.Key.Key, sum.Key.Currency, [.. sum], Amount(sum.Sum(minor), sum.Key.Currency)))];

    private static IComparer<TKey> KeyOrder<TKey>() => StringComparer.Ordinal as IComparer<TKey> ?? Comparer<TKey>.Default;
}
