using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Stations of people who check in with their own account, and supervisors who set a rule aside at a station.</summary>
public sealed class StationPeopleTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task What_a_persons_station_records_is_the_persons_and_it_may_no_more_than_a_station(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var happening = await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var sam = await PersonAsync(portal, "Sam Steward", Role.Steward);
        var view = await OpenAsync(portal, sam, happening.Id);
        Assert.Equal((ActorKind.User, sam.Id, "Sam Steward"), (view.Actor.Kind, view.Actor.Id, view.Actor.Name));
        Assert.Equal([Permission.ViewEvents, Permission.ViewParticipants, Permission.ViewCheckIns, Permission.RecordCheckIns],
            view.Actor.Permissions.Order());
        Assert.Contains(Permission.CorrectCheckIns,
            (await OpenAsync(portal, await PersonAsync(portal, "Ole Organiser", Role.Organiser), happening.Id)).Actor.Permissions);

        var scans = portal.Get<StationScanService>();
        var here = (await scans.ScanAsync(view, Badge("1") with { Door = " South " })).Required().Record!;
        Assert.Equal(("Sam Steward", "South"), (here.CheckedInBy, here.Station));
        (await scans.UndoAsync(view, here.Id)).Required();
        var scan = Assert.Single((await portal.Get<CheckInQueries>()
            .ScansAsync(portal.Owner, new ScanFilter(happening.Id), new PageRequest())).Items);
        Assert.Equal("Sam Steward", scan.ActorName);
        Assert.Empty((await portal.Get<CheckInQueries>()
            .ListAsync(portal.Owner, new CheckInFilter(happening.Id), new PageRequest())).Items);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => scans.ScanAsync(view, Badge("1") with { Reason = "Because" }));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_is_assigned_to_a_door_works_by_its_settings(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var happening = await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var (stations, sam) = (portal.Get<StationService>(), await PersonAsync(portal, "Sam", Role.Steward));
        var opened = (await stations.OpenAsync(sam, happening.Id)).Required();
        Assert.Null((await stations.FindByTokenAsync(opened.Token))!.Door);

        var door = (await stations.CreateAsync(portal.Owner, happening.Id,
            new StationDraft("Nord", StationDirection.In, null, [sam.Id!.Value], IsKiosk: true))).Required();
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        var view = (await stations.FindByTokenAsync(opened.Token))!;
        Assert.Equal(("Nord", "Nord", StationDirection.In, false), (view.Door, view.Draft.Name, view.Draft.Direction, view.Draft.IsKiosk));
        var scans = portal.Get<StationScanService>();
        Assert.Equal("Nord", (await scans.ScanAsync(view, Badge("1") with { Door = "typed" })).Required().Record!.Station);
        Assert.Equal("wrong_direction",
            (await scans.ScanAsync(view, new StationScan("1", null, ScanAction.CheckOut, 1, TimeSpan.Zero))).Problems[0].Code);

        (await stations.LockAsync(portal.Owner, door.Id, true)).Required();
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        view = (await stations.FindByTokenAsync(opened.Token))!;
        Assert.True(view.IsLocked);
        Assert.Equal("locked", (await scans.ScanAsync(view, Badge("1"))).Problems[0].Code);
        Assert.Equal("locked", (await scans.UndoAsync(view, 1)).Problems[0].Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_persons_station_ends_within_a_second_with_the_account_its_right_and_its_stamp(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var happening = await portal.EventAsync();
        var (stations, users) = (portal.Get<StationService>(), portal.Get<UserService>());
        var changes = new Dictionary<string, Func<long, Task>>
        {
            ["Disabled"] = async id => (await users.SetDisabledAsync(portal.Owner, id, true)).Required(),
            ["Viewer"] = async id => (await users.SetRoleAsync(portal.Owner, id, Role.Viewer)).Required(),
            ["New stamp"] = async id => (await users.SetRoleAsync(portal.Owner, id, Role.Organiser)).Required(),
        };
        foreach (var (name, change) in changes)
        {
            var person = await PersonAsync(portal, name, Role.Steward);
            var token = (await stations.OpenAsync(person, happening.Id)).Required().Token;
            Assert.NotNull(await stations.FindByTokenAsync(token));
            await change(person.Id!.Value);
            portal.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(await stations.FindByTokenAsync(token));
        }

        var sam = await PersonAsync(portal, "Sam", Role.Steward);
        var mine = (await stations.OpenAsync(sam, happening.Id)).Required();
        (await stations.LeaveAsync(await PersonAsync(portal, "Tim", Role.Steward), mine.Id)).Required();
        Assert.NotNull(await stations.FindByTokenAsync(mine.Token));
        (await stations.LeaveAsync(sam, mine.Id)).Required();
        Assert.Null(await stations.FindByTokenAsync(mine.Token));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_device_of_a_person_has_a_name_and_one_that_is_not_heard_of_makes_room(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var happening = await portal.EventAsync();
        var (stations, sam) = (portal.Get<StationService>(), await PersonAsync(portal, "Sam", Role.Steward));
        var (phone, tablet) =
            ((await stations.OpenAsync(sam, happening.Id)).Required(), (await stations.OpenAsync(sam, happening.Id)).Required());
        Assert.Equal(("Sam", "Sam 2"), (phone.Name, tablet.Name));
        Assert.NotNull(await stations.FindByTokenAsync(phone.Token));
        Assert.Equal("not_found", (await stations.OpenAsync(sam, happening.Id + 1_000_000)).Problems[0].Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => stations.OpenAsync(portal.As(Role.Viewer), happening.Id));
        var stranger = sam with { TenantId = sam.TenantId + 1_000_000 };
        Assert.Equal("not_found", (await stations.OpenAsync(stranger, happening.Id)).Problems[0].Code);

        var view = (await stations.FindByTokenAsync(tablet.Token))!;
        (await stations.SignOffAsync(view)).Required();
        Assert.Null(await stations.FindByTokenAsync(tablet.Token));
        portal.Time.Advance(SessionService.Age + TimeSpan.FromMinutes(1));
        Assert.Equal("Sam", (await stations.OpenAsync(sam, happening.Id)).Required().Name);
        Assert.Null(await stations.FindByTokenAsync(phone.Token));
        Assert.Single(await stations.ListAsync(portal.Owner, happening.Id), row => row.RevokedAt is null && row.UserId == sam.Id);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Digits_of_a_supervisor_are_tried_five_times_by_person_and_by_station(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (pins, station) = (portal.Get<DoorPinService>(), portal.As(Role.Steward));
        var (anna, ben) = (await PersonAsync(portal, "Anna", Role.Organiser), await PersonAsync(portal, "Ben", Role.Admin));
        foreach (var easy in new[] { "1234", "0000", "8765", "7890" })
        {
            Assert.Equal("easy_pin", (await pins.SetAsync(anna, easy)).Problems[0].Code);
        }

        foreach (var wrong in new[] { "", "123", "123456789", "12a4" })
        {
            Assert.Equal(("pin_digits", "pin"), ((await pins.SetAsync(anna, wrong)).Problems[0].Code, "pin"));
        }

        await Assert.ThrowsAsync<PermissionDeniedException>(() => pins.SetAsync(portal.As(Role.Steward), "2580"));
        (await pins.SetAsync(anna, "2580")).Required();
        (await pins.SetAsync(ben, "1973")).Required();
        Assert.True(await pins.HasAsync(anna));
        Assert.Equal(["Anna", "Ben"], (await pins.ListAsync(station)).Select(one => one.Name));
        Assert.Equal((ActorKind.User, anna.Id, "Anna"), Who((await pins.CheckAsync(station, 1, anna.Id!.Value, "2580")).Required()));

        for (var i = 0; i < DoorPinAttempts.Most; i++)
        {
            Assert.Equal("wrong_pin", (await pins.CheckAsync(station, 1, anna.Id.Value, "1111")).Problems[0].Code);
        }

        Assert.Equal("pin_locked", (await pins.CheckAsync(station, 1, anna.Id.Value, "2580")).Problems[0].Code);
        Assert.Equal("pin_locked", (await pins.CheckAsync(station, 2, anna.Id.Value, "2580")).Problems[0].Code);
        Assert.Equal("pin_locked", (await pins.CheckAsync(station, 1, ben.Id!.Value, "1973")).Problems[0].Code);
        Assert.True((await pins.CheckAsync(station, 2, ben.Id.Value, "1973")).Ok);
        portal.Time.Advance(DoorPinAttempts.Span);
        Assert.True((await pins.CheckAsync(station, 1, anna.Id.Value, "2580")).Ok);

        (await pins.SetAsync(anna, null)).Required();
        Assert.Equal("wrong_pin", (await pins.CheckAsync(station, 3, anna.Id.Value, "2580")).Problems[0].Code);
        (await portal.Get<UserService>().SetRoleAsync(portal.Owner, ben.Id.Value, Role.Steward)).Required();
        Assert.Equal("wrong_pin", (await pins.CheckAsync(station, 4, ben.Id.Value, "1973")).Problems[0].Code);
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await pins.ListAsync(station));
        var stranger = station with { TenantId = station.TenantId + 1_000_000 };
        Assert.Equal("wrong_pin", (await pins.CheckAsync(stranger, 5, anna.Id.Value, "2580")).Problems[0].Code);
    }

    private static (ActorKind, long?, string) Who(Actor actor) => (actor.Kind, actor.Id, actor.Name);

    private static StationScan Badge(string badge) => new(badge, null, ScanAction.CheckIn, 1, TimeSpan.Zero);

    private static async Task<Actor> PersonAsync(TestPortal portal, string name, Role role)
    {
        var users = portal.Get<UserService>();
        var id = (await users.CreateAsync(portal.Owner, $"{Guid.NewGuid():N}@example.org", name, role, "correct horse battery")).Required();
        return (await users.ActorAsync(id, null))!;
    }

    private static async Task<StationView> OpenAsync(TestPortal portal, Actor person, long eventId)
    {
        var stations = portal.Get<StationService>();
        return (await stations.FindByTokenAsync((await stations.OpenAsync(person, eventId)).Required().Token))!;
    }
}
