using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What organisers see of their doors and do with them: silence, conflicts, locks, stewards, shares of the room.</summary>
public sealed class DoorTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_busy_door_that_falls_silent_is_told_and_one_that_was_hardly_used_is_not(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        for (var badge = 1; badge <= 41; badge++)
        {
            await portal.ParticipantAsync($"{badge}");
        }

        await ScanAsync(portal, "41", "Süd");
        for (var badge = 1; badge <= 40; badge++)
        {
            await ScanAsync(portal, $"{badge}", "Nord");
            portal.Time.Advance(TimeSpan.FromSeconds(30));
        }

        // Forty in twenty minutes, the last one half a minute ago: eleven gaps are five and a half minutes.
        Assert.Equal([("Nord", 2m, null), ("Süd", 0.1m, null)], await SilenceAsync(portal, id));
        portal.Time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Null((await SilenceAsync(portal, id))[0].For);
        portal.Time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal([("Nord", 2m, TimeSpan.FromMinutes(5.6)), ("Süd", 0.1m, null)], await SilenceAsync(portal, id));

        // A refused scan is a sign of life, too; a door that is quiet for an hour is closed.
        await ScanAsync(portal, "1", "Nord");
        Assert.Null((await SilenceAsync(portal, id))[0].For);
        portal.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull((await SilenceAsync(portal, id))[0].For);
        portal.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null((await SilenceAsync(portal, id))[0].For);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Board_and_figures_tell_how_many_conflicts_are_open(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        await portal.ParticipantAsync("1");
        var station = await portal.PairAsync(new StationDraft("Nord"));
        foreach (var minutes in new[] { 30, 20, 10 })
        {
            (await portal.Get<StationScanService>().ScanAsync(station, new StationScan("1", null, ScanAction.CheckIn, 1,
                TimeSpan.FromMinutes(minutes), DeviceDecision.Admitted))).Required();
        }

        Assert.Equal((2, 2), await OpenAsync());
        var open = await portal.Get<ConflictQueries>().OpenAsync(portal.Owner, id, new PageRequest());
        (await portal.Get<ConflictService>().NoteAsync(portal.Owner, open.Items[0].Id, "Seen")).Required();
        Assert.Equal((1, 1), await OpenAsync());
        (await portal.Get<ConflictService>().ReopenAsync(portal.Owner, open.Items[0].Id)).Required();
        Assert.Equal((2, 2), await OpenAsync());

        async Task<(int Board, int Stats)> OpenAsync() => (
            (await portal.Get<BoardReader>().ReadAsync(portal.Owner.TenantId, id, null))!.Snapshot.OpenConflicts,
            (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!.OpenConflicts);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_category_that_is_gone_keeps_its_door_from_no_other_change(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (stations, categories, id) = (portal.Get<StationService>(), portal.Get<CategoryService>(), (await portal.EventAsync()).Id);
        var vip = (await categories.CreateAsync(portal.Owner, id, "vip", "VIP")).Required();
        var made = (await stations.CreateAsync(portal.Owner, id, new StationDraft("Nord", Categories: [vip]))).Required();
        (await categories.DeleteAsync(portal.Owner, vip)).Required();
        var seen = Assert.Single(await stations.ListAsync(portal.Owner, id));
        var other = await stations.UpdateAsync(portal.Owner, made.Id, seen.Settings, seen.Draft with { Categories = [vip, vip + 99] });
        Assert.Equal(("unknown", "categories"), (Assert.Single(other.Problems).Code, other.Problems[0].Field));
        (await stations.UpdateAsync(portal.Owner, made.Id, seen.Settings, seen.Draft with { Name = "Nord 1" })).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_door_has_stewards_of_its_tenant_and_a_pin_of_digits_and_is_locked_and_unlocked(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (stations, id) = (portal.Get<StationService>(), (await portal.EventAsync()).Id);
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            db.Users.AddRange(User("Steffi Steward", Role.Steward), User("Vera Viewer", Role.Viewer),
                User("Dora Disabled", Role.Organiser, portal.Time.UtcNow()));
            await db.SaveChangesAsync();
        }

        var steffi = Assert.Single(await stations.StewardsAsync(portal.Owner));
        Assert.Equal("Steffi Steward", steffi.Name);
        Task<Result<PairCode>> CreateAsync(StationDraft draft) => stations.CreateAsync(portal.Owner, id, draft);
        Assert.Equal("stewards", (await CreateAsync(new StationDraft("Nord", Stewards: [steffi.Id, 999_999]))).Problems[0].Field);
        var many = Enumerable.Range(1, 151).Select(i => long.MaxValue - i).ToList();
        var wrong = (await CreateAsync(new StationDraft("Nord", Categories: many, Stewards: many))).Problems;
        Assert.Equal([("too_many_chosen", "categories"), ("too_many_chosen", "stewards")], wrong.Select(p => (p.Code, p.Field!)));
        Assert.Equal("pin", (await CreateAsync(new StationDraft("Nord") { Pin = "12a4" })).Problems[0].Field);
        Assert.Equal("pin", (await CreateAsync(new StationDraft("Nord") { Pin = "123" })).Problems[0].Field);
        var made = (await CreateAsync(new StationDraft("Nord", Stewards: [steffi.Id], IsKiosk: true) { Pin = "4711" })).Required();
        var row = Assert.Single(await stations.ListAsync(portal.Owner, id));
        Assert.Equal((true, true, steffi.Id, null), (row.HasPin, row.Draft.IsKiosk, Assert.Single(row.Draft.Stewards!), row.LockedAt));

        var token = (await stations.PairAsync(made.Code, null)).Required().Token;
        var view = (await stations.FindByTokenAsync(token))!;
        Assert.Matches(@"^\d{5,}\.[0-9a-f]{32}\.[0-9a-f]{64}$", view.PinHash);
        Assert.False(view.IsLocked);
        (await stations.LockAsync(portal.Owner, made.Id, true)).Required();
        Assert.True((await stations.FindByTokenAsync(token))!.IsLocked);
        (await stations.LockAsync(portal.Owner, made.Id, false)).Required();
        Assert.False((await stations.FindByTokenAsync(token))!.IsLocked);

        // Without digits they stay as they are, an empty text takes them away.
        (await stations.UpdateAsync(portal.Owner, made.Id, await SeenAsync(), row.Draft)).Required();
        Assert.Equal(view.PinHash, (await stations.FindByTokenAsync(token))!.PinHash);
        (await stations.UpdateAsync(portal.Owner, made.Id, await SeenAsync(), row.Draft with { Pin = "" })).Required();
        Assert.Null((await stations.FindByTokenAsync(token))!.PinHash);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => stations.LockAsync(portal.As(Role.Steward), made.Id, true));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => stations.StewardsAsync(portal.As(Role.Steward)));

        async Task<string> SeenAsync() => Assert.Single(await stations.ListAsync(portal.Owner, id)).Settings;

        PortalUser User(string name, Role role, DateTime? disabled = null) => new()
        {
            TenantId = portal.Owner.TenantId,
            UserName = $"{name[..4]}{portal.Owner.TenantId}@example.org",
            DisplayName = name,
            Role = role,
            DisabledAt = disabled,
        };
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_room_that_is_left_is_shared_out_among_the_devices_that_are_heard_of(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync(capacity: 10)).Id;
        await portal.ParticipantAsync("1");
        var copies = portal.Get<StationCopyQueries>();
        var (north, south) = (await portal.PairAsync(new StationDraft("Nord")), await portal.PairAsync(new StationDraft("Süd")));
        await portal.Get<StationService>().ReportAsync(north, new StationReport(0, 0, null));
        await portal.Get<StationService>().ReportAsync(south, new StationReport(0, 0, null, 40, true));
        Assert.Equal(5, await ShareAsync(north));
        Assert.Equal([(null, false), (40, true)], (await portal.Get<StationService>().ListAsync(portal.Owner, id))
            .Select(row => (row.Battery, row.Charging)));
        (await portal.Get<StationScanService>().ScanAsync(north, new StationScan("1", null, ScanAction.CheckIn, 3, TimeSpan.Zero)))
            .Required();
        portal.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3, await ShareAsync(south));
        portal.Time.Advance(TimeSpan.FromMinutes(20));
        await portal.Get<StationService>().ReportAsync(south, new StationReport(0, 0, null));
        Assert.Equal(7, await ShareAsync(south));

        async Task<int?> ShareAsync(StationView station) => await copies.ShareAsync(station.Actor,
            (await portal.Get<EventRulesCache>().FindAsync(station.Actor, id))!);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_door_of_days_ago_that_is_heard_of_now_is_not_silent(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        var then = portal.Time.UtcNow().AddDays(-3);
        for (var badge = 1; badge <= 40; badge++)
        {
            await portal.ParticipantAsync($"{badge}");
            (await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest
            { EventKey = "congress", BadgeNumber = $"{badge}", Station = "Nord", OccurredAt = then.AddSeconds(30 * badge) })).Required();
        }

        portal.Time.Advance(TimeSpan.FromMinutes(30));
        var door = Assert.Single(await SilenceAsync(portal, id));
        Assert.Equal(("Nord", null), (door.Station, door.For));
        Assert.True(door.Usual > 1);
    }

    private static async Task<List<(string? Station, decimal Usual, TimeSpan? For)>> SilenceAsync(TestPortal portal, long eventId) =>
        (await portal.Get<BoardReader>().ReadAsync(portal.Owner.TenantId, eventId, null))!.Snapshot.Stations
            .Select(s => (s.Station, s.Usual, s.SilentFor(portal.Time.UtcNow()))).ToList();

    private static async Task ScanAsync(TestPortal portal, string badge, string station) => (await portal.Get<CheckInService>()
        .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = badge, Station = station })).Required();
}
