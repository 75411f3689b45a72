namespace AdminPortal.Domain.Invoices;

/// <summary>What the lines of one VAT rate come to, in minor units.</summary>
/// <param name="VatHundredths">The rate in hundredths of a percent.</param>
/// <param name="NetMinor">Sum of the lines' net amounts.</param>
/// <param name="VatMinor">The tax on that sum.</param>
public sealed record VatTotal(int VatHundredths, long NetMinor, long VatMinor)
{
    /// <summary>With tax.</summary>
    public long GrossMinor => NetMinor + VatMinor;
}

/// <summary>
/// What an invoice comes to, by VAT rate, the highest first. The tax is computed once for each rate on the sum of its net amounts
/// (EN 16931, BR-CO-17), rounded half away from zero to minor units.
/// </summary>
public sealed record InvoiceTotals(IReadOnlyList<VatTotal> Rates)
{
    /// <summary>Sum of the net amounts, in minor units.</summary>
    public long NetMinor => Rates.Sum(rate => rate.NetMinor);

    /// <summary>Sum of the taxes, in minor units.</summary>
    public long VatMinor => Rates.Sum(rate => rate.VatMinor);

    /// <summary>What is owed, in minor units.</summary>
    public long GrossMinor => Rates.Sum(rate => rate.GrossMinor);

    /// <summary>The totals of lines; none for no lines.</summary>
    /// <exception cref="OverflowException">The lines are larger than <see cref="InvoiceService"/> lets in.</exception>
    public static InvoiceTotals Of(IEnumerable<InvoiceLineDraft> lines) => new([.. lines
        .GroupBy(line => line.VatHundredths, line => line.NetMinor)
        .OrderByDescending(rate => rate.Key)
        .Select(rate => (rate.Key, Net: rate.Sum()))
        .Select(rate => new VatTotal(rate.Key, rate.Net, Round((decimal)rate.Net * rate.Key / InvoiceLineDraft.MostVat)))]);

    /// <summary>
    /// The part of these totals that a credit note over an amount takes off, by the share of each rate: what is credited up to
    /// <paramref name="toMinor"/> without what was credited up to <paramref name="fromMinor"/>. The parts of a whole add up to these
    /// totals exactly.
    /// </summary>
    public InvoiceTotals Part(long fromMinor, long toMinor)
    {
        var (before, after) = (Up(fromMinor), Up(toMinor));
        return new([.. Rates
            .Select((rate, at) => new VatTotal(rate.VatHundredths, after[at].Net - before[at].Net, after[at].Vat - before[at].Vat))
            .Where(rate => rate is not { NetMinor: 0, VatMinor: 0 })]);
    }

    /// <summary>Half away from zero.</summary>
    internal static long Round(decimal amount) => decimal.ToInt64(decimal.Round(amount, 0, MidpointRounding.AwayFromZero));

    /// <summary>Shares of a gross amount; the sums up to each rate are rounded, so that no minor unit is lost.</summary>
    private (long Net, long Vat)[] Up(long grossMinor)
    {
        var shares = new (long Net, long Vat)[Rates.Count];
        var (whole, sum, given) = (GrossMinor, 0L, 0L);
        for (var at = 0; at < shares.Length && whole != 0; at++)
        {
            sum += Rates[at].GrossMinor;
            var gross = Round((decimal)grossMinor * sum / whole) - given;
            given += gross;
            var net = Round((decimal)gross * InvoiceLineDraft.MostVat / (InvoiceLineDraft.MostVat + Rates[at].VatHundredths));
            shares[at] = (net, gross - net);
        }

        return shares;
    }
}
