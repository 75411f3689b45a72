using System.Net;
using System.Net.Http.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Live.Walls;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class LiveTests(PortalFixture portal)
{
    private static ILocator Rows(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    private static ILocator Figure(IPage page, string label) => page.Locator(".figure").Filter(new() { HasText = label })
        .Locator(".figure-value");

    private async Task ScanAsync(string eventKey, string badge, string station = "Nord 1") =>
        (await portal.Get<CheckInService>()
            .ScanAsync(portal.Owner, new ScanRequest { EventKey = eventKey, BadgeNumber = badge, Station = station })).Required();

    [Fact]
    public async Task Dashboard_and_wall_follow_a_check_in_without_a_reload_and_a_revoked_wall_says_so()
    {
        var id = await portal.EventAsync("live", 12);
        var wall = (await portal.Get<WallService>().CreateAsync(portal.Owner, id, new WallDraft("Foyer"))).Required();
        var dashboard = await portal.PageAsync(Role.Organiser);
        await dashboard.GotoAsync("events/live/live");
        await Expect(dashboard.GetByText("Nobody has been scanned yet")).ToBeVisibleAsync();
        var screen = await portal.PageAsync(null, 1920, 1080);
        await screen.GotoAsync($"wall/{wall.Token}");
        await Expect(screen.Locator("#inside")).ToHaveTextAsync("0");
        await Expect(screen.Locator("#age")).ToHaveAttributeAsync("data-state", "live");
        await dashboard.EvaluateAsync("() => { window.untouched = true }");
        await screen.EvaluateAsync("() => { window.untouched = true }");

        var key = (await portal.Get<ApiKeyService>().CreateAsync(portal.Owner, "Doors", ["checkins"], null)).Required().Key;
        using var program = new HttpClient
        { BaseAddress = new Uri(portal.Url), DefaultRequestHeaders = { { "Authorization", $"Bearer {key}" } } };
        Assert.Equal(HttpStatusCode.Created,
            (await program.PostAsJsonAsync("api/v1/check-ins", new { event_key = "live", badge_number = "0001", station = "Nord 1" }))
                .StatusCode);
        Assert.Equal(HttpStatusCode.Created,
            (await program.PostAsJsonAsync("api/v1/check-ins", new { event_key = "live", badge_number = "0002", station = "Süd" }))
                .StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await program.PostAsJsonAsync("api/v1/check-ins", new { event_key = "live", badge_number = "0002", station = "Süd" }))
                .StatusCode);
        await Expect(Figure(dashboard, "Inside now")).ToHaveTextAsync("2");
        await Expect(Figure(dashboard, "Refused")).ToHaveTextAsync("1");
        await Expect(dashboard.GetByText("already inside since")).ToBeVisibleAsync();
        await Expect(dashboard.Locator(".live")).ToBeVisibleAsync();
        await Expect(screen.Locator("#inside")).ToHaveTextAsync("2");
        await Expect(screen.Locator("#stations")).ToContainTextAsync("Süd");
        await Expect(screen.GetByText("Aydın")).ToHaveCountAsync(0);
        Assert.True(await dashboard.EvaluateAsync<bool>("() => window.untouched"));
        Assert.True(await screen.EvaluateAsync<bool>("() => window.untouched"));
        await PortalFixture.AssertAccessibleAsync(dashboard);
        await PortalFixture.AssertAccessibleAsync(screen);

        (await portal.Get<WallService>().UpdateAsync(portal.Owner, wall.Id, new WallDraft("Foyer", true, "de", "light"))).Required();
        await Expect(screen.GetByText("Jetzt drinnen")).ToBeVisibleAsync();
        await Expect(screen.Locator("#welcome")).ToContainTextAsync("Aydın");
        await PortalFixture.AssertAccessibleAsync(screen);
        (await portal.Get<WallService>().RevokeAsync(portal.Owner, wall.Id)).Required();
        await Expect(screen.GetByRole(AriaRole.Heading, new() { Name = "This link was revoked" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(screen);
    }

    [Fact]
    public async Task An_organiser_makes_a_wall_link_that_is_shown_once_and_revokes_it()
    {
        await portal.EventAsync("walls", 2);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/walls/walls");
        await page.GetByRole(AriaRole.Button, new() { Name = "New wall display" }).First.ClickAsync();
        await page.GetByLabel("Name", new() { Exact = false }).First.FillAsync("Foyer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create link" }).ClickAsync();
        var link = await page.GetByLabel("Link of the wall").InputValueAsync();
        Assert.StartsWith(portal.Url + "wall/wall_", link, StringComparison.Ordinal);
        await PortalFixture.AssertAccessibleAsync(page);
        var screen = await portal.PageAsync(null);
        await screen.GotoAsync(link);
        await Expect(screen.GetByText("Nobody has checked in yet")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Expect(page.GetByText("Active")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Link of the wall")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Actions for Foyer" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(page.GetByText("Revoked", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(screen.GetByRole(AriaRole.Heading, new() { Name = "revoked" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task At_the_door_a_badge_is_admitted_once_then_refused_with_the_first_record_and_taken_back()
    {
        await portal.EventAsync("door", 12);
        var page = await portal.PageAsync(Role.Organiser, 1440, 1000);
        await page.GotoAsync("events/door/check-in");
        await page.GetByLabel("Station").FillAsync("Nord 2");
        var badge = page.GetByRole(AriaRole.Combobox, new() { Name = "Badge or name" });
        await badge.FillAsync("0001");
        await badge.PressAsync("Enter");
        var result = page.Locator(".door-result");
        await Expect(result).ToContainTextAsync("Welcome");
        await Expect(result).ToContainTextAsync("Aydın, Zeynep");
        await Expect(badge).ToBeFocusedAsync();
        await Expect(badge).ToHaveValueAsync("");
        await PortalFixture.AssertAccessibleAsync(page);

        await page.Keyboard.TypeAsync("0001\n");
        await Expect(result).ToContainTextAsync("Already inside");
        await Expect(result).ToContainTextAsync(", Nord 2");
        await page.Keyboard.TypeAsync("9999\n");
        await Expect(result).ToContainTextAsync("Unknown badge");
        await page.Keyboard.TypeAsync("0002\n");
        await Expect(result).ToContainTextAsync("Bergström, Åsa");
        await page.Keyboard.TypeAsync("D’Ang");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await PortalFixture.AssertAccessibleAsync(page);
        await badge.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveAttributeAsync("aria-selected", "true");
        await badge.PressAsync("Enter");
        await Expect(result).ToContainTextAsync("D’Angelo, Marco");

        await result.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(result).ToContainTextAsync("Undone");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Check out" }).CheckAsync(new() { Force = true });
        await Expect(badge).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("0001\n");
        await Expect(result).ToContainTextAsync("Goodbye");
        var stats = await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "door");
        Assert.Equal((2, 1, 2), (stats!.CheckIns, stats.CheckedInNow, stats.ByType[CheckInType.Scan]));
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Station")).ToHaveValueAsync("Nord 2");
    }

    [Fact]
    public async Task Ten_badges_from_a_hand_scanner_in_one_go_are_all_admitted()
    {
        await portal.EventAsync("burst", 12);
        var page = await portal.PageAsync(Role.Steward, 360, 740);
        await page.GotoAsync("events/burst/check-in");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Badge or name" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(string.Concat(Enumerable.Range(1, 10).Select(i => $"{i:D4}\n")));
        await Expect(page.Locator(".door-last li")).ToHaveCountAsync(10);
        Assert.Equal(10, (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "burst"))!.CheckedInNow);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToHaveCountAsync(0);
        await PortalFixture.AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task The_history_is_filtered_by_its_address_and_a_check_in_taken_back_can_be_restored()
    {
        await portal.EventAsync("history", 12);
        foreach (var badge in new[] { "0001", "0002", "0003" })
        {
            await ScanAsync("history", badge, badge == "0003" ? "Süd" : "Nord 1");
        }

        await ScanAsync("history", "0003");
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/history/check-ins?station=Nord%201");
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Actions for Aydın, Zeynep" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Undo check-in" }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await PortalFixture.Messages(page).GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Station: Nord 1", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Süd" }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("station=S"));

        await page.GotoAsync("events/history/scans?result=refused");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Scan log" })).ToContainTextAsync("Already inside");
        await PortalFixture.AssertAccessibleAsync(page);
    }
}
