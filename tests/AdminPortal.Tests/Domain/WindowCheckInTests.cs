using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>What windows, their limits and tolerances do to a check-in, and how a supervisor sets them aside.</summary>
public sealed class WindowCheckInTests
{
    private static readonly DateTime Now = new(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc);

    private static async Task<ScanResult> ScanAsync(TestPortal portal, string badge, DateTime? at = null, int quantity = 1,
        string? reason = null, Actor? actor = null, ScanAction action = ScanAction.CheckIn) =>
        (await portal.Get<CheckInService>()
            .ScanAsync(actor ?? portal.Owner,
                new ScanRequest
                {
                    EventKey = "congress",
                    BadgeNumber = badge,
                    OccurredAt = at,
                    Quantity = quantity,
                    OverrideReason = reason,
                    Action = action
                })).Required();

    private static string Code(ScanResult result) => result.Admitted ? "" : Assert.Single(result.Refusals).Code;

    private static async Task<EventDetail> EventAsync(TestPortal portal, int before = 0, int after = 0, ReEntry reEntry = ReEntry.Always,
        bool confirmation = false, int? capacity = null, string zone = "Europe/Berlin")
    {
        var found = await portal.EventAsync(reEntry: reEntry, requireConfirmation: confirmation, capacity: capacity, zone: zone);
        (await portal.Get<EventService>()
            .UpdateAsync(portal.Owner, found.Id, found.Draft with { ToleranceBefore = before, ToleranceAfter = after }, found.Version))
            .Required();
        return found;
    }

    private static async Task<long> WindowAsync(TestPortal portal, long eventId, DateTime from, DateTime to, bool enforced = true,
        int? limit = null, long? category = null) =>
        (await portal.Get<CheckInWindowService>()
            .CreateAsync(portal.Owner, eventId, new WindowDraft($"{from:O}", from, to, category, enforced, limit))).Required();

    [Theory, ClassData(typeof(Providers))]
    public async Task Outside_of_the_enforced_windows_is_refused_to_the_edge_of_the_tolerances(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await EventAsync(portal, 15, 30)).Id;
        await portal.ParticipantAsync("1");
        await WindowAsync(portal, id, Now.AddHours(-3), Now.AddHours(-1));
        foreach (var (minutes, code) in new[] { (-195.001, "outside_window"), (-195, ""), (-180, ""), (-60, ""), (-30.001, ""),
            (-30, "outside_window"), (0, "outside_window") })
        {
            Assert.Equal((minutes, code), (minutes, Code(await ScanAsync(portal, "1", Now.AddMinutes(minutes)))));
        }

