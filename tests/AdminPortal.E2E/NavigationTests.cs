using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>The navigation: what fits on a screen, what each role finds there, and pages that are reached through another one.</summary>
[Collection("portal")]
public sealed class NavigationTests(PortalFixture portal)
{
    private static ILocator Bar(IPage page) => page.GetByRole(AriaRole.Navigation, new() { Name = "Navigation", Exact = true });

    [Theory]
    [InlineData(Role.Owner, "en")]
    [InlineData(Role.Owner, "de")]
    [InlineData(Role.Admin, "en")]
    [InlineData(Role.Organiser, "de")]
    [InlineData(Role.Steward, "en")]
    [InlineData(Role.Viewer, "en")]
    public async Task Nothing_of_the_navigation_is_below_the_fold_inside_an_event_and_outside(Role role, string language)
    {
        var page = await portal.PageAsync(role, 1366, 900, language);
        foreach (var (address, atLeast) in new[] { ("", 2), ("events/congress", 5) })
        {
            await page.GotoAsync(address);
            await PortalFixture.DrawnAsync(page);
            var links = Bar(page).GetByRole(AriaRole.Link);
            var bottoms = await links.EvaluateAllAsync<double[]>("links => links.map(link => link.getBoundingClientRect().bottom)");
            Assert.True(bottoms.Length >= atLeast, $"{role} has {bottoms.Length} entries at {address}");
            Assert.All(bottoms, bottom => Assert.InRange(bottom, 0, 900));
            foreach (var height in new[] { 768, 900 }) // the whole screen of a small laptop, and the window of a larger one
            {
                await page.SetViewportSizeAsync(1366, height);
                var fits = await Bar(page).EvaluateAsync<bool>("bar => bar.scrollHeight <= bar.clientHeight");
                Assert.True(fits, $"{role} has to scroll at {address} in {height} pixels");
            }
        }
    }

    [Fact]
    public async Task The_organisation_is_one_entry_with_a_page_that_leads_to_its_pages_and_back()
    {
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("");
        var entry = Bar(page).GetByRole(AriaRole.Link, new() { Name = "Organisation", Exact = true });
        await entry.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Organisation", Level = 1 })).ToBeFocusedAsync();
        await Expect(entry).ToHaveAttributeAsync("aria-current", "page");
        await PortalFixture.AssertAccessibleAsync(page);
        var main = page.GetByRole(AriaRole.Main);
        foreach (var name in new[] { "Users", "API keys", "Webhooks", "Imports", "Audit log", "Removed", "Organisation settings" })
        {
            await main.GetByRole(AriaRole.Link, new() { NameRegex = new($"^{name}") }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 })).ToBeVisibleAsync();
            await Expect(entry).ToHaveAttributeAsync("aria-current", "true");
            var path = page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" });
            await path.GetByRole(AriaRole.Link, new() { Name = "Organisation" }).ClickAsync();
            await Expect(page).ToHaveURLAsync(portal.Url + "organisation");
        }
    }

    [Fact]
    public async Task Who_has_no_page_of_the_organisation_has_no_entry_and_is_told_so_at_its_address()
    {
        var page = await portal.PageAsync(Role.Steward);
        await page.GotoAsync("");
        await Expect(Bar(page).GetByRole(AriaRole.Link, new() { Name = "Events" })).ToBeVisibleAsync();
        await Expect(Bar(page).GetByRole(AriaRole.Link, new() { Name = "Organisation" })).ToHaveCountAsync(0);
        await page.GotoAsync("organisation");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No access", Level = 1 })).ToBeVisibleAsync();

        var organiser = await portal.PageAsync(Role.Organiser, 360, 800, "de", ColorScheme.Dark);
        await organiser.GotoAsync("organisation");
        var main = organiser.GetByRole(AriaRole.Main);
        await Expect(main.GetByRole(AriaRole.Link)).ToHaveCountAsync(2);
        await Expect(main.GetByRole(AriaRole.Link, new() { NameRegex = new("^Importe") })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(organiser);
        Assert.True(await organiser.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task The_current_event_stays_in_sight_on_pages_of_the_tenant_and_can_be_switched_there()
    {
        await portal.EventAsync("switch", 1);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("");
        var current = Bar(page).GetByRole(AriaRole.Button, new() { NameRegex = new("Switch event$") });
        await Expect(current).ToContainTextAsync("Choose an event");
        await page.GotoAsync("events/congress/participants");
        await Expect(current).ToContainTextAsync("Herbst congress");
        await Bar(page).GetByRole(AriaRole.Link, new() { Name = "Contacts" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Contacts", Level = 1 })).ToBeVisibleAsync();
        await Expect(current).ToContainTextAsync("Herbst congress");
        await current.ClickAsync();
        var choices = page.GetByRole(AriaRole.Dialog, new() { Name = "Switch event" });
        await choices.GetByRole(AriaRole.Searchbox).FillAsync("Herbst switch");
        await choices.GetByRole(AriaRole.Link, new() { NameRegex = new("Herbst switch") }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/switch$"));
        await Expect(Bar(page).GetByRole(AriaRole.Link, new() { Name = "Day sheet" })).ToHaveAttributeAsync("aria-current", "page");

        // Two lists of the doors share an entry.
        await Bar(page).GetByRole(AriaRole.Link, new() { Name = "Check-ins" }).ClickAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Scan log" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Scan log", Level = 1 })).ToBeVisibleAsync();
        await Expect(Bar(page).GetByRole(AriaRole.Link, new() { Name = "Check-ins" })).ToHaveAttributeAsync("aria-current", "true");
    }
}
