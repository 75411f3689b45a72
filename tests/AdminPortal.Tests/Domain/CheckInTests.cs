using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

public sealed class CheckInTests
{
    private static async Task<ScanResult> ScanAsync(TestPortal portal, string badge, ScanAction action = ScanAction.CheckIn,
        string? station = "Nord 1", int quantity = 1, DateTime? at = null, string eventKey = "congress") =>
        (await portal.Get<CheckInService>()
            .ScanAsync(portal.Owner,
                new ScanRequest
                {
                    EventKey = eventKey,
                    BadgeNumber = badge,
                    Action = action,
                    Station = station,
                    Quantity = quantity,
                    OccurredAt = at
                })).Required();

    [Theory, ClassData(typeof(Providers))]
    public async Task Second_scan_of_an_open_badge_is_refused_with_the_first_record(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("0417");
        var first = await ScanAsync(portal, "0417");
        portal.Time.Advance(TimeSpan.FromSeconds(20));
        var second = await ScanAsync(portal, "0417", station: "Nord 2");

        Assert.True(first.Admitted);
        Assert.Equal("already_checked_in", Assert.Single(second.Refusals).Code);
        Assert.Equal("badge_number", second.Refusals[0].Field);
        Assert.Equal(first.Record, second.Record);
        var log = await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(first.Record!.EventId), new());
        Assert.Equal(["already_checked_in", null], log.Items.Select(s => s.Code));
        Assert.All(log.Items, s => Assert.Equal(first.Record.Id, s.CheckInId));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_entry_that_is_taken_back_leaves_whoever_was_inside_before_inside(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var (service, queries) = (portal.Get<CheckInService>(), portal.Get<CheckInQueries>());
        foreach (var badge in new[] { "1", "2", "3" })
        {
            await portal.ParticipantAsync(badge);
        }

        var first = (await ScanAsync(portal, "1")).Record!;
        await ScanAsync(portal, "2");
        portal.Time.Advance(TimeSpan.FromMinutes(5));
        await ScanAsync(portal, "2", ScanAction.CheckOut);
        var before = (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!;
        Assert.Equal(1, before.CheckedInNow);

        // The next day: the stay of the day before ends with its day, by the rules.
        portal.Time.Advance(TimeSpan.FromDays(1));
        List<long> entries = [];
        foreach (var badge in new[] { "1", "2", "3" })
        {
            entries.Add((await ScanAsync(portal, badge)).Record!.Id);
        }

        Assert.NotNull((await queries.FindAsync(portal.Owner, first.Id))!.CheckedOutAt);
        Assert.Equal(3, (await service.TakeBackAsync(portal.Owner, entries)).Required().Ids.Count);
        Assert.Equal(first, await queries.FindAsync(portal.Owner, first.Id));
        Assert.Equivalent(before, await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"), strict: true);
        Assert.Equal("not_found", Assert.Single((await service.TakeBackAsync(portal.Owner, entries)).Problems).Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Sixty_four_scanners_with_one_badge_write_one_record(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => ScanAsync(portal, "1", station: $"S{i}")));
        var admitted = Assert.Single(results, r => r.Admitted);
        Assert.All(results.Where(r => !r.Admitted), r => Assert.Equal(admitted.Record!.Id, r.Record!.Id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_refused_scan_takes_none_of_its_batch_with_it(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        foreach (var badge in Enumerable.Range(1, 20))
        {
            await portal.ParticipantAsync($"{badge}");
        }

        var results = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => ScanAsync(portal, $"{i}")));
        Assert.Equal(20, results.Count(r => r.Admitted));
        Assert.All(results.Skip(20), r => Assert.Equal("unknown_badge", Assert.Single(r.Refusals).Code));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_check_out_closes_the_open_record_and_keeps_its_station_and_notes(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("7");
        var first = await ScanAsync(portal, "7", station: "Süd");
        portal.Time.Advance(TimeSpan.FromHours(1));
        var closed = await ScanAsync(portal, "7", ScanAction.CheckOut, station: "VIP");
        var again = await ScanAsync(portal, "7", ScanAction.CheckOut);

        Assert.Equal(first.Record! with { CheckedOutAt = first.Record.CheckedInAt.AddHours(1) }, closed.Record);
        Assert.Equal("not_checked_in", Assert.Single(again.Refusals).Code);
        Assert.True((await ScanAsync(portal, "7")).Admitted);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Never_refuses_a_second_stay_also_after_a_check_out(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync(reEntry: ReEntry.Never);
        await portal.ParticipantAsync("7");
        await ScanAsync(portal, "7");
        await ScanAsync(portal, "7", ScanAction.CheckOut);
        portal.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("already_checked_in", Assert.Single((await ScanAsync(portal, "7")).Refusals).Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Once_per_day_counts_days_of_the_events_zone(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync(reEntry: ReEntry.OncePerDay);
        await portal.ParticipantAsync("7");
        portal.Time.Set(new DateTime(2026, 10, 3, 21, 30, 0, DateTimeKind.Utc)); // 23:30 in Berlin
        Assert.True((await ScanAsync(portal, "7")).Admitted);
        await ScanAsync(portal, "7", ScanAction.CheckOut);
        Assert.False((await ScanAsync(portal, "7")).Admitted);
        portal.Time.Set(new DateTime(2026, 10, 3, 22, 0, 0, DateTimeKind.Utc)); // midnight in Berlin
        Assert.True((await ScanAsync(portal, "7")).Admitted);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Always_closes_the_open_record_at_that_moment(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync(reEntry: ReEntry.Always);
        await portal.ParticipantAsync("7");
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ScanAsync(portal, "7")));
        Assert.All(results, r => Assert.True(r.Admitted));
        var rows = await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new CheckInFilter(congress.Id), new());
        Assert.Equal(10, rows.Total);
        Assert.Single(rows.Items, r => r.IsCheckedIn);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_open_record_of_an_earlier_day_is_closed_at_that_days_end(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("7");
        portal.Time.Set(new DateTime(2026, 10, 24, 12, 0, 0, DateTimeKind.Utc));
        var first = await ScanAsync(portal, "7");
        portal.Time.Set(new DateTime(2026, 10, 25, 8, 0, 0, DateTimeKind.Utc)); // the clocks went back in the night
        Assert.True((await ScanAsync(portal, "7")).Admitted);
        var closed = await portal.Get<CheckInQueries>().FindAsync(portal.Owner, first.Record!.Id);
        Assert.Equal(new DateTime(2026, 10, 24, 22, 0, 0, DateTimeKind.Utc), closed!.CheckedOutAt);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_full_event_admits_again_after_somebody_left(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync(capacity: 5);
        foreach (var badge in new[] { "1", "2", "3" })
        {
            await portal.ParticipantAsync(badge);
        }

        Assert.True((await ScanAsync(portal, "1", quantity: 3)).Admitted);
        Assert.Equal("event_full", Assert.Single((await ScanAsync(portal, "2", quantity: 3)).Refusals).Code);
        Assert.True((await ScanAsync(portal, "2", quantity: 2)).Admitted);
        Assert.False((await ScanAsync(portal, "3")).Admitted);
        await ScanAsync(portal, "2", ScanAction.CheckOut);
        Assert.True((await ScanAsync(portal, "3")).Admitted);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Unconfirmed_and_mismatching_scans_are_refused_where_the_event_says_so(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync(requireConfirmation: true);
        var one = await portal.ParticipantAsync("1", confirmed: false);
        await portal.ParticipantAsync("2");
        var service = portal.Get<CheckInService>();

        Assert.Equal("not_confirmed", (await ScanAsync(portal, "1")).Refusals[0].Code);
        Assert.Equal("badge_mismatch",
            (await service.ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", ParticipantId = one, BadgeNumber = "2" }))
                .Required().Refusals[0].Code);
        Assert.Equal("unknown_participant",
            (await service.ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", ParticipantId = one + 999 })).Required()
                .Refusals[0].Code);
        Assert.Equal(["participant_id", "badge_number"], (await service.ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress" }))
            .Problems.Select(p => p.Field));
        await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, one, new ParticipantPatch { IsConfirmed = true });
        Assert.True((await ScanAsync(portal, "1")).Admitted);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_deleted_check_in_is_gone_from_every_figure_until_it_is_restored(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var service = portal.Get<CheckInService>();
        var first = (await ScanAsync(portal, "1")).Record!;
        Assert.True((await service.DeleteAsync(portal.Owner, first.Id)).Ok);
        Assert.Equal((0, 0, 0), await FiguresAsync());
        Assert.True((await service.RestoreAsync(portal.Owner, first.Id)).Ok);
        Assert.Equal((1, 1, 1), await FiguresAsync());
        await service.DeleteAsync(portal.Owner, first.Id);
        await ScanAsync(portal, "1");
        Assert.Equal("already_checked_in", (await service.RestoreAsync(portal.Owner, first.Id)).Problems[0].Code);

        async Task<(int, int, int)> FiguresAsync()
        {
            var stats = (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!;
            return (stats.CheckIns, stats.CheckedInNow, stats.CheckedInTotal);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_check_in_takes_three_commands_and_the_figures_five(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        await portal.ParticipantAsync("2");
        await ScanAsync(portal, "1");
        await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress");
        portal.Commands.Trace(provider);
        await ScanAsync(portal, "2");
        Assert.InRange(portal.Commands.Sent, 1, 3);
        portal.Commands.Reset();
        await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress");
        Assert.InRange(portal.Commands.Count, 1, 5);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Nobody_checks_in_without_the_permission_or_in_another_tenant(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var id = await portal.ParticipantAsync("1");
        var service = portal.Get<CheckInService>();
        var request = new ScanRequest { EventKey = "congress", ParticipantId = id };
        await Assert.ThrowsAsync<PermissionDeniedException>(() => service.ScanAsync(portal.As(Role.Viewer), request));
        var stranger = portal.Owner with { TenantId = portal.Owner.TenantId + 1_000_000 };
        Assert.Equal("event_key", (await service.ScanAsync(stranger, request)).Problems[0].Field);
    }
}
