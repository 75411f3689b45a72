using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Making the next event from the last one.</summary>
[Collection("portal")]
public sealed class EventCopyTests(PortalFixture portal)
{
    [Fact]
    public async Task The_next_event_is_made_from_the_last_one_and_its_wall_links_are_shown_once()
    {
        var id = await portal.EventAsync("copied", 3);
        var from = (await portal.Get<EventQueries>().FindAsync(portal.Owner, id))!.Draft.StartsAt;
        var morning = new WindowDraft("Morning", from, from.AddHours(2));
        (await portal.Get<CheckInWindowService>().CreateAsync(portal.Owner, id, morning)).Required();
        (await portal.Get<WallService>().CreateAsync(portal.Owner, id, new WallDraft("Foyer"))).Required();
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/copied");
        await page.GetByRole(AriaRole.Link, new() { Name = "Copy event" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Copy event", Level = 1 })).ToBeFocusedAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        var key = page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("^Key\\b") });
        await Expect(page.GetByLabel("Title")).ToHaveValueAsync("Herbst copied");
        await Expect(key).ToHaveValueAsync("copied-2");
        await page.GetByLabel("Title").FillAsync("Herbst danach");
        await key.FillAsync("congress");
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy event" }).ClickAsync();
        await Expect(page.GetByText(new Regex("Herbst congress"))).ToBeVisibleAsync(); // who has the key
        await key.FillAsync("danach");
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy event" }).ClickAsync();
        var link = page.GetByRole(AriaRole.Textbox, new() { Name = "Foyer" });
        await Expect(link).ToHaveValueAsync(new Regex("/wall/wall_"));
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "To the day sheet" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/danach$"));
        await Expect(page.GetByText("Ahead", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("2 categories")).ToBeVisibleAsync();
        await Expect(page.GetByText("Nobody takes part yet")).ToBeVisibleAsync();
        await Expect(page.GetByText(new Regex("^1 window · next: Morning"))).ToBeVisibleAsync();
        await Expect(page.GetByText("1 link", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task It_is_in_german_on_a_phone_and_not_for_stewards()
    {
        var page = await portal.PageAsync(Role.Organiser, 360, 800, "de", ColorScheme.Dark);
        await page.GotoAsync("events/congress/copy");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Veranstaltung kopieren" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        var steward = await portal.PageAsync(Role.Steward);
        await steward.GotoAsync("events/congress/copy");
        await Expect(steward.GetByRole(AriaRole.Heading, new() { Name = "No access", Level = 1 })).ToBeVisibleAsync();
    }
}
