using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// Each field of each report against figures computed by hand. The clock stands at 2026-10-03 08:00 UTC, the tenant is in Berlin.
/// </summary>
public sealed class ReportTests
{
    private static readonly DateOnly Third = new(2026, 3, 3);

    [Theory, ClassData(typeof(Providers))]
    public async Task Participants_by_hand(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Rows(portal);
        var past = await rows.EventAsync("past", "2026-06-01T08:00Z");
        var open = await rows.EventAsync("open", "2026-10-02T08:00Z");
        var oldVip = await rows.CategoryAsync(past, "vip", "VIP old");
        var newVip = await rows.CategoryAsync(open, "vip", "VIP new");
        var gone = await rows.CategoryAsync(open, "gone", "Gone");
        var (mia, ben, eva) = (await rows.ContactAsync(), await rows.ContactAsync(), await rows.ContactAsync());
        var a = await rows.ParticipantAsync(past, mia, "2026-03-03T08:00Z", confirmed: true, oldVip);
        var b = await rows.ParticipantAsync(past, ben, "2026-03-03T09:00Z", confirmed: true);
        await rows.ParticipantAsync(past, eva, "2026-03-04T09:00Z");
        var c = await rows.ParticipantAsync(open, mia, "2026-03-04T10:00Z", confirmed: true, newVip);
        var d = await rows.ParticipantAsync(open, ben, "2026-03-05T10:00Z", confirmed: false, gone);
        var e = await rows.ParticipantAsync(open, eva, "2026-03-05T11:00Z", confirmed: true);
        await rows.CheckInAsync(past, a, "2026-06-01T09:00Z", "2026-06-01T10:00Z");
        await rows.CheckInAsync(past, a, "2026-06-02T09:00Z", "2026-06-02T10:00Z");
        await rows.CheckInAsync(open, d, "2026-10-02T09:00Z");
        await rows.DeleteAsync<CheckIn>(await rows.CheckInAsync(past, b, "2026-06-01T09:00Z"));
        await rows.DeleteAsync<Participant>(e);
        await rows.DeleteAsync<Category>(gone);

        var all = await Of(portal).ReadAsync(portal.Owner, ParticipantsReport.Kind, new ReportFilter());
        var report = all.Required().Data;
        // b: confirmed, the event is over, and the only check-in was deleted. c: its event still runs.
        Assert.Equal(new ParticipantFigures(5, 3, 3, 2, 1), report.Figures);
        Assert.Equal(2, report.Figures.Unconfirmed);
        Assert.Equal([new("open", "OPEN", 2, 1, 1), new("past", "PAST", 3, 2, 1)], report.ByEvent);
        Assert.Equal([new("vip", "VIP new", 2, 1), new(null, null, 3, 1)], report.ByCategory);
        Assert.Equal([new(Third, 2), new(new(2026, 3, 4), 2), new(new(2026, 3, 5), 1)], report.ByDay);
        Assert.Equal(new DateTime(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc), all.Required().GeneratedAt);

        var one = (await Of(portal).ReadAsync(portal.Owner, ParticipantsReport.Kind,
            new ReportFilter("past", ReportBound.Of(Third), ReportBound.Of(Third)))).Required().Data;
        Assert.Equal(new ParticipantFigures(2, 2, 2, 1, 1), one.Figures);
        Assert.Equal([new("past", "PAST", 2, 2, 1)], one.ByEvent);
        Assert.Equal([new("vip", "VIP old", 1, 1), new(null, null, 1, 0)], one.ByCategory);
        Assert.Equal([new(Third, 2)], one.ByDay);
        Assert.Equal(c, (await rows.AllAsync<Participant>()).Single(p => p.EventId == open && p.IsConfirmed).Id);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Applications_by_hand(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Rows(portal);
        var (fair, expo) = (await rows.EventAsync("fair", "2026-06-01T08:00Z"), await rows.EventAsync("expo", "2026-07-01T08:00Z"));
        await rows.CategoryAsync(fair, "stand", "Stand old");
        await rows.CategoryAsync(expo, "stand", "Stand new");
        await rows.ApplicationAsync("2026-03-03T08:00Z", ApplicationStatus.Approved, 5, "stand", (fair, true), (expo, false));
        await rows.ApplicationAsync("2026-03-03T09:00Z", ApplicationStatus.Open, 4, "stand", (fair, false));
        await rows.ApplicationAsync("2026-03-04T08:00Z", ApplicationStatus.Rejected, null, "talk", (expo, false));
        await rows.ApplicationAsync("2026-03-04T08:00Z", ApplicationStatus.Approved, 5, null, (fair, true), (expo, true));
        await rows.ApplicationAsync("2026-03-04T08:00Z", ApplicationStatus.Open, 1, null, (expo, false));
        await rows.ApplicationAsync("2026-03-05T08:00Z", ApplicationStatus.Rejected, 5, "talk", (fair, false));
        await rows.DeleteAsync<Application>(await rows.ApplicationAsync("2026-03-05T08:00Z", ApplicationStatus.Approved, 1, "stand",
            (fair, true)));

        var report = (await Of(portal).ReadAsync(portal.Owner, ApplicationsReport.Kind, new ReportFilter())).Required().Data;
        Assert.Equal(new ApplicationFigures(2, 2, 2, 4m), report.Figures);
        Assert.Equal((6, 0.3333m), (report.Figures.Total, report.Figures.ConversionRate));
        Assert.Equal([new("expo", "EXPO", 4, 1), new("fair", "FAIR", 4, 2)], report.ByEvent);
        Assert.Equal([new("stand", "Stand new", 2, 1), new("talk", null, 2, 0), new(null, null, 2, 1)], report.ByCategory);
        Assert.Equal([new(Third, 2), new(new(2026, 3, 4), 3), new(new(2026, 3, 5), 1)], report.ByDay);

        // 4.5 is the mean of 5 and 4; the application for two events counts in both.
        var one = (await Of(portal).ReadAsync(portal.Owner, ApplicationsReport.Kind, new ReportFilter("fair", null, ReportBound.Of(Third))))
            .Required().Data;
        Assert.Equal(new ApplicationFigures(1, 1, 0, 4.5m), one.Figures);
        Assert.Equal([new("fair", "FAIR", 2, 1)], one.ByEvent);
        Assert.Equal([new("stand", "Stand old", 2, 1)], one.ByCategory);
        var unrated = (await Of(portal)
            .ReadAsync(portal.Owner, ApplicationsReport.Kind, new ReportFilter("expo", ReportBound.Of(new DateOnly(2027, 1, 1)))))
            .Required().Data;
        Assert.Equal((null, 0m, 0), (unrated.Figures.AverageRating, unrated.Figures.ConversionRate, unrated.Figures.Total));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Revenue_by_hand_in_four_currencies(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Rows(portal);
        var (fair, lost) = (await rows.EventAsync("fair", "2026-06-01T08:00Z"), await rows.EventAsync("lost", "2026-06-01T08:00Z"));
        var first = await rows.InvoiceAsync(119_00, "EUR", "2026-03-03T08:00Z", fair);
        var second = await rows.InvoiceAsync(10, "EUR", "2026-03-03T08:00Z", fair);
        await rows.InvoiceAsync(20, "EUR", "2026-04-01T08:00Z");
        var yen = await rows.InvoiceAsync(5_000, "JPY", "2026-03-03T08:00Z", fair);
        await rows.InvoiceAsync(1_234, "KWD", "2026-03-03T08:00Z", lost);
        var dollars = await rows.InvoiceAsync(9_99, "USD", "2026-03-03T08:00Z", fair);
        await rows.InvoiceAsync(30_00, "EUR", "2026-04-02T08:00Z", fair, InvoiceKind.CreditNote, creditOf: first);
        var draft = await rows.InvoiceAsync(7_77, "EUR", "2026-03-03T08:00Z", fair, status: InvoiceStatus.Draft);
        await rows.InvoiceAsync(8_88, "CHF", "2026-03-03T08:00Z", fair, status: InvoiceStatus.Cancelled);
        await rows.DeleteAsync<Invoice>(await rows.InvoiceAsync(9_99, "EUR", "2026-03-03T08:00Z", fair));
        await rows.PaymentAsync(50_00, "EUR", "2026-05-05T08:00Z", invoiceId: first);
        await rows.PaymentAsync(9_00, "EUR", "2026-05-06T08:00Z", invoiceId: first);
        await rows.PaymentAsync(60_00, "EUR", "2026-05-06T08:00Z", invoiceId: first, status: PaymentStatus.Pending);
        await rows.PaymentAsync(60_00, "EUR", "2026-05-06T08:00Z", invoiceId: first, status: PaymentStatus.Refunded);
        await rows.PaymentAsync(60_00, "EUR", "2026-05-06T08:00Z", invoiceId: first, status: PaymentStatus.Failed);
        await rows.PaymentAsync(15, "EUR", "2026-05-06T08:00Z", invoiceId: second);
        await rows.PaymentAsync(5_000, "JPY", "2026-05-06T08:00Z", invoiceId: yen);
        await rows.PaymentAsync(5_00, "EUR", "2026-05-06T08:00Z", invoiceId: dollars);
        await rows.PaymentAsync(7_77, "EUR", "2026-05-06T08:00Z", invoiceId: draft);
        await rows.PaymentAsync(4_44, "EUR", "2026-05-06T08:00Z");
        await rows.DeleteAsync<Payment>(await rows.PaymentAsync(1_00, "EUR", "2026-05-06T08:00Z", invoiceId: first));
        await rows.DeleteAsync<Event>(lost);

        var report = (await Of(portal).ReadAsync(portal.Owner, RevenueReport.Kind, new ReportFilter())).Required().Data;
        Assert.Equal([new("EUR", 30m, 89.30m, 59.15m), new("JPY", 0, 5000m, 5000m), new("KWD", 0, 1.23m, 0), new("USD", 0, 9.99m, 0)],
            report.Figures.Currencies);
        Assert.Equal((119.30m, 30.15m), (report.Figures.Currencies[0].Invoiced, report.Figures.Currencies[0].Open));
        Assert.Equal(6, report.Figures.InvoiceCount);
        Assert.Equal([new("fair", "FAIR", "EUR", 89.10m), new("fair", "FAIR", "JPY", 5000m), new("fair", "FAIR", "USD", 9.99m),
            new(null, null, "EUR", 0.20m), new(null, null, "KWD", 1.23m)], report.ByEvent);
        var (march, april) = (new DateOnly(2026, 3, 1), new DateOnly(2026, 4, 1));
        Assert.Equal([new(march, "EUR", 119.10m), new(march, "JPY", 5000m), new(march, "KWD", 1.23m), new(march, "USD", 9.99m),
            new(april, "EUR", -29.80m)], report.ByMonth);

        var one = (await Of(portal).ReadAsync(portal.Owner, RevenueReport.Kind, new ReportFilter("fair", ReportBound.Of(april))))
            .Required().Data;
        Assert.Equal([new("EUR", 30m, -30m, 0)], one.Figures.Currencies);
        Assert.Equal((0, 0m), (one.Figures.InvoiceCount, one.Figures.Currencies[0].Invoiced));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Payments_by_hand_in_three_currencies(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Rows(portal);
        var fair = await rows.EventAsync("fair", "2026-06-01T08:00Z");
        var invoice = await rows.InvoiceAsync(1_00, "EUR", "2026-01-01T08:00Z", fair);
        await rows.PaymentAsync(100_10, "EUR", "2026-03-03T08:00Z", fee: 1_75, gateway: "stripe", eventId: fair);
        await rows.PaymentAsync(20, "EUR", "2026-03-04T08:00Z", fee: 1, gateway: "stripe", invoiceId: invoice);
        await rows.PaymentAsync(50_00, "EUR", "2026-03-04T08:00Z", gateway: "bank");
        await rows.PaymentAsync(70_00, "USD", "2026-03-04T08:00Z", fee: 2_00, gateway: "stripe");
        await rows.PaymentAsync(3_000, "JPY", "2026-03-04T08:00Z", fee: 30, gateway: "Stripe");
        await rows.PaymentAsync(11_00, "EUR", "2026-03-04T08:00Z", fee: 5_00, status: PaymentStatus.Failed);
        await rows.PaymentAsync(12_00, "EUR", "2026-03-04T08:00Z", fee: 5_00, status: PaymentStatus.Refunded, eventId: fair);
        await rows.PaymentAsync(13_00, "CHF", "2026-03-04T08:00Z", fee: 5_00, status: PaymentStatus.Pending);
        await rows.DeleteAsync<Payment>(await rows.PaymentAsync(14_00, "EUR", "2026-03-03T08:00Z"));

        var report = (await Of(portal).ReadAsync(portal.Owner, PaymentsReport.Kind, new ReportFilter())).Required().Data;
        Assert.Equal([new("EUR", 150.30m, 1.76m), new("JPY", 3000m, 30m), new("USD", 70m, 2m)], report.Figures.Currencies);
        Assert.Equal((5, 148.54m), (report.Figures.Count, report.Figures.Currencies[0].Net));
        Assert.Equal(
            [
                new(PaymentStatus.Pending, 1, 13m, "CHF"), new(PaymentStatus.Completed, 3, 150.30m, "EUR"),
                new(PaymentStatus.Completed, 1, 3000m, "JPY"), new(PaymentStatus.Completed, 1, 70m, "USD"),
                new(PaymentStatus.Failed, 1, 11m, "EUR"), new(PaymentStatus.Refunded, 1, 12m, "EUR"),
            ],
            report.ByStatus);
        Assert.Equal([new("Stripe", 1, 3000m, "JPY"), new("bank", 1, 50m, "EUR"), new("stripe", 2, 100.30m, "EUR"),
            new("stripe", 1, 70m, "USD")], report.ByGateway);
        Assert.Equal([new(Third, "EUR", 100.10m), new(new(2026, 3, 4), "EUR", 50.20m), new(new(2026, 3, 4), "JPY", 3000m),
            new(new(2026, 3, 4), "USD", 70m)], report.ByDay);

        // A payment that names no event belongs to its invoice's.
        var one = (await Of(portal).ReadAsync(portal.Owner, PaymentsReport.Kind, new ReportFilter("fair"))).Required().Data;
        Assert.Equal([new("EUR", 100.30m, 1.76m)], one.Figures.Currencies);
        Assert.Equal([new(PaymentStatus.Completed, 2, 100.30m, "EUR"), new(PaymentStatus.Refunded, 1, 12m, "EUR")], one.ByStatus);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_unknown_event_and_an_empty_tenant_give_zeros(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Rows(portal);
        var fair = await rows.EventAsync("fair", "2026-06-01T08:00Z");
        await rows.ParticipantAsync(fair, await rows.ContactAsync(), "2026-03-03T08:00Z");
        await rows.InvoiceAsync(1_00, "EUR", "2026-01-01T08:00Z", fair);
        await rows.PaymentAsync(1_00, "EUR", "2026-01-01T08:00Z");
        await using var other = await TestPortal.StartAsync(provider);
        foreach (var (actor, from, key) in new[]
            { (portal.Owner, portal, "Fair"), (portal.Owner, portal, ""), (other.Owner, other, null), (other.Owner, other, "fair") })
        {
            var overview = (await Of(from).ReadAsync(actor, OverviewReport.Kind, new ReportFilter(key))).Required().Data;
            Assert.Equal((new EventFigures(0, 0, 0), new ParticipantFigures(0, 0, 0, 0, 0), new CheckInFigures(0, 0, 0, 0),
                new ApplicationFigures(0, 0, 0, null)), (overview.Events, overview.Participants, overview.CheckIns, overview.Applications));
            Assert.Empty(overview.Revenue.Currencies);
            Assert.Empty(overview.Payments.Currencies);
            Assert.Equal((0, 0), (overview.Revenue.InvoiceCount, overview.Payments.Count));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Overview_shows_what_the_others_and_the_statistics_show(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Rows(portal);
        var past = await rows.EventAsync("past", "2026-06-01T08:00Z");
        var open = await rows.EventAsync("open", "2026-10-02T08:00Z");
        await rows.EventAsync("coming", "2026-11-02T08:00Z");
        var (mia, ben) = (await rows.ContactAsync(), await rows.ContactAsync());
        var a = await rows.ParticipantAsync(past, mia, "2026-03-03T08:00Z", confirmed: true);
        await rows.ParticipantAsync(past, ben, "2026-03-03T08:00Z", confirmed: true);
        var b = await rows.ParticipantAsync(open, mia, "2026-04-03T08:00Z");
        await rows.CheckInAsync(past, a, "2026-06-01T09:00Z", "2026-06-01T10:00Z");
        await rows.CheckInAsync(past, a, "2026-06-02T09:00Z", "2026-06-02T10:00Z");
        await rows.CheckInAsync(open, b, "2026-10-02T09:00Z", quantity: 4);
        var invoice = await rows.InvoiceAsync(119_00, "EUR", "2026-03-03T08:00Z", past);
        await rows.PaymentAsync(19_00, "EUR", "2026-03-04T08:00Z", invoiceId: invoice, eventId: past);
        await rows.ApplicationAsync("2026-03-03T08:00Z", ApplicationStatus.Approved, 5, "stand", (past, true), (open, false));
        var reports = Of(portal);
        var head = (await reports.ReadAsync(portal.Owner, OverviewReport.Kind, new ReportFilter())).Required().Data;
        Assert.Equal((new EventFigures(1, 1, 1), new CheckInFigures(3, 2, 1, 4)), (head.Events, head.CheckIns));
        foreach (var key in new[] { null, "past", "open", "coming", "none" })
        {
            foreach (var (from, to) in new (ReportBound?, ReportBound?)[]
                { (null, null), (ReportBound.Of(Third), ReportBound.Of(Third)), (ReportBound.Of(new DateOnly(2026, 3, 4)), null) })
            {
                var filter = new ReportFilter(key, from, to);
                var overview = (await reports.ReadAsync(portal.Owner, OverviewReport.Kind, filter)).Required().Data;
                Assert.Equal((await reports.ReadAsync(portal.Owner, ParticipantsReport.Kind, filter)).Required()
                    .Data.Figures, overview.Participants);
                Assert.Equal((await reports.ReadAsync(portal.Owner, ApplicationsReport.Kind, filter)).Required()
                    .Data.Figures, overview.Applications);
                Assert.Equivalent((await reports.ReadAsync(portal.Owner, RevenueReport.Kind, filter)).Required()
                    .Data.Figures, overview.Revenue, strict: true);
                Assert.Equivalent((await reports.ReadAsync(portal.Owner, PaymentsReport.Kind, filter)).Required()
                    .Data.Figures, overview.Payments, strict: true);
                if (from is null && key is not null && await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, key) is { } stats)
                {
                    Assert.Equal(new CheckInFigures(stats.CheckIns, stats.CheckedInTotal, stats.CheckedInNow, stats.PeopleInside),
                        overview.CheckIns);
                    Assert.Equal((stats.TotalParticipants, stats.ConfirmedParticipants, stats.CheckedInTotal),
                        (overview.Participants.Total, overview.Participants.Confirmed, overview.Participants.CheckedIn));
                }
            }
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_report_takes_at_most_six_commands_and_the_permission(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var reports = Of(portal);
        var filter = new ReportFilter("fair", ReportBound.Of(Third), ReportBound.Of(Third));
        async Task<int> Commands(Func<Task> read)
        {
            portal.Commands.Reset();
            await read();
            return portal.Commands.Count;
        }

        Assert.Equal(4, await Commands(() => reports.ReadAsync(portal.Owner, ParticipantsReport.Kind, filter)));
        Assert.Equal(5, await Commands(() => reports.ReadAsync(portal.Owner, ApplicationsReport.Kind, filter)));
        Assert.Equal(3, await Commands(() => reports.ReadAsync(portal.Owner, RevenueReport.Kind, filter)));
        Assert.Equal(3, await Commands(() => reports.ReadAsync(portal.Owner, PaymentsReport.Kind, filter)));
        Assert.Equal(6, await Commands(() => reports.ReadAsync(portal.Owner, OverviewReport.Kind, filter)));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => reports.ReadAsync(portal.As(Role.Steward), RevenueReport.Kind, filter));
    }

    [Fact]
    public void Amounts_follow_the_currencys_digits()
    {
        Assert.Equal(
            [1234.56m, 123456m, 123.46m, -0.01m, 92_233_720_368_547_758.07m, 0.01m, -1.24m],
            [ReportMoney.Amount(123456, "EUR"), ReportMoney.Amount(123456, "JPY"), ReportMoney.Amount(123456, "KWD"),
                ReportMoney.Amount(-1, "USD"), ReportMoney.Amount(long.MaxValue, "EUR"), ReportMoney.Amount(5, "BHD"),
                    ReportMoney.Amount(-1235, "OMR")]);
    }

    private static ReportQueries Of(TestPortal portal) => portal.Get<ReportQueries>();

    private static ReportRows Rows(TestPortal portal) => new(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
}