        var refused = await ScanAsync(portal, "1");
        Assert.Equal("badge_number", refused.Refusals[0].Field);
        var log = await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(id) { Code = "outside_window" }, new());
        Assert.Equal(4, log.Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_enforcement_nobody_is_refused_outside(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await WindowAsync(portal, (await EventAsync(portal)).Id, Now.AddHours(1), Now.AddHours(2), enforced: false);
        await portal.ParticipantAsync("1");
        Assert.True((await ScanAsync(portal, "1")).Admitted);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_category_with_windows_of_its_own_goes_by_those_alone(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await EventAsync(portal)).Id;
        var press = (await portal.Get<CategoryService>().CreateAsync(portal.Owner, id, "press", "Press")).Required();
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, id, "crew", "Crew")).Required();
        await portal.ParticipantAsync("none");
        await portal.ParticipantAsync("press", categoryKey: "press");
        await portal.ParticipantAsync("crew", categoryKey: "crew");
        await WindowAsync(portal, id, Now.AddHours(1), Now.AddHours(2));
        await WindowAsync(portal, id, Now.AddHours(-1), Now.AddMinutes(1), category: press);
        Assert.Equal(("outside_window", "", "outside_window"),
            (Code(await ScanAsync(portal, "none")), Code(await ScanAsync(portal, "press")), Code(await ScanAsync(portal, "crew"))));
        portal.Time.Advance(TimeSpan.FromMinutes(90));
        Assert.Equal(("", "outside_window", ""),
            (Code(await ScanAsync(portal, "none")), Code(await ScanAsync(portal, "press")), Code(await ScanAsync(portal, "crew"))));
        (await portal.Get<CategoryService>().DeleteAsync(portal.Owner, press)).Required();
        portal.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("", Code(await ScanAsync(portal, "press")));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_limit_counts_quantities_inside_one_window_and_deleted_ones_do_not_count(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await EventAsync(portal, 10, 10)).Id;
        await portal.ParticipantAsync("1");
        await WindowAsync(portal, id, Now.AddHours(-1), Now.AddHours(1), limit: 3);
        await WindowAsync(portal, id, Now.AddHours(1), Now.AddHours(2), limit: 1);
        Assert.Equal("", Code(await ScanAsync(portal, "1", Now.AddMinutes(-65)))); // too early, but counted
        var two = await ScanAsync(portal, "1", quantity: 2);
        Assert.Equal("", Code(two));
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        var full = await ScanAsync(portal, "1");
        Assert.Equal(("window_limit_reached", two.Record!.Id), (Code(full), full.Record!.Id));
        Assert.Equal("window_limit_reached", Code(await ScanAsync(portal, "1", Now.AddMinutes(-30))));
        (await portal.Get<CheckInService>().DeleteAsync(portal.Owner, two.Record.Id)).Required();
        Assert.Equal("window_limit_reached", Code(await ScanAsync(portal, "1", quantity: 3)));
        Assert.Equal("", Code(await ScanAsync(portal, "1", quantity: 2)));
        portal.Time.Set(Now.AddHours(1));
        Assert.Equal("", Code(await ScanAsync(portal, "1")));
        Assert.Equal("window_limit_reached", Code(await ScanAsync(portal, "1")));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_check_out_is_never_refused_by_a_window_and_frees_nothing_of_the_limit(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await EventAsync(portal, reEntry: ReEntry.AfterCheckOut)).Id;
        await portal.ParticipantAsync("1");
        await portal.ParticipantAsync("2");
        await WindowAsync(portal, id, Now.AddHours(-1), Now.AddHours(1), limit: 1);
        Assert.Equal("", Code(await ScanAsync(portal, "1")));
        Assert.Equal("", Code(await ScanAsync(portal, "1", action: ScanAction.CheckOut)));
        Assert.Equal("window_limit_reached", Code(await ScanAsync(portal, "1")));
        Assert.Equal("", Code(await ScanAsync(portal, "2")));
        portal.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("", Code(await ScanAsync(portal, "2", action: ScanAction.CheckOut)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task In_a_batch_the_limit_admits_as_many_as_it_says(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await WindowAsync(portal, (await EventAsync(portal)).Id, Now.AddHours(-1), Now.AddHours(1), limit: 5);
        await portal.ParticipantAsync("1");
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => ScanAsync(portal, "1")));
        Assert.Equal(5, results.Count(r => r.Admitted));
        Assert.All(results.Where(r => !r.Admitted), r => Assert.Equal("window_limit_reached", Code(r)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Refusals_come_in_the_contracts_order(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await EventAsync(portal, reEntry: ReEntry.Never, confirmation: true, capacity: 1)).Id;
        var participant = await portal.ParticipantAsync("1", confirmed: false);
        await portal.ParticipantAsync("2");
        var window = await WindowAsync(portal, id, Now.AddHours(-1), Now.AddHours(1), limit: 1);
        Assert.Equal("", Code(await ScanAsync(portal, "2")));
        Assert.Equal("not_confirmed", Code(await ScanAsync(portal, "1", Now.AddHours(-9))));
        (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, participant, new ParticipantPatch { IsConfirmed = true }))
            .Required();
        Assert.Equal("outside_window", Code(await ScanAsync(portal, "1", Now.AddHours(-9))));
        Assert.Equal("event_full", Code(await ScanAsync(portal, "1")));
        Assert.Equal("window_limit_reached", Code(await ScanAsync(portal, "2")));
        (await portal.Get<CheckInWindowService>().DeleteAsync(portal.Owner, window)).Required();
        Assert.Equal("already_checked_in", Code(await ScanAsync(portal, "2")));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task On_the_night_the_clocks_go_back_a_window_is_as_long_as_it_is(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        portal.Time.Set(new DateTime(2026, 10, 25, 3, 0, 0, DateTimeKind.Utc));
        var id = (await EventAsync(portal)).Id;
        await portal.ParticipantAsync("1");
        var berlin = Zone.Find("Europe/Berlin");
        var (from, to) = (berlin.Utc(new DateTime(2026, 10, 25, 1, 0, 0)), berlin.Utc(new DateTime(2026, 10, 25, 4, 0, 0)));
        Assert.Equal(TimeSpan.FromHours(4), to - from);
        await WindowAsync(portal, id, from, to);
        foreach (var (utc, code) in new[]
            { (22.98, "outside_window"), (23, ""), (24.5, ""), (25.5, ""), (26.99, ""), (27, "outside_window") })
        {
            Assert.Equal((utc, code),
                (utc, Code(await ScanAsync(portal, "1", new DateTime(2026, 10, 24, 0, 0, 0, DateTimeKind.Utc).AddHours(utc)))));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_supervisor_admits_with_a_reason_that_is_kept_in_notes_scan_log_and_audit_log(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await EventAsync(portal, confirmation: true, capacity: 1)).Id;
        await WindowAsync(portal, id, Now.AddHours(-2), Now.AddHours(-1));
        await portal.ParticipantAsync("1", confirmed: false);
        await portal.ParticipantAsync("2");
        var organiser = portal.As(Role.Organiser);
        Assert.Equal("", Code(await ScanAsync(portal, "2", reason: " Train was late ", actor: organiser)));
        var both = await ScanAsync(portal, "1", reason: "Guest of the board", actor: organiser);
        Assert.Equal(("", "Guest of the board", "Organiser"), (Code(both), both.Record!.Notes, both.Record.CheckedInBy));
        var log = (await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(id), new())).Items;
        Assert.Equal(("not_confirmed,outside_window,event_full", "Guest of the board", null),
            (log[0].Overridden, log[0].OverrideReason, log[0].Code));
        Assert.Equal(("outside_window", "Train was late"), (log[1].Overridden, log[1].OverrideReason));
        var audit = (await portal.Get<AuditQueries>().ListAsync(portal.Owner, new AuditFilter { Entity = "CheckIn" }, new())).Items;
        Assert.Equal(2, audit.Count);
        Assert.Contains(audit, entry => entry.ActorName == "Organiser" && entry.EntityId == both.Record.Id
            && entry.Changes.Contains("Guest of the board", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_override_needs_the_right_and_a_reason_and_does_not_open_other_doors(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await EventAsync(portal, reEntry: ReEntry.AfterCheckOut);
        await portal.ParticipantAsync("1");
        await Assert.ThrowsAsync<PermissionDeniedException>(() => ScanAsync(portal, "1", reason: "please", actor: portal.As(Role.Steward)));
        var empty = await portal.Get<CheckInService>()
            .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "1", OverrideReason = " " });
        Assert.Equal(("required", "reason"), (empty.Problems[0].Code, empty.Problems[0].Field));
        var unneeded = await ScanAsync(portal, "1", reason: "not needed");
        Assert.Equal(("", null), (Code(unneeded), unneeded.Record!.Notes));
        Assert.Equal("already_checked_in", Code(await ScanAsync(portal, "1", reason: "again")));
        Assert.Equal("unknown_badge", Code(await ScanAsync(portal, "9", reason: "who")));
        Assert.Empty((await portal.Get<AuditQueries>().ListAsync(portal.Owner, new AuditFilter { Entity = "CheckIn" }, new())).Items);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Windows_cost_no_command_and_a_limit_that_is_in_force_a_lock_and_a_look(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await EventAsync(portal)).Id;
        foreach (var badge in new[] { "1", "2", "3", "4", "5" })
        {
            await portal.ParticipantAsync(badge);
        }

        Assert.Equal("", Code(await ScanAsync(portal, "1")));
        portal.Time.Advance(TimeSpan.FromSeconds(5));
        var plain = await CountAsync("2");
        await WindowAsync(portal, id, Now.AddHours(-1), Now.AddHours(1));
        var windowed = await CountAsync("3");
        await WindowAsync(portal, id, Now.AddHours(1), Now.AddHours(2), limit: 1);
        var ahead = await CountAsync("5");
        portal.Time.Advance(TimeSpan.FromHours(1));
        var limited = await CountAsync("4");
        Assert.True(plain <= 4, $"{plain} commands");
        Assert.Equal((plain, plain, plain + 2), (windowed, ahead, limited));

        async Task<int> CountAsync(string badge)
        {
            portal.Commands.Reset();
            Assert.Equal("", Code(await ScanAsync(portal, badge)));
            return portal.Commands.Count;
        }
    }
}
