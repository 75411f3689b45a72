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
}
