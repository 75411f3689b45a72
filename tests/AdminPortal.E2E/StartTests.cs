using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Tenants;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class StartTests(PortalFixture portal)
{
    /// <summary>A card, or the part of a running event.</summary>
    private static ILocator Part(IPage page, string title) =>
        page.GetByRole(AriaRole.Group, new() { Name = title }).Or(page.GetByRole(AriaRole.Region, new() { Name = title }));

    [Fact]
    public async Task The_start_page_follows_the_doors_and_leads_to_what_needs_doing()
    {
        // The page shows so many events and no more; what tests before this one have left would fill it.
        var left = await portal.Get<EventQueries>().ListAsync(portal.Owner, new EventFilter(), new PageRequest(1, 100));
        foreach (var old in left.Items.Where(row => row.EventKey != "congress"))
        {
            (await portal.Get<EventService>().DeleteAsync(portal.Owner, old.Id)).Required();
        }

        await portal.EventAsync("start", 8);
        var ahead = DateTime.UtcNow.AddDays(20);
        (await portal.Get<EventService>()
            .CreateAsync(portal.Owner, new EventDraft("ahead", "Far ahead", "Hamburg", ahead, ahead.AddDays(1), "Europe/Berlin", 50)))
            .Required();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("start-a", null, "Ida", "Kaya", null))).Required();
        (await portal.Get<ApplicationService>().CreateAsync(portal.Owner, new ApplicationDraft("start-a", ["ahead"], null, null)))
            .Required();
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("");
        var running = Part(page, "Herbst start");
        await Expect(running.GetByText("Running now")).ToBeVisibleAsync();
        await Expect(running.GetByRole(AriaRole.Group, new() { Name = "Inside now" })).ToContainTextAsync("0");
        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "start", BadgeNumber = "0002" });
        await Expect(running.GetByRole(AriaRole.Group, new() { Name = "Inside now" })).ToContainTextAsync(new Regex("Inside now\\s*1"));
        await Expect(running.GetByText("of 8 expected")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);

        await Expect(Part(page, "Next events").GetByRole(AriaRole.Link, new() { Name = "Far ahead" })).ToContainTextAsync("in 20 days");
        await Expect(Part(page, "To do").GetByText("Far ahead has no participants yet")).ToBeVisibleAsync();
        await Expect(Part(page, "To do").GetByText(new Regex("wait(s)? for a decision"))).ToBeVisibleAsync();
        await Part(page, "To do").GetByText("2 participants of Herbst start are not confirmed").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/start/participants\\?confirmed=0$"));
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) })).ToHaveCountAsync(2);
        await page.GotoAsync("");
        await Part(page, "Next events").GetByRole(AriaRole.Link, new() { Name = "All events" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(portal.Url + "events");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Events", Level = 1 })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_start_page_is_accessible_in_german_and_on_a_phone_and_its_charts_have_tables()
    {
        var page = await portal.PageAsync(Role.Owner, 360, 800, "de", ColorScheme.Dark);
        await page.GotoAsync("");
        await Expect(Part(page, "Anmeldungen").GetByText("in den letzten 30 Tagen")).ToBeVisibleAsync();
        await Expect(Part(page, "Check-ins").Marked(".apexcharts-svg")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task A_steward_sees_the_events_and_the_door_but_no_tasks_and_no_trends()
    {
        var page = await portal.PageAsync(Role.Steward);
        await page.GotoAsync("");
        await Expect(Part(page, "Herbst congress")).ToBeVisibleAsync();
        await Expect(Part(page, "Next events")).ToBeVisibleAsync();
        await Expect(Part(page, "To do")).ToHaveCountAsync(0);
        await Expect(Part(page, "Revenue")).ToHaveCountAsync(0);
        await Part(page, "Herbst congress").GetByRole(AriaRole.Link, new() { Name = "Check-in for Herbst congress" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/station$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Steward Person" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_new_tenant_is_led_to_its_first_event()
    {
        var tenant = (await portal.Get<TenantService>().CreateAsync(Actor.System(0, "test"), new TenantDraft("fresh", "Fresh"))).Required();
        (await portal.Get<UserService>()
            .CreateAsync(Actor.System(tenant, "test"), "fresh@example.org", "Fresh Person", Role.Owner, PortalFixture.Password)).Required();
        var page = await portal.PageAsync(null);
        await page.GotoAsync("account/sign-in");
        await page.SignInAsync("fresh@example.org", PortalFixture.Password);
        await Expect(page.GetByText("No event yet")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Create your first event" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(portal.Url + "events/new");
    }
}
