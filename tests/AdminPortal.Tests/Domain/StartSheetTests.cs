using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Overview;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>The start page. The clock stands on 2026-10-03 08:00 UTC, the tenant is in Berlin.</summary>
public sealed class StartSheetTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_new_tenant_has_nothing_and_nothing_to_do(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var sheet = await portal.Get<StartQueries>().ReadAsync(portal.Owner);
        Assert.False(sheet.HasEvents);
        Assert.Empty(sheet.Events);
        Assert.Empty(sheet.Tasks);
        Assert.Equal((30, 0, 0, 0), (sheet.Trends!.CheckIns.Days.Count, sheet.Trends.CheckIns.Total, sheet.Trends.Registrations.TotalBefore,
            sheet.Trends.Revenue.Count));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Events_are_those_of_today_and_the_coming_ones_with_their_registrations(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = await FillAsync(portal);
        var sheet = await portal.Get<StartQueries>().ReadAsync(portal.Owner);
        Assert.True(sheet.HasEvents);
        Assert.Equal(["running", "tonight"], sheet.Today.Select(e => e.EventKey));
        Assert.Equal(["tomorrow", "later"], sheet.Coming.Select(e => e.EventKey));
        Assert.Equal([1, 30], sheet.Coming.Select(e => e.DaysUntil(sheet.ReadAt)));
        Assert.Equal((3, 1, 2, 1), (sheet.Events[0].Participants, sheet.Events[0].Confirmed, sheet.Events[0].Unconfirmed, sheet.Events[0]
            .Categories));
        Assert.NotEmpty(await rows.AllAsync<Invoice>());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Everybody_is_told_what_they_may_do_and_no_more(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await FillAsync(portal);
        var start = portal.Get<StartQueries>();
        (StartTaskKind, int, string?)[] events =
        [
            (StartTaskKind.Unconfirmed, 2, "running"),
            (StartTaskKind.NoParticipants, 1, "tonight"), (StartTaskKind.NoParticipants, 1, "tomorrow"),
            (StartTaskKind.NoParticipants, 1, "later"),
            (StartTaskKind.NoCategories, 1, "tonight"), (StartTaskKind.NoCategories, 1, "tomorrow"),
            (StartTaskKind.NoCategories, 1, "later"),
        ];
        Assert.Equal([(StartTaskKind.OverdueInvoices, 1, null), (StartTaskKind.OpenApplications, 2, null), .. events,
            (StartTaskKind.DraftInvoices, 1, null), (StartTaskKind.PendingPayments, 1, null)], await TasksAsync(Role.Owner));
        Assert.Equal([(StartTaskKind.OpenApplications, 2, null), .. events], await TasksAsync(Role.Organiser));
        Assert.Empty(await TasksAsync(Role.Steward));
        Assert.Empty(await TasksAsync(Role.Viewer));
        Assert.Null((await start.ReadAsync(portal.As(Role.Steward))).Trends);
        Assert.NotNull((await start.ReadAsync(portal.As(Role.Viewer))).Trends);
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            start.ReadAsync(portal.Owner with { Permissions = new HashSet<Permission>() }));

        async Task<IEnumerable<(StartTaskKind, int, string?)>> TasksAsync(Role role) => (await start.ReadAsync(portal.As(role)))
            .Tasks.Select(task => (task.Kind, task.Count, task.Event?.EventKey));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Trends_compare_thirty_days_with_the_thirty_before_and_this_month_with_the_last(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await FillAsync(portal);
        var trends = (await portal.Get<StartQueries>().ReadAsync(portal.Owner)).Trends!;
        Assert.Equal((2, 1), (trends.Registrations.Total, trends.Registrations.TotalBefore));
        Assert.Equal(new StartDay(new DateOnly(2026, 10, 3), 1, 1), trends.Registrations.Days[^1]);
        Assert.Equal(new StartDay(new DateOnly(2026, 9, 4), 1, 0), trends.Registrations.Days[0]);
        Assert.Equal((1, 0), (trends.CheckIns.Total, trends.CheckIns.TotalBefore));
        Assert.Equal([new StartRevenue("EUR", 70.00m, 119.50m), new StartRevenue("JPY", 5000m, 0m)], trends.Revenue);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task It_is_read_in_a_fixed_number_of_commands_and_knows_no_other_tenant(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await FillAsync(portal);
        portal.Commands.Reset();
        await portal.Get<StartQueries>().ReadAsync(portal.Owner);
        Assert.Equal(6, portal.Commands.Count);
        var other = (await portal.Get<TenantService>()
            .CreateAsync(Actor.System(0, "test"), new TenantDraft($"t{Guid.NewGuid():N}"[..20], "Other"))).Required();
        var sheet = await portal.Get<StartQueries>().ReadAsync(portal.Owner with { TenantId = other });
        Assert.False(sheet.HasEvents);
        Assert.Empty(sheet.Tasks);
    }

    private static async Task<ReportRows> FillAsync(TestPortal portal)
    {
        var rows = new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
        await rows.EventAsync("past", "2026-09-20T08:00Z");
        var running = await rows.EventAsync("running", "2026-10-02T08:00Z");
        await rows.EventAsync("later", "2026-11-01T23:00Z"); // 2 November in Tokyo, where the events are
        await rows.EventAsync("tomorrow", "2026-10-03T15:00Z"); // midnight in Tokyo
        await rows.EventAsync("tonight", "2026-10-03T14:59Z");
        await rows.CategoryAsync(running, "vip", "VIP");
        var here = await rows.ParticipantAsync(running, await rows.ContactAsync(), "2026-10-03T07:00Z", confirmed: true);
        await rows.ParticipantAsync(running, await rows.ContactAsync(), "2026-09-03T22:00Z"); // 4 September in Berlin
        await rows.ParticipantAsync(running, await rows.ContactAsync(), "2026-09-03T21:59Z");
        await rows.CheckInAsync(running, here, "2026-10-03T07:30Z");
        await rows.ApplicationAsync("2026-10-01T08:00Z", ApplicationStatus.Open, null, null, (running, false));
        await rows.ApplicationAsync("2026-10-01T08:00Z", ApplicationStatus.Open, 3, null, (running, false));
        await rows.ApplicationAsync("2026-10-01T08:00Z", ApplicationStatus.Rejected, 1, null, (running, false));
        var due = await rows.InvoiceAsync(100_00, "EUR", "2026-09-30T22:00Z", running); // October in Berlin
        await rows.InvoiceAsync(30_00, "EUR", "2026-10-02T08:00Z", running, InvoiceKind.CreditNote, creditOf: due);
        await rows.InvoiceAsync(119_50, "EUR", "2026-09-30T21:59Z");
        await rows.InvoiceAsync(7_00, "EUR", "2026-08-31T21:59Z");
        await rows.InvoiceAsync(5_000, "JPY", "2026-10-03T07:00Z");
        await rows.InvoiceAsync(9_00, "EUR", "2026-10-03T07:00Z", status: InvoiceStatus.Draft);
        await rows.PaymentAsync(9_00, "EUR", "2026-10-03T07:00Z", status: PaymentStatus.Pending);
        await rows.PaymentAsync(9_00, "EUR", "2026-10-03T07:00Z");
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        db.Actor = portal.Owner;
        (await db.Invoices.SingleAsync(i => i.Id == due)).DueDate = portal.Time.UtcNow().AddDays(-1);
        await db.SaveChangesAsync();
        return rows;
    }
}
