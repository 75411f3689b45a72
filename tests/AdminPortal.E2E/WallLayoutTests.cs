using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Live.Walls;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>A screen becomes a wall by a code, and each layout says what it is for.</summary>
[Collection("doors")]
public sealed class WallLayoutTests(DoorFixture portal)
{
    private async Task ScanAsync(string eventKey, string badge, string station) => (await portal.Get<CheckInService>()
        .ScanAsync(portal.Owner, new ScanRequest { EventKey = eventKey, BadgeNumber = badge, Station = station })).Required();

    private async Task<IPage> WallAsync(long eventId, WallDraft draft, int width = 1920, int height = 1080)
    {
        var wall = (await portal.Get<WallService>().CreateAsync(portal.Owner, eventId, draft)).Required();
        var screen = await portal.PageAsync(null, width, height);
        await screen.GotoAsync($"wall/{wall.Token}");
        await Expect(screen.GetByText("live ·")).ToBeVisibleAsync();
        return screen;
    }

    [Fact]
    public async Task A_screen_shows_a_code_an_organiser_enters_it_and_the_screen_becomes_the_wall_also_after_it_was_switched_off()
    {
        await portal.EventAsync("screen-pairing", 3);
        var screen = await portal.PageAsync(null, 1920, 1080);
        await screen.GotoAsync("wall");
        await Expect(screen.GetByRole(AriaRole.Heading, new() { Name = "Pair this screen" })).ToBeVisibleAsync();
        await Expect(screen.GetByAltText("QR code to pair")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(screen);
        var code = await screen.GetByLabel("Code of the screen").TextContentAsync();

        var phone = await portal.PageAsync(Role.Organiser, 390, 844);
        await phone.GotoAsync($"walls/pair?code={code}");
        await Expect(phone.GetByLabel("Code of the screen")).ToHaveValueAsync(code!);
        await PortalFixture.ChooseAsync(phone, "Event", "Herbst screen-pairing");
        await phone.GetByLabel("Name", new() { Exact = false }).First.FillAsync("Lobby");
        await phone.GetByRole(AriaRole.Radio, new() { Name = "Welcome" }).CheckAsync(new() { Force = true });
        await PortalFixture.AssertAccessibleAsync(phone);
        await phone.GetByRole(AriaRole.Button, new() { Name = "Pair", Exact = true }).ClickAsync();
        await Expect(phone.GetByText("“Lobby” is paired")).ToBeVisibleAsync();
        await Expect(screen.GetByRole(AriaRole.Heading, new() { Name = "Welcome" })).ToBeVisibleAsync();

        await screen.GotoAsync("wall");
        await Expect(screen.GetByRole(AriaRole.Heading, new() { Name = "Welcome" })).ToBeVisibleAsync();

        await phone.GotoAsync($"walls/pair?code={code}");
        await Expect(phone.GetByLabel("Code of the screen")).ToHaveValueAsync(code!);
        await phone.GetByRole(AriaRole.Button, new() { Name = "Pair", Exact = true }).ClickAsync();
        await Expect(phone.GetByText("No screen waits with that code.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_layouts_show_stations_needed_one_door_and_short_names_and_change_without_a_new_link()
    {
        var id = await portal.EventAsync("wall-layouts", 6);
        await ScanAsync("wall-layouts", "0001", "Haupteingang am Hafenbecken Nord, Tor 1");
        await ScanAsync("wall-layouts", "0002", "Süd");
        var queue = await WallAsync(id, new WallDraft("Doors") { Layout = WallLayout.Queue });
        await Expect(queue.GetByRole(AriaRole.Heading, new() { Name = "Stations needed now" })).ToBeVisibleAsync();
        await Expect(queue.GetByText("÷ 60 =").First).ToBeVisibleAsync();
        await Expect(queue.GetByText("2 open – enough")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(queue);

        var door = await WallAsync(id, new WallDraft("South", true) { Layout = WallLayout.Door, Door = "Süd" });
        await Expect(door.GetByRole(AriaRole.Heading, new() { Name = "Süd" })).ToBeVisibleAsync();
        await Expect(door.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await PortalFixture.AssertAccessibleAsync(door);

        var wall = (await portal.Get<WallService>().ListAsync(portal.Owner, id)).Single(w => w.Draft.Name == "South");
        var hall = wall.Draft with { Layout = WallLayout.Hall };
        (await portal.Get<WallService>().UpdateAsync(portal.Owner, wall.Id, wall.Version, hall)).Required();
        var name = door.GetByText("Haupteingang am Hafenbecken Nord, Tor 1");
        await Expect(name).ToBeVisibleAsync();
        Assert.True(await name.EvaluateAsync<bool>("name => name.scrollWidth <= name.clientWidth"));
        await PortalFixture.AssertAccessibleAsync(door);
    }

    [Fact]
    public async Task A_wall_of_two_events_shows_them_in_turn_and_says_in_the_middle_that_the_portal_is_away()
    {
        var first = await portal.EventAsync("wall-turn-one", 1);
        var second = await portal.EventAsync("wall-turn-two", 1);
        var screen = await WallAsync(first, new WallDraft("Turns") { More = [second], SecondsEach = 5 });
        foreach (var title in new[] { "Herbst wall-turn-one", "Herbst wall-turn-two" })
        {
            await Expect(screen.GetByRole(AriaRole.Heading, new() { Name = title })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        }

        await screen.RouteAsync("**/events", route => route.AbortAsync());
        await screen.ReloadAsync();
        await Expect(screen.GetByRole(AriaRole.Alert)).ToContainTextAsync("The portal does not answer", new() { Timeout = 40_000 });
        await screen.UnrouteAsync("**/events");
        await Expect(screen.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0, new() { Timeout = 40_000 });
    }
}
