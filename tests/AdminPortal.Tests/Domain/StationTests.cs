using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Stations: pairing, what their devices may do, and the copy of the event that they keep.</summary>
public sealed class StationTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_code_pairs_one_device_once_and_the_next_code_signs_it_off(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (stations, happening) = (portal.Get<StationService>(), await portal.EventAsync());
        var code = (await stations.CreateAsync(portal.Owner, happening.Id, new StationDraft(" Nord 1 "))).Required();
        Assert.Matches("^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$", code.Code);

        var device = (await stations.PairAsync($" {code.Code.ToLowerInvariant().Replace('-', ' ')}", null)).Required();
        Assert.Equal("Nord 1", device.Name);
        Assert.Equal("wrong_code", (await stations.PairAsync(code.Code, null)).Problems[0].Code);
        var view = (await stations.FindByTokenAsync(device.Token))!;
        Assert.Equal((happening.Id, "congress", "Nord 1"), (view.EventId, view.EventKey, view.Actor.Name));

        var again = (await stations.RenewAsync(portal.Owner, code.Id)).Required();
        Assert.NotNull(await stations.FindByTokenAsync(device.Token));
        var other = (await stations.PairAsync(again.Code, null)).Required();
        Assert.Null(await stations.FindByTokenAsync(device.Token));
        Assert.NotNull(await stations.FindByTokenAsync(other.Token));

        (await stations.RevokeAsync(portal.Owner, code.Id)).Required();
        Assert.Null(await stations.FindByTokenAsync(other.Token));
        Assert.Null(await portal.Get<ApiKeyService>().AuthenticateAsync(other.Token));
        Assert.Empty((await portal.Get<ApiKeyService>().ListAsync(portal.Owner, new(), new())).Items);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_code_is_good_for_half_an_hour_and_not_for_a_removed_event(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (stations, happening) = (portal.Get<StationService>(), await portal.EventAsync());
        var late = (await stations.CreateAsync(portal.Owner, happening.Id, new StationDraft("Late"))).Required();
        portal.Time.Advance(StationService.CodeLife + TimeSpan.FromSeconds(1));
        Assert.False((await stations.PairAsync(late.Code, null)).Ok);

        var code = (await stations.RenewAsync(portal.Owner, late.Id)).Required();
        (await portal.Get<EventService>().DeleteAsync(portal.Owner, happening.Id)).Required();
        Assert.False((await stations.PairAsync(code.Code, null)).Ok);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Names_are_unique_at_one_event_and_only_organisers_manage_stations(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (stations, happening) = (portal.Get<StationService>(), await portal.EventAsync());
        var first = (await stations.CreateAsync(portal.Owner, happening.Id, new StationDraft("Nord"))).Required();
        Assert.Equal("taken", (await stations.CreateAsync(portal.Owner, happening.Id, new StationDraft("Nord"))).Problems[0].Code);
        Assert.Equal("required", (await stations.CreateAsync(portal.Owner, happening.Id, new StationDraft(" "))).Problems[0].Code);
        Assert.Equal("categories",
            (await stations.CreateAsync(portal.Owner, happening.Id, new StationDraft("West", Categories: [7]))).Problems[0].Field);
        (await stations.RevokeAsync(portal.Owner, first.Id)).Required();
        (await stations.CreateAsync(portal.Owner, happening.Id, new StationDraft("Nord"))).Required();

        Assert.Equal(2, (await stations.ListAsync(portal.As(Role.Steward), happening.Id)).Count);
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            stations.CreateAsync(portal.As(Role.Steward), happening.Id, new StationDraft("Süd")));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => stations.RenewAsync(portal.As(Role.Steward), first.Id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_scan_that_waited_counts_at_its_own_moment_and_a_wrong_direction_is_refused(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("0417");
        var (scans, station) = (portal.Get<StationScanService>(), await portal.PairAsync(new StationDraft("Nord", StationDirection.In)));
        var late = (await scans.ScanAsync(station, Badge("0417", TimeSpan.FromMinutes(20), DeviceDecision.Admitted))).Required();
        Assert.True(late.Admitted);
        Assert.Equal(portal.Time.GetUtcNow().UtcDateTime.AddMinutes(-20), late.Record!.CheckedInAt);
        Assert.Equal(("Nord", "Nord", "Muster0417, Mia"), (late.Record.Station, late.Record.CheckedInBy, late.Person!.Name));

        var twice = (await scans.ScanAsync(station, Badge("0417", TimeSpan.FromMinutes(10), DeviceDecision.Admitted))).Required();
        Assert.Equal("already_checked_in", twice.Refusals[0].Code);
        Assert.Equal(1, await portal.Get<CheckInQueries>().ConflictsAsync(portal.Owner, station.EventId));
        var conflict = Assert.Single((await portal.Get<CheckInQueries>()
            .ScansAsync(portal.Owner, new ScanFilter(station.EventId) { Conflict = true }, new PageRequest())).Items);
        Assert.Equal(DeviceDecision.Admitted, conflict.Decided);
        await portal.ParticipantAsync("0500");
        var sentAway = (await scans.ScanAsync(station,
            Badge("0500", TimeSpan.FromMinutes(5), DeviceDecision.Refused) with { DecidedCode = "outside_window" })).Required();
        Assert.Equal(("outside_window", "Muster0500, Mia"), (sentAway.Refusals[0].Code, sentAway.Person!.Name));
        Assert.Equal(1, (await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new CheckInFilter(station.EventId), new())).Total);
        Assert.Equal("wrong_direction", (await scans.ScanAsync(station, new StationScan("0417", null, ScanAction.CheckOut, 1,
            TimeSpan.Zero))).Problems[0].Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_device_takes_its_own_last_scan_back_for_two_minutes(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        await portal.ParticipantAsync("2");
        var scans = portal.Get<StationScanService>();
        var (north, south) = (await portal.PairAsync(new StationDraft("Nord")), await portal.PairAsync(new StationDraft("Süd")));
        var first = (await scans.ScanAsync(north, Badge("1"))).Required().Record!;
        Assert.Equal("not_last", (await scans.UndoAsync(south, first.Id)).Problems[0].Code);

        (await scans.UndoAsync(north, first.Id)).Required();
        Assert.Equal("not_last", (await scans.UndoAsync(north, (await scans.ScanAsync(south, Badge("1"))).Required().Record!.Id))
            .Problems[0].Code);
        var second = (await scans.ScanAsync(north, Badge("2"))).Required().Record!;
        portal.Time.Advance(StationScanService.UndoFor + TimeSpan.FromSeconds(1));
        Assert.Equal("not_last", (await scans.UndoAsync(north, second.Id)).Problems[0].Code);

        var left = (await scans.ScanAsync(north, new StationScan("2", null, ScanAction.CheckOut, 1, TimeSpan.Zero))).Required();
        (await scans.UndoAsync(north, left.Record!.Id)).Required();
        Assert.True((await portal.Get<CheckInQueries>().FindAsync(portal.Owner, left.Record.Id))!.IsCheckedIn);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_copy_tells_all_at_first_and_then_whoever_has_changed(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var happening = await portal.EventAsync();
        var (mia, kim, leo) =
            (await portal.ParticipantAsync("1"), await portal.ParticipantAsync("2", confirmed: false), await portal.ParticipantAsync("3"));
        await portal.EventAsync("other");
        await portal.ParticipantAsync("9", "other");
        var (copies, scans) = (portal.Get<StationCopyQueries>(), portal.Get<StationScanService>());
        var station = await portal.PairAsync(new StationDraft("Nord"));
        var all = (await copies.ReadAsync(station.Actor, station.EventId, null))!;
        Assert.True(all.Full);
        Assert.Equal([mia, kim, leo], all.People.Select(p => p.Id).Order());
        Assert.Equal([false, true, true], all.People.OrderBy(p => p.Badge).Select(p => p.Confirmed).Order());

        // Enough of both logs lies between, so that what is read once more ends before these.
        for (var i = 0; i < 70; i++)
        {
            await scans.ScanAsync(station, Badge("none"));
            (await portal.Get<EventService>().UpdateAsync(portal.Owner, happening.Id,
                (await portal.Get<EventQueries>().FindAsync(portal.Owner, happening.Id))!.Draft with { Place = $"Hall {i}" },
                (await portal.Get<EventQueries>().FindAsync(portal.Owner, happening.Id))!.Version)).Required();
        }

        var quiet = (await copies.ReadAsync(station.Actor, station.EventId, all.Cursor))!;
        var cursor = (await copies.ReadAsync(station.Actor, station.EventId, quiet.Cursor))!.Cursor;
        var nothing = (await copies.ReadAsync(station.Actor, station.EventId, cursor))!;
        Assert.Equal((false, 0, 0), (nothing.Full, nothing.People.Count, nothing.Gone.Count));

        var record = (await scans.ScanAsync(station, Badge("1"))).Required().Record!;
        var came = (await copies.ReadAsync(station.Actor, station.EventId, cursor))!;
        Assert.Equal([mia], came.People.Select(p => p.Id));
        Assert.Null(Assert.Single(came.People[0].Stays).Out);

        (await portal.Get<CheckInService>().DeleteAsync(portal.Owner, record.Id)).Required();
        var bulk = portal.Get<ParticipantBulkService>();
        (await bulk.DeleteAsync(portal.Owner, new ParticipantSelection(happening.Id, [leo]))).Required();
        (await bulk.ConfirmAsync(portal.Owner, new ParticipantSelection(happening.Id, [kim]), true)).Required();
        var changed = (await copies.ReadAsync(station.Actor, station.EventId, came.Cursor))!;
        Assert.Equal([mia, kim], changed.People.Select(p => p.Id).Order());
        Assert.Empty(changed.People.Single(p => p.Id == mia).Stays);
        Assert.True(changed.People.Single(p => p.Id == kim).Confirmed);
        Assert.Equal([leo], changed.Gone);

        var contact = (await portal.Get<ContactQueries>().ListAsync(portal.Owner, "2", new PageRequest())).Items[0];
        var detail = (await portal.Get<ContactQueries>().FindAsync(portal.Owner, contact.Id))!;
        (await portal.Get<ContactService>().UpdateAsync(portal.Owner, contact.Id, detail.Draft with { LastName = "Neu" }, detail.Version))
            .Required();
        var renamed = (await copies.ReadAsync(station.Actor, station.EventId, changed.Cursor))!;
        Assert.Contains(renamed.People, p => p.Id == kim && p.Name == "Neu, Mia");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Another_tenant_knows_nothing_of_a_station(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var happening = await portal.EventAsync();
        var stations = portal.Get<StationService>();
        var code = (await stations.CreateAsync(portal.Owner, happening.Id, new StationDraft("Nord"))).Required();
        var stranger = portal.Owner with { TenantId = portal.Owner.TenantId + 1_000_000 };
        Assert.Empty(await stations.ListAsync(stranger, happening.Id));
        Assert.Equal("not_found", (await stations.RevokeAsync(stranger, code.Id)).Problems[0].Code);
        Assert.Equal("not_found", (await stations.CreateAsync(stranger, happening.Id, new StationDraft("Süd"))).Problems[0].Code);
        Assert.Null(await portal.Get<StationCopyQueries>().ReadAsync(stranger, happening.Id, null));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_event_with_stations_is_erased_with_them_when_its_time_is_over(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var happening = await portal.EventAsync();
        await portal.PairAsync(new StationDraft("Nord"));
        (await portal.Get<EventService>().DeleteAsync(portal.Owner, happening.Id)).Required();
        portal.Time.Advance(TimeSpan.FromDays(400));
        Assert.True(await portal.Get<RemovalEraser>().EraseAsync() > 0);
        Assert.Empty(await portal.Get<StationService>().ListAsync(portal.Owner, happening.Id));
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.False(await db.Events.IgnoreQueryFilters().AnyAsync(e => e.Id == happening.Id));
    }

    [Fact]
    public async Task Every_read_of_a_station_is_put_into_the_language_of_sql_server()
    {
        await using var server = new NoServer();
        var actor = SqlServerQueryTests.Owner;
        await server.Get<StationService>().ListAsync(actor, 1);
        Assert.Null(await server.Get<StationService>().FindByTokenAsync("stn_0123456789"));
        Assert.False((await server.Get<StationService>().PairAsync("AAAA-AAAA", null)).Ok);
        await SqlServerQueryTests.OnlyEmptyAsync(() => server.Get<StationCopyQueries>().InsideAsync(actor, 1).AsTask());
        await server.Get<CheckInQueries>().ConflictsAsync(actor, 1);
        Assert.False((await server.Get<StationService>().OpenAsync(actor, 1)).Ok);
        (await server.Get<StationService>().LeaveAsync(actor, 1)).Required();
        Assert.Empty(await server.Get<DoorPinService>().ListAsync(actor));
        Assert.Equal("wrong_pin", (await server.Get<DoorPinService>().CheckAsync(actor, 1, 1, "2580")).Problems[0].Code);
        await server.Get<StationScanService>().UndoAsync(
            new StationView(1, actor, new StationDraft("Nord"), 1, "congress", false), 1);
        await using var db = server.Get<IDbContextFactory<PortalDb>>().Read(actor);
        var rules = new EventRules(1, 1, "congress", "Congress", "Europe/Berlin", 100, true, ReEntry.OncePerDay, false);
        await SqlServerQueryTests.OnlyEmptyAsync(() => StationCopyQueries.NowAsync(db, 1, rules, default));
        Assert.Empty((await new LogPlace(500, 500).ReadAsync(db, 1, default, DateTime.UtcNow, 100, null, default))!.People);
        foreach (var only in new HashSet<long>?[] { null, [1, 2] })
        {
            Assert.Empty(await StationCopyQueries.PeopleAsync(db, rules, only, default));
            Assert.Empty(await StationCopyQueries.PeopleAsync(db, rules with { ReEntry = ReEntry.Always }, only, default));
        }

        Assert.Empty(await StationService.Doors(db, 1, 1, 1).ToListAsync());
        Assert.Equal("Sam", await StationService.FreeNameAsync(db, 1, "Sam", default));
        Assert.True(server.Sql.Count > 16);
    }

    private static StationScan Badge(string badge, TimeSpan passed = default, DeviceDecision? decided = null) =>
        new(badge, null, ScanAction.CheckIn, 1, passed, decided);
}
