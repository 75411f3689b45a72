using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What endpoints are told, and who may make them.</summary>
public sealed class WebhookTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Check_ins_refusals_and_corrections_are_told_in_their_order_as_the_API_shows_them(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider);
        var portal = scene.Portal;
        var first = await scene.ScanAsync("1");
        await scene.ScanAsync("nobody");
        await scene.ScanAsync("1"); // under "always" the first stay ends with the second
        await scene.ScanAsync("1", ScanAction.CheckOut);
        portal.Time.Advance(TimeSpan.FromMilliseconds(10));
        (await portal.Get<CheckInService>().DeleteAsync(portal.Owner, first.Record!.Id)).Required();
        await scene.TurnAsync();

        Assert.Equal(["check_in.created", "check_in.refused", "check_in.closed", "check_in.created", "check_in.closed",
            "check_in.corrected"], scene.Receiver.Received.Select(m => m.Type));
        Assert.All(scene.Receiver.Received, m => Assert.Equal("congress", m.EventKey));
        var told = scene.Receiver.Received.ToList();
        Assert.Equal(first.Record!.Id, (long)told[0].Json["data"]!["id"]!);
        Assert.Equal(first.Record!.Id, (long)told[2].Json["data"]!["id"]!);
        Assert.False((bool)told[2].Json["data"]!["is_checked_in"]!);
        Assert.Equal("1", (string?)told[0].Json["data"]!["contact"]!["customer_number"]!);
        Assert.Equal("unknown_badge", (string?)told[1].Json["data"]!["code"]!);
        Assert.Equal("nobody", (string?)told[1].Json["data"]!["badge_number"]!);
        Assert.Equal("removed", (string?)told[5].Json["change"]!);
        Assert.All(told, m => Assert.Equal(m.Id, (string?)m.Json["id"]!));
        Assert.Equal(6, told.Select(m => m.Id).Distinct().Count());

        await scene.TurnAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(6, scene.Receiver.Received.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Participants_invoices_and_payments_are_told_once_each(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider);
        var portal = scene.Portal;
        var id = await portal.ParticipantAsync("9");
        portal.Time.Advance(TimeSpan.FromMilliseconds(10));
        (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, id, new ParticipantPatch { IsConfirmed = false })).Required();
        portal.Time.Advance(TimeSpan.FromMilliseconds(10));
        var own = new ParticipantSelection((await portal.Get<ParticipantQueries>().FindAsync(portal.Owner, id))!.EventId, [id]);
        (await portal.Get<ParticipantBulkService>().DeleteAsync(portal.Owner, own)).Required();
        portal.Time.Advance(TimeSpan.FromMilliseconds(10));
        (await portal.Get<ParticipantBulkService>().RestoreAsync(portal.Owner, own)).Required();
        portal.Time.Advance(TimeSpan.FromMilliseconds(10));
        var invoices = portal.Get<InvoiceService>();
        var invoice = (await invoices.CreateAsync(portal.Owner,
            new InvoiceDraft("1", "congress", "EUR", 10_000, portal.Time.GetUtcNow().UtcDateTime))).Required();
        (await invoices.IssueAsync(portal.Owner, invoice)).Required();
        var number = (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, invoice))!.Row.Number;
        foreach (var part in new[] { 6_000, 4_000, 500 })
        {
            portal.Time.Advance(TimeSpan.FromMilliseconds(10));
            (await portal.Get<PaymentService>().RecordAsync(portal.Owner, new PaymentDraft(number, null, null, "bank", "EUR", part, 0,
                portal.Time.GetUtcNow().UtcDateTime))).Required();
            await scene.TurnAsync();
        }

        Assert.Equal(["participant.added", "participant.changed", "participant.removed", "participant.added", "invoice.issued",
            "invoice.paid"], scene.Receiver.Received.Select(m => m.Type));
        Assert.All(scene.Receiver.Received, m => Assert.Equal("congress", m.EventKey));
        var told = scene.Receiver.Received.ToList();
        Assert.Equal(id, (long)told[2].Json["data"]!["id"]!);
        Assert.Equal("9", (string?)told[2].Json["data"]!["contact"]!["customer_number"]!);
        Assert.Equal(number, (string?)told[4].Json["data"]!["number"]!);
        Assert.Equal(0, (long)told[5].Json["data"]!["open_minor"]!);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Only_what_was_chosen_is_told_of_the_events_that_were_chosen_and_nothing_from_before(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider, WebhookTypes.CheckInCreated);
        var portal = scene.Portal;
        await portal.EventAsync("fair");
        await portal.ParticipantAsync("1", "fair");
        await scene.ScanAsync("1");
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        using var other = new WebhookReceiver();
        (await portal.Get<WebhookService>().CreateAsync(portal.Owner,
            new WebhookDraft("Fair", other.Url, [WebhookTypes.CheckInCreated, WebhookTypes.CheckInClosed], ["fair"]))).Required();
        await scene.ScanAsync("1", eventKey: "fair");
        await scene.ScanAsync("1", ScanAction.CheckOut, "fair");
        await scene.ScanAsync("2");
        await scene.TurnAsync();
        Assert.Equal(["congress", "fair", "congress"], scene.Receiver.Received.OrderBy(m => m.Id, StringComparer.Ordinal)
            .Select(m => m.EventKey));
        Assert.Equal([("check_in.created", "fair"), ("check_in.closed", "fair")], other.Received.Select(m => (m.Type, m.EventKey!)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_an_endpoint_nothing_is_written_and_one_small_read_is_all(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        portal.Commands.Reset();
        Assert.Equal(0, await portal.Get<WebhookCollector>().CollectAsync());
        await portal.Get<WebhookDispatcher>().TurnAsync();
        Assert.True(provider == Provider.SqlServer || portal.Commands.Count == 2, $"{portal.Commands.Count} commands");
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.Empty(await db.WebhookMessages.ToListAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Addresses_that_lead_inside_wrong_fields_and_small_plans_are_refused(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var service = portal.Get<WebhookService>();
        async Task<string> CodeAsync(string url, IReadOnlyCollection<string>? types = null, params string[] events) =>
            (await service.CreateAsync(portal.Owner, new WebhookDraft("App", url, types ?? ["check_in.created"], events))).Problems
                .Select(problem => $"{problem.Code} {problem.Field}").FirstOrDefault() ?? "";

        Assert.Equal("https_needed url", await CodeAsync("http://example.org/hook"));
        Assert.Equal("invalid_url url", await CodeAsync("example.org"));
        Assert.Equal("invalid_url url", await CodeAsync("https://user:word@example.org/"));
        foreach (var inside in new[] { "127.0.0.1", "10.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "169.254.169.254", "2130706433", "0x7f.1",
            "localhost", "intranet", "db.internal" })
        {
            Assert.Equal("private_address url", await CodeAsync($"https://{inside}/hook"));
        }

        Assert.Equal("required types", await CodeAsync("https://example.org/hook", []));
        Assert.Equal("unknown types", await CodeAsync("https://example.org/hook", ["everything"]));
        Assert.Equal("unknown_event events", await CodeAsync("https://example.org/hook", null, "nowhere"));
        Assert.Equal("", await CodeAsync("https://example.org/hook"));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => service.CreateAsync(portal.As(Role.Organiser),
            new WebhookDraft("App", "https://example.org/", ["check_in.created"], [])));

        var tenant = (await portal.Get<TenantService>().CreateAsync(Actor.System(0, "test"),
            new TenantDraft($"s{Guid.NewGuid():N}"[..20], "Small", Plan.Professional))).Required();
        var small = await service.CreateAsync(portal.Owner with { TenantId = tenant },
            new WebhookDraft("App", "https://example.org/", ["check_in.created"], []));
        Assert.Equal("plan_required", small.Problems[0].Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_another_tenant_nothing_is_seen_or_told(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider);
        var portal = scene.Portal;
        var tenant = (await portal.Get<TenantService>().CreateAsync(Actor.System(0, "test"),
            new TenantDraft($"o{Guid.NewGuid():N}"[..20], "Other"))).Required();
        var stranger = portal.Owner with { TenantId = tenant };
        var (service, queries) = (portal.Get<WebhookService>(), portal.Get<WebhookQueries>());
        await scene.ScanAsync("1");
        await scene.TurnAsync();
        var delivery = (await scene.LogAsync())[0].Id;
        Assert.Null(await queries.FindAsync(stranger, scene.Id));
        Assert.Null(await queries.DeliveryAsync(stranger, delivery));
        Assert.Empty((await queries.LogAsync(stranger, new WebhookDeliveryFilter(scene.Id), new())).Items);
        Assert.Equal("not_found", (await service.PingAsync(stranger, scene.Id)).Problems[0].Code);
        Assert.Equal("not_found", (await service.RotateAsync(stranger, scene.Id)).Problems[0].Code);
        Assert.Equal("not_found", (await service.ReplayAsync(stranger, new WebhookDeliveryFilter(scene.Id))).Problems[0].Code);
        Assert.Equal("not_found", (await service.DeleteAsync(stranger, scene.Id)).Problems[0].Code);
        Assert.Single(scene.Receiver.Received);
    }
}
