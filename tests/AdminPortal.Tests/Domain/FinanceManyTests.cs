using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Invoices and payments as the lists show and change them, many at a time.</summary>
public sealed class FinanceManyTests
{
    private static async Task<(TestPortal Portal, long[] Ids)> StartAsync(Provider provider, int drafts)
    {
        var portal = await TestPortal.StartAsync(provider);
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", "Nordlicht GmbH", null, null, null)))
            .Required();
        var ids = new long[drafts];
        for (var i = 0; i < drafts; i++)
        {
            // The later one is dated earlier.
            ids[i] = (await portal.Get<InvoiceService>()
                .CreateAsync(portal.Owner, new InvoiceDraft("C1", null, "EUR", 1_000, portal.Time.UtcNow().AddDays(-i)))).Required();
        }

        return (portal, ids);
    }

    private static async Task<IReadOnlyList<InvoiceRow>> RowsAsync(TestPortal portal, InvoiceFilter? filter = null) =>
        (await portal.Get<InvoiceQueries>().ListAsync(portal.Owner, filter ?? new(), new PageRequest(1, 200, "number", false))).Items;

    [Theory, ClassData(typeof(Providers))]
    public async Task Drafts_issued_together_get_numbers_in_the_order_of_their_dates(Provider provider)
    {
        var (portal, ids) = await StartAsync(provider, 4);
        await using var closing = portal;
        var service = portal.Get<InvoiceService>();
        (await service.CancelAsync(portal.Owner, ids[1])).Required();
        Assert.Equal([ids[3], ids[2], ids[0]], (await service.IssueManyAsync(portal.Owner, ids)).Required());
        Assert.Equal([ids[3], ids[2], ids[0]], (await RowsAsync(portal, new InvoiceFilter { Status = InvoiceStatus.Issued }))
            .Select(row => row.Id));
        Assert.Empty((await service.IssueManyAsync(portal.Owner, ids)).Required());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Twenty_at_once_that_issue_overlapping_drafts_leave_no_gap_and_no_number_twice(Provider provider)
    {
        var (portal, ids) = await StartAsync(provider, 20);
        await using var closing = portal;
        var service = portal.Get<InvoiceService>();
        var results = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => Task.Run(() => service.IssueManyAsync(portal.Owner, [ids[i], ids[(i + 1) % 20]]))));
        Assert.Equal(20, results.Sum(result => result.Required().Count));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"R2026-{i:D4}"), (await RowsAsync(portal)).Select(row => row.Number));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Many_are_marked_as_sent_and_deleted_and_that_is_taken_back(Provider provider)
    {
        var (portal, ids) = await StartAsync(provider, 3);
        await using var closing = portal;
        var service = portal.Get<InvoiceService>();
        (await service.IssueManyAsync(portal.Owner, ids[..2])).Required();
        (await service.MarkSentAsync(portal.Owner, ids[0], true)).Required();
        var sent = (await service.MarkSentManyAsync(portal.Owner, ids, true)).Required();
        Assert.Equal([ids[1]], sent);
        (await service.MarkSentManyAsync(portal.Owner, sent, false)).Required();
        Assert.Equal(ids[0], Assert.Single(await RowsAsync(portal), row => row.SentAt is not null).Id);
        Assert.Equal([ids[2]], (await service.DeleteManyAsync(portal.Owner, ids)).Required());
        Assert.Equal(2, (await portal.Get<InvoiceQueries>().IdsAsync(portal.Owner, new())).Count);
        Assert.Equal([ids[2]], (await service.RestoreManyAsync(portal.Owner, ids)).Required());
        Assert.Single(await RowsAsync(portal, new InvoiceFilter
        { From = portal.Time.UtcNow().AddDays(-2), Until = portal.Time.UtcNow().AddDays(-1) }));
        foreach (var refused in new Func<Task>[]
            { () => service.IssueManyAsync(portal.As(Role.Organiser), ids),
                () => service.MarkSentManyAsync(portal.As(Role.Viewer), ids, true), () =>
                    service.DeleteManyAsync(portal.As(Role.Organiser), ids), () => service.RestoreManyAsync(portal.As(Role.Viewer), ids) })
        {
            await Assert.ThrowsAsync<PermissionDeniedException>(refused);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Totals_come_by_currency_and_status_of_what_the_filter_finds_in_one_command(Provider provider)
    {
        var (portal, _) = await StartAsync(provider, 0);
        await using var closing = portal;
        var payments = portal.Get<PaymentService>();
        await PayAsync("EUR", 500, PaymentStatus.Completed, 0);
        await PayAsync("EUR", 700, PaymentStatus.Completed, -1);
        await PayAsync("EUR", 900, PaymentStatus.Failed, 0);
        await PayAsync("CHF", 100, PaymentStatus.Completed, 0);
        portal.Commands.Reset();
        var totals = await portal.Get<PaymentQueries>()
            .TotalsAsync(portal.Owner, new PaymentFilter { Search = "nordlicht", From = portal.Time.UtcNow().AddDays(-2) });
        Assert.Equal(1, portal.Commands.Count);
        Assert.Equal([new("CHF", PaymentStatus.Completed, 1, 100, 1), new("EUR", PaymentStatus.Completed, 2, 1_200, 2),
            new("EUR", PaymentStatus.Failed, 1, 900, 1)], totals);
        Assert.Equal(500,
            Assert.Single(await portal.Get<PaymentQueries>()
                .TotalsAsync(portal.Owner, new PaymentFilter
                { Currency = "EUR", Status = PaymentStatus.Completed, From = portal.Time.UtcNow() })).GrossMinor);
        Assert.Equal(["CHF", "EUR"], await portal.Get<PaymentQueries>().CurrenciesAsync(portal.Owner));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<PaymentQueries>().TotalsAsync(portal.As(Role.Viewer), new()));

        async Task PayAsync(string currency, long gross, PaymentStatus status, int day) =>
            (await payments.RecordAsync(portal.Owner,
                new PaymentDraft(null, "C1", null, "bank", currency, gross, 1, portal.Time.UtcNow().AddDays(day), null, status)))
                    .Required();
    }
}
