using System.Net;
using System.Net.Http.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Live.Walls;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("doors")]
public sealed class LiveTests(DoorFixture portal)
{
    private static ILocator Rows(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

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
        await Expect(screen.Marked("#inside")).ToHaveTextAsync("0");
        await Expect(screen.Marked("#age")).ToHaveAttributeAsync("data-state", "live");
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
        await Expect(dashboard.Figure("Inside now")).ToHaveTextAsync("2");
        await Expect(dashboard.Figure("Refused")).ToHaveTextAsync("1");
        await Expect(dashboard.GetByText("already inside since")).ToBeVisibleAsync();
        await Expect(dashboard.GetByRole(AriaRole.Status).Filter(new() { HasText = "live · " }).First).ToBeVisibleAsync();
        await Expect(screen.Marked("#inside")).ToHaveTextAsync("2");
        await Expect(screen.Marked("#stations")).ToContainTextAsync("Süd");
        await Expect(screen.GetByText("Aydın")).ToHaveCountAsync(0);
        Assert.True(await dashboard.EvaluateAsync<bool>("() => window.untouched"));
        Assert.True(await screen.EvaluateAsync<bool>("() => window.untouched"));
        await PortalFixture.AssertAccessibleAsync(dashboard);
        await PortalFixture.AssertAccessibleAsync(screen);

        (await portal.Get<WallService>().UpdateAsync(portal.Owner, wall.Id, 0, new WallDraft("Foyer", true, "de", "light"))).Required();
        await Expect(screen.GetByText("Jetzt drinnen")).ToBeVisibleAsync();
        await Expect(screen.Marked("#welcome")).ToContainTextAsync("Zeynep A.");
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
