using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Invoices;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Lines of invoices: what they come to, and when they may change.</summary>
public sealed class InvoiceLineTests
{
    private static async Task<TestPortal> StartAsync(Provider provider)
    {
        var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", "Nordlicht GmbH", null, null, null)))
            .Required();
        return portal;
    }

    private static InvoiceDraft Draft(TestPortal portal, params InvoiceLineDraft[] lines) =>
        new("C1", "congress", "EUR", 0, portal.Time.UtcNow()) { Lines = lines };

    private static async Task<InvoiceDetail> ReadAsync(TestPortal portal, long id) =>
        (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, id))!;

    [Theory]
    [InlineData(1_000, 10_000, 10_000)]
    [InlineData(1_500, 333, 500)] // 499.5
    [InlineData(-1_500, 333, -500)]
    [InlineData(1, 499, 0)]
    [InlineData(1, 500, 1)]
    [InlineData(2_345, 1_999, 4_688)] // 4687.655
    public void The_net_of_a_line_is_quantity_by_price_rounded_half_away_from_zero(long thousandths, long price, long net) =>
        Assert.Equal(net, new InvoiceLineDraft("", thousandths, price, 1_900).NetMinor);

    [Fact]
    public void Tax_is_computed_once_for_each_rate_on_its_sum()
    {
        // Line by line the tax of three times 0.05 at 19 % would be 0.03; on the sum of 0.15 it is 0.0285.
        var totals = InvoiceTotals.Of([Line(5, 1_900), Line(5, 1_900), Line(5, 1_900), Line(1_050, 700), Line(200, 0)]);
        Assert.Equal([new VatTotal(1_900, 15, 3), new VatTotal(700, 1_050, 74), new VatTotal(0, 200, 0)], totals.Rates);
        Assert.Equal((1_265, 77, 1_342), (totals.NetMinor, totals.VatMinor, totals.GrossMinor));

        static InvoiceLineDraft Line(long price, int vat) => new("", 1_000, price, vat);
    }

    [Fact]
    public void Many_lines_of_many_rates_come_to_what_exact_fractions_come_to()
    {
        var random = new Random(17);
        for (var round = 0; round < 200; round++)
        {
            var lines = Enumerable.Range(0, random.Next(1, InvoiceLine.Most + 1))
                .Select(_ => new InvoiceLineDraft("", random.Next(1, 100_000), random.Next(0, 1_000_000),
                new[] { 0, 550, 700, 1_900, 2_100 }[random.Next(5)])).ToList();
            var totals = InvoiceTotals.Of(lines);
            var net = lines.GroupBy(line => line.VatHundredths)
                .ToDictionary(rate => rate.Key, rate => rate.Sum(line => Half(line.QuantityThousandths * line.UnitPriceMinor, 1_000)));
            Assert.Equal(net.Values.Sum(), totals.NetMinor);
            Assert.Equal(net.Sum(rate => Half(rate.Value * rate.Key, 10_000)), totals.VatMinor);
            Assert.Equal(totals.NetMinor + totals.VatMinor, totals.GrossMinor);
        }

        static long Half(long number, long divisor) => ((2 * number) + divisor) / (2 * divisor);
    }

    [Fact]
    public void Parts_of_a_whole_add_up_to_it_by_rate()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var whole = InvoiceTotals.Of([new("", 1_000, random.Next(1, 5_000), 1_900), new("", 1_000, random.Next(1, 5_000), 700),
                new("", 1_000, random.Next(0, 50), 0)]);
            var (sums, at) = (whole.Rates.ToDictionary(rate => rate.VatHundredths, _ => (Net: 0L, Vat: 0L)), 0L);
            while (at < whole.GrossMinor)
            {
                var to = Math.Min(whole.GrossMinor, at + random.Next(1, 2_000));
                var part = whole.Part(at, to);
                Assert.Equal(to - at, part.GrossMinor);
                foreach (var rate in part.Rates)
                {
                    sums[rate.VatHundredths] = (sums[rate.VatHundredths].Net + rate.NetMinor, sums[rate.VatHundredths].Vat + rate.VatMinor);
                }

                at = to;
            }

            Assert.All(whole.Rates, rate => Assert.Equal((rate.NetMinor, rate.VatMinor), sums[rate.VatHundredths]));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Lines_are_kept_in_order_and_the_gross_amount_is_what_they_come_to(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var service = portal.Get<InvoiceService>();
        InvoiceLineDraft[] lines = [new("Standfläche, 9 m²", 9_000, 19_000, 1_900), new("Katalog", 2_500, 1_234, 700),
            new("Rabatt", -1_000, 5_000, 1_900)];
        var id = (await service.CreateAsync(portal.Owner, Draft(portal, lines))).Required();
        var made = await ReadAsync(portal, id);
        Assert.Equal(lines, made.Lines);
        Assert.Equal([new VatTotal(1_900, 166_000, 31_540), new VatTotal(700, 3_085, 216)], made.Totals!.Rates);
        Assert.Equal(200_841, made.Row.GrossMinor);
        (await service.UpdateAsync(portal.Owner, id, Draft(portal, lines[1], lines[0]), made.Version)).Required();
        var changed = await ReadAsync(portal, id);
        Assert.Equal([lines[1], lines[0]], changed.Lines);
        Assert.Equal((206_791, made.Version + 1), (changed.Row.GrossMinor, changed.Version));
        Assert.Equal(
            "changed_meanwhile", (await service.UpdateAsync(portal.Owner, id, Draft(portal, lines), made.Version)).Problems.Single().Code);
        (await service.UpdateAsync(portal.Owner, id, Draft(portal) with { GrossMinor = 500 }, changed.Version)).Required();
        var bare = await ReadAsync(portal, id);
        Assert.Equal((0, null, 500), (bare.Lines.Count, bare.Totals, bare.Row.GrossMinor));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_change_of_a_line_alone_moves_the_version_so_that_of_two_at_once_one_is_told(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var service = portal.Get<InvoiceService>();
        var id = (await service.CreateAsync(portal.Owner, Draft(portal, new InvoiceLineDraft("Stand", 1_000, 100, 0)))).Required();
        var results = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(at => Task.Run(() => service.UpdateAsync(
                portal.Owner, id, Draft(portal, new InvoiceLineDraft($"Stand {at}", 1_000, 100, 0)), 0))));
        Assert.Single(results, result => result.Ok);
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal("changed_meanwhile", result.Problems.Single().Code));
        Assert.Single((await ReadAsync(portal, id)).Lines);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_lines_of_an_issued_invoice_never_change_and_a_credit_note_takes_them(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var service = portal.Get<InvoiceService>();
        InvoiceLineDraft[] lines = [new("Stand", 1_000, 10_000, 1_900), new("Essen", 3_000, 1_111, 700)];
        var id = (await service.CreateAsync(portal.Owner, Draft(portal, lines))).Required();
        (await service.IssueAsync(portal.Owner, id)).Required();
        var issued = await ReadAsync(portal, id);
        Assert.Equal(
            "not_a_draft", (await service.UpdateAsync(portal.Owner, id, Draft(portal, lines[0]), issued.Version)).Problems.Single().Code);
        Assert.Equal(lines, (await ReadAsync(portal, id)).Lines);

        var whole = await ReadAsync(portal, (await service.CreditAsync(portal.Owner, id, issued.Row.GrossMinor)).Required());
        Assert.Equal((lines.Length, issued.Row.GrossMinor), (whole.Lines.Count, whole.Row.GrossMinor));
        Assert.Equal(lines, whole.Lines);
        Assert.Equal(issued.Totals!.Rates, whole.Totals!.Rates);

        var other = (await service.CreateAsync(portal.Owner, Draft(portal, lines))).Required();
        (await service.IssueAsync(portal.Owner, other)).Required();
        var first = await ReadAsync(portal, (await service.CreditAsync(portal.Owner, other, 5_000)).Required());
        var rest = await ReadAsync(portal, (await service.CreditAsync(portal.Owner, other, issued.Row.GrossMinor - 5_000)).Required());
        Assert.Empty(first.Lines);
        Assert.Equal(5_000, first.Totals!.GrossMinor);
        Assert.Equal(issued.Totals.VatMinor, first.Totals.VatMinor + rest.Totals!.VatMinor);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Currencies_without_and_with_three_decimals_round_to_their_own_minor_unit(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        InvoiceLineDraft[] lines = [new("Stand", 1_333, 1_999, 1_000)];
        foreach (var (currency, written) in new[] { ("JPY", 2_932m), ("KWD", 2.932m), ("EUR", 29.32m) })
        {
            var id = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner, Draft(portal, lines) with { Currency = currency }))
                .Required();
            var row = (await ReadAsync(portal, id)).Row;
            Assert.Equal((2_932, written), (row.GrossMinor, Money.Major(row.GrossMinor, currency))); // 2664.667 and 266.5
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_is_wrong_with_lines_is_said_beside_each_field(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var service = portal.Get<InvoiceService>();
        var wrong = await service.CreateAsync(portal.Owner, Draft(
            portal, new InvoiceLineDraft(" ", 0, -1, -1),
                new InvoiceLineDraft(new string('x', 501), 1_000_000_001, Money.Most + 1, 10_001),
                    new InvoiceLineDraft("Large", 1_000_000_000, Money.Most, 0)));
        Assert.Equal(
            [
                "required lines.0.description", "invalid_quantity lines.0.quantity", "invalid_price lines.0.unit_price",
                    "invalid_vat lines.0.vat",
                "too_long lines.1.description", "invalid_quantity lines.1.quantity", "invalid_price lines.1.unit_price",
                    "invalid_vat lines.1.vat",
                "line_too_large lines.2.unit_price",
            ],
            wrong.Problems.Select(problem => $"{problem.Code} {problem.Field}"));
        await AssertAsync("invalid_total", new InvoiceLineDraft("Free", 1_000, 0, 1_900));
        await AssertAsync("invalid_total", new InvoiceLineDraft("Off", -1_000, 100, 1_900));
        await AssertAsync(
            "invalid_total", [.. Enumerable.Repeat(new InvoiceLineDraft("Much", 1_000, Money.Most, 10_000), InvoiceLine.Most)]);
        await AssertAsync("too_many_lines", [.. Enumerable.Repeat(new InvoiceLineDraft("One", 1_000, 1, 0), InvoiceLine.Most + 1)]);
        Assert.True((await service.CreateAsync(portal.Owner, Draft(portal,
            [.. Enumerable.Repeat(new InvoiceLineDraft("One", 1_000, 1, 0), InvoiceLine.Most)]))).Ok);
        Assert.Equal("invalid_quantity", (await service.CreateAsync(
            portal.Owner, Draft(portal, new InvoiceLineDraft("Least", long.MinValue, 1, 0)))).Problems.Single().Code);

        async Task AssertAsync(string code, params InvoiceLineDraft[] lines) =>
            Assert.Equal((code, "lines"), ((await service.CreateAsync(portal.Owner, Draft(portal, lines)))
                .Problems.Select(problem => (problem.Code, problem.Field!)).Single()));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Another_tenant_sees_no_line_and_changes_none(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var id = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner,
            Draft(portal, new InvoiceLineDraft("Stand", 1_000, 100, 0)))).Required();
        var stranger = portal.Owner with { TenantId = portal.Owner.TenantId + 1_000_000 };
        Assert.Null(await portal.Get<InvoiceQueries>().FindAsync(stranger, id));
        Assert.Equal("not_found", (await portal.Get<InvoiceService>().UpdateAsync(stranger, id, Draft(portal), 0)).Problems.Single().Code);
        Assert.Equal("not_found", (await portal.Get<InvoiceFiles>().OpenAsync(stranger, id)).Problems.Single().Code);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(stranger);
        Assert.Empty(await db.InvoiceLines.ToListAsync());
        Assert.Single((await ReadAsync(portal, id)).Lines);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_audit_log_tells_which_lines_changed_and_erasing_a_draft_takes_its_lines(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var service = portal.Get<InvoiceService>();
        InvoiceLineDraft[] lines = [new("Stand", 1_000, 100, 0), new("Strom", 2_000, 100, 0), new("Essen", 3_000, 100, 0)];
        var id = (await service.CreateAsync(portal.Owner, Draft(portal, lines))).Required();
        (await service.UpdateAsync(portal.Owner, id, Draft(portal, lines[0], lines[2]), 0)).Required();
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var told = await db.AuditEntries.Where(e => e.Entity == nameof(Invoice)).OrderBy(e => e.Id).Select(e => e.Changes).ToListAsync();
        Assert.Contains("\"Line.3\":[null,{\"Description\":\"Essen\",\"QuantityThousandths\":3000", told[0], StringComparison.Ordinal);
        Assert.Contains("\"Line.2\":[{\"Description\":\"Strom\"", told[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Line.3", told[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Line.1", told[1], StringComparison.Ordinal);

        (await service.DeleteAsync(portal.Owner, id)).Required();
        (await service.RestoreAsync(portal.Owner, id)).Required();
        Assert.Equal(2, (await ReadAsync(portal, id)).Lines.Count);
        (await service.DeleteAsync(portal.Owner, id)).Required();
        portal.Time.Advance(TimeSpan.FromDays(31));
        await portal.Get<RemovalEraser>().EraseAsync();
        Assert.False(await db.InvoiceLines.AnyAsync());
    }
}
