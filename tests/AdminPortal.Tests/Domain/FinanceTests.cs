using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

public sealed class FinanceTests
{
    private static async Task<TestPortal> StartAsync(Provider provider)
    {
        var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", "Nordlicht GmbH", null, null, null)))
            .Required();
        return portal;
    }

    private static InvoiceDraft Draft(TestPortal portal, long gross = 11_900, string currency = "EUR") =>
        new("C1", "congress", currency, gross, portal.Time.UtcNow(), portal.Time.UtcNow().AddDays(14));

    private static async Task<InvoiceRow> IssueAsync(TestPortal portal, long gross = 11_900, string currency = "EUR")
    {
        var id = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner, Draft(portal, gross, currency))).Required();
        (await portal.Get<InvoiceService>().IssueAsync(portal.Owner, id)).Required();
        return await ReadAsync(portal, id);
    }

    private static async Task<InvoiceRow> ReadAsync(TestPortal portal, long id) =>
        (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, id))!.Row;

    private static async Task<long> PayAsync(TestPortal portal, InvoiceRow invoice, long gross, string currency = "EUR",
        PaymentStatus status = PaymentStatus.Completed, string? reference = null) =>
        (await portal.Get<PaymentService>()
            .RecordAsync(portal.Owner, new PaymentDraft(invoice.Number, null, null, "stripe", currency, gross, Math.Min(gross, 100),
                portal.Time.UtcNow(), reference, status))).Required();

    [Theory, ClassData(typeof(Providers))]
    public async Task Thirty_two_invoices_issued_at_once_get_thirty_two_numbers_without_a_gap(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var service = portal.Get<InvoiceService>();
        var ids = new List<long>();
        for (var i = 0; i < 32; i++)
        {
            ids.Add((await service.CreateAsync(portal.Owner, Draft(portal))).Required());
        }

        var results = await Task.WhenAll(ids.Select(id => Task.Run(() => service.IssueAsync(portal.Owner, id))));
        Assert.All(results, result => Assert.True(result.Ok));
        var issued = await portal.Get<InvoiceQueries>()
            .ListAsync(portal.Owner, new InvoiceFilter { Status = InvoiceStatus.Issued }, new PageRequest(1, 50, "number", false));
        Assert.Equal(Enumerable.Range(1, 32).Select(i => $"R2026-{i:D4}"), issued.Items.Select(row => row.Number));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task One_draft_issued_by_many_at_once_gets_one_number_and_the_next_draft_the_next(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var service = portal.Get<InvoiceService>();
        var id = (await service.CreateAsync(portal.Owner, Draft(portal))).Required();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => service.IssueAsync(portal.Owner, id))));
        Assert.Single(results, result => result.Ok);
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal("not_a_draft", result.Problems.Single().Code));
        Assert.Equal("R2026-0001", (await ReadAsync(portal, id)).Number);
        Assert.Equal("R2026-0002", (await IssueAsync(portal)).Number);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_year_of_a_number_is_that_of_the_tenants_zone_and_kinds_count_apart(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        portal.Time.Set(new DateTime(2026, 12, 31, 22, 59, 59, DateTimeKind.Utc));
        Assert.Equal("R2026-0001", (await IssueAsync(portal)).Number);
        portal.Time.Set(new DateTime(2026, 12, 31, 23, 0, 0, DateTimeKind.Utc));
        var invoice = await IssueAsync(portal);
        Assert.Equal("R2027-0001", invoice.Number);
        var credit = (await portal.Get<InvoiceService>().CreditAsync(portal.Owner, invoice.Id, 100)).Required();
        Assert.Equal(("G2027-0001", InvoiceKind.CreditNote, "EUR"),
            ((await ReadAsync(portal, credit)).Number, (await ReadAsync(portal, credit)).Kind, (await ReadAsync(portal, credit)).Currency));
        Assert.Equal("R2027-0002", (await IssueAsync(portal)).Number);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Credit_notes_never_exceed_the_invoice_also_when_they_race(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var invoice = await IssueAsync(portal, 1_000);
        var service = portal.Get<InvoiceService>();
        var results = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => service.CreditAsync(portal.Owner, invoice.Id, 400))));
        Assert.Equal(2, results.Count(result => result.Ok));
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal("above_rest", result.Problems.Single().Code));
        Assert.Equal("above_rest", (await service.CreditAsync(portal.Owner, invoice.Id, 201)).Problems.Single().Code);
        var last = (await service.CreditAsync(portal.Owner, invoice.Id, 200)).Required();
        Assert.Equal(("G2026-0003", 1_000L, 0L),
            ((await ReadAsync(portal, last)).Number, (await ReadAsync(portal, invoice.Id)).CreditedMinor,
                (await ReadAsync(portal, invoice.Id)).OpenMinor));
        Assert.Equal("not_issued", (await service.CreditAsync(portal.Owner, last, 1)).Problems.Single().Code);
        Assert.Equal("invalid_amount", (await service.CreditAsync(portal.Owner, invoice.Id, 0)).Problems.Single().Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Paid_and_open_make_the_net_and_only_completed_payments_of_its_currency_count(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var invoice = await IssueAsync(portal, 10_000);
        await PayAsync(portal, invoice, 4_000);
        await PayAsync(portal, invoice, 900, "USD");
        var pending = await PayAsync(portal, invoice, 2_000, status: PaymentStatus.Pending);
        (await portal.Get<InvoiceService>().CreditAsync(portal.Owner, invoice.Id, 1_000)).Required();
        await AssertAsync(4_000, 5_000, Settlement.Open);
        var payments = portal.Get<PaymentService>();
        (await payments.MoveAsync(portal.Owner, pending, PaymentStatus.Completed)).Required();
        await AssertAsync(6_000, 3_000, Settlement.Open);
        portal.Time.Advance(TimeSpan.FromDays(15));
        await AssertAsync(6_000, 3_000, Settlement.Overdue);
        await PayAsync(portal, invoice, 3_000);
        await AssertAsync(9_000, 0, Settlement.Paid);
        var tooMuch = await PayAsync(portal, invoice, 1);
        await AssertAsync(9_001, -1, Settlement.Overpaid);
        (await payments.MoveAsync(portal.Owner, tooMuch, PaymentStatus.Refunded)).Required();
        await AssertAsync(9_000, 0, Settlement.Paid);
        Assert.Equal(5, (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, invoice.Id))!.Payments.Count);

        async Task AssertAsync(long paid, long open, Settlement settlement)
        {
            var row = await ReadAsync(portal, invoice.Id);
            Assert.Equal((paid, open, row.NetMinor, (Settlement?)settlement),
                (row.PaidMinor, row.OpenMinor, row.PaidMinor + row.OpenMinor, row.SettlementAt(portal.Time.UtcNow())));
            foreach (var each in Enum.GetValues<Settlement>())
            {
                var expected = each == settlement || (each, settlement) is (Settlement.Open, Settlement.Overdue)
                    or (Settlement.Paid, Settlement.Overpaid);
                Assert.Equal(expected ? 1 : 0,
                    (await portal.Get<InvoiceQueries>().ListAsync(portal.Owner, new InvoiceFilter { Settlement = each }, new())).Total);
            }
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_draft_is_changed_cancelled_and_deleted_and_an_issued_invoice_stays_as_it_is(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var service = portal.Get<InvoiceService>();
        var id = (await service.CreateAsync(portal.Owner, Draft(portal))).Required();
        (await service.UpdateAsync(portal.Owner, id, Draft(portal, 500, "USD"), 0)).Required();
        Assert.Equal("changed_meanwhile", (await service.UpdateAsync(portal.Owner, id, Draft(portal), 0)).Problems.Single().Code);
        Assert.Equal((500, "USD", null),
            ((await ReadAsync(portal, id)).GrossMinor, (await ReadAsync(portal, id)).Currency, (await ReadAsync(portal, id)).Number));
        (await service.CancelAsync(portal.Owner, id)).Required();
        Assert.Equal("not_a_draft", (await service.IssueAsync(portal.Owner, id)).Problems.Single().Code);
        (await service.ReviveAsync(portal.Owner, id)).Required();
        Assert.Equal("not_issued", (await service.MarkSentAsync(portal.Owner, id, true)).Problems.Single().Code);
        (await service.DeleteAsync(portal.Owner, id)).Required();
        (await service.RestoreAsync(portal.Owner, id)).Required();
        (await service.IssueAsync(portal.Owner, id)).Required();
        (await service.MarkSentAsync(portal.Owner, id, true)).Required();
        var sent = (await ReadAsync(portal, id)).SentAt;
        Assert.NotNull(sent);
        portal.Time.Advance(TimeSpan.FromDays(1));
        (await service.MarkSentAsync(portal.Owner, id, false)).Required();
        Assert.Null((await ReadAsync(portal, id)).SentAt);
        (await service.MarkSentAsync(portal.Owner, id, sent)).Required();
        Assert.Equal(sent, (await ReadAsync(portal, id)).SentAt);
        Assert.Equal("issued_stays", (await service.DeleteAsync(portal.Owner, id)).Problems.Single().Code);
        Assert.Equal("not_a_draft", (await service.CancelAsync(portal.Owner, id)).Problems.Single().Code);
        Assert.Equal("not_cancelled", (await service.ReviveAsync(portal.Owner, id)).Problems.Single().Code);
        Assert.Equal("has_finance", (await portal.Get<ContactService>().DeleteAsync(portal.Owner, (await ReadAsync(portal, id)).ContactId))
            .Problems.Single().Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Wrong_invoices_and_payments_are_refused_with_every_wrong_field(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var draft = new InvoiceDraft("C9", "nowhere", "eur", 0, portal.Time.UtcNow(), portal.Time.UtcNow()
            .AddDays(-1), new string('x', 2001));
        Assert.Equal(["currency", "customer_number", "due_date", "event_key", "gross", "notes"],
            (await portal.Get<InvoiceService>().CreateAsync(portal.Owner, draft)).Problems.Select(p => p.Field!)
                .Order(StringComparer.Ordinal));
        var payments = portal.Get<PaymentService>();
        var payment = new PaymentDraft("R1", "C9", null, "", "EU", -1, 5, portal.Time.UtcNow().AddDays(2), " ");
        Assert.Equal(["currency", "customer_number", "fee", "gateway", "gross", "invoice_number", "paid_at", "reference"],
            (await payments.RecordAsync(portal.Owner, payment)).Problems.Select(p => p.Field!).Order(StringComparer.Ordinal));
        var invoice = await IssueAsync(portal);
        var first = await PayAsync(portal, invoice, 200, reference: "ch_1");
        Assert.Equal("taken",
            (await payments.RecordAsync(portal.Owner,
                new PaymentDraft(invoice.Number, null, null, "stripe", "EUR", 1, 0, portal.Time.UtcNow(), "ch_1"))).Problems.Single().Code);
        (await payments.RecordAsync(portal.Owner,
            new PaymentDraft(invoice.Number, null, null, "paypal", "EUR", 1, 0, portal.Time.UtcNow(), "ch_1"))).Required();
        await PayAsync(portal, invoice, 200, reference: "CH_1");
        (await payments.DeleteAsync(portal.Owner, first)).Required();
        await PayAsync(portal, invoice, 200, reference: "ch_1");
        Assert.Equal("held_reference", (await payments.RestoreAsync(portal.Owner, first)).Problems.Single().Code);
        var credit = (await portal.Get<InvoiceService>().CreditAsync(portal.Owner, invoice.Id, 1)).Required();
        Assert.Equal("not_issued",
            (await payments.RecordAsync(portal.Owner,
                new PaymentDraft((await ReadAsync(portal, credit)).Number, null, null, "cash", "EUR", 1, 0, portal.Time.UtcNow())))
                    .Problems.Single().Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<InvoiceService>()
            .IssueAsync(portal.As(Role.Organiser), invoice.Id));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<PaymentQueries>()
            .ListAsync(portal.As(Role.Viewer), new(), new()));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_payment_goes_only_the_ways_there_are_and_back(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var payments = portal.Get<PaymentService>();
        var id = await PayAsync(portal, await IssueAsync(portal), 500, status: PaymentStatus.Pending);
        Assert.Equal("wrong_status", (await payments.MoveAsync(portal.Owner, id, PaymentStatus.Refunded)).Problems.Single().Code);
        (await payments.MoveAsync(portal.Owner, id, PaymentStatus.Failed)).Required();
        Assert.Equal("wrong_status", (await payments.MoveAsync(portal.Owner, id, PaymentStatus.Completed)).Problems.Single().Code);
        Assert.Equal("wrong_status", // somebody else has made another step of it since
            (await payments.MoveBackAsync(portal.Owner, id, PaymentStatus.Pending, PaymentStatus.Completed)).Problems.Single().Code);
        (await payments.MoveBackAsync(portal.Owner, id, PaymentStatus.Pending, PaymentStatus.Failed)).Required();
        (await payments.MoveAsync(portal.Owner, id, PaymentStatus.Completed)).Required();
        var row = Assert.Single((await portal.Get<PaymentQueries>()
            .ListAsync(portal.Owner, new PaymentFilter
            { Search = "r2026 nordlicht", Gateway = "stripe", Currency = "EUR", Status = PaymentStatus.Completed }, new())).Items);
        Assert.Equal((400, "Nordlicht GmbH", "congress"), (row.NetMinor, row.Name, row.EventKey));
    }

    [Theory]
    [InlineData("1234.5", "EUR", 123450L)]
    [InlineData("1.234,50", "EUR", 123450L)]
    [InlineData("1,234,567.89", "EUR", 123456789L)]
    [InlineData("1.234.567", "EUR", 123456700L)]
    [InlineData("0,5", "EUR", 50L)]
    [InlineData("-12", "EUR", -1200L)]
    [InlineData("500", "JPY", 500L)]
    [InlineData("0.125", "KWD", 125L)]
    [InlineData("1.234", "EUR", null)]
    [InlineData("1.23.4", "EUR", null)]
    [InlineData("1,005", "EUR", null)]
    [InlineData("12.345", "JPY", null)]
    [InlineData("12.5", "JPY", null)]
    [InlineData("ten", "EUR", null)]
    [InlineData("", "EUR", null)]
    public void Amounts_are_read_exactly_or_not_at_all(string text, string currency, long? minor) =>
        Assert.Equal(minor, Money.Read(text) is { } major ? Money.Minor(major, currency) : null);
}
