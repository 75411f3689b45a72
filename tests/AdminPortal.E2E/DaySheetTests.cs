using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>The day sheet: an event's home from its creation to the last report.</summary>
[Collection("doors")]
public sealed class DaySheetTests(DoorFixture portal)
{
    private static ILocator Job(IPage page, string title) =>
        page.GetByRole(AriaRole.Listitem).Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });

    private static ILocator Titles(IPage page) =>
        page.GetByRole(AriaRole.List, new() { Name = "From creation to the last report" }).GetByRole(AriaRole.Heading);

    [Fact]
    public async Task An_organiser_goes_from_job_to_job_and_the_figures_follow_the_doors()
    {
        var id = await portal.EventAsync("sheet", 8);
        (await portal.Get<WallService>().CreateAsync(portal.Owner, id, new WallDraft("Foyer"))).Required();
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events?search=Herbst%20sheet");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { NameRegex = new("Herbst sheet") }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/sheet$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Day sheet", Level = 1 })).ToBeFocusedAsync();
        await Expect(Job(page, "Categories and settings")).ToContainTextAsync("2 categories · 10 places");
        await Expect(Job(page, "Participants")).ToContainTextAsync("8 participants, 6 confirmed");
        await Expect(Job(page, "Participants")).ToContainTextAsync("2 not confirmed");
        await Expect(Job(page, "Windows")).ToContainTextAsync("Without windows people come in at any time");
        await Expect(Job(page, "Wall displays")).ToContainTextAsync("Foyer (never seen)");
        await Expect(Job(page, "Rehearsal")).ToContainTextAsync("./portal rehearse --tenant test --event sheet");
        await Expect(Job(page, "Rehearsal").GetByRole(AriaRole.Button, new() { Name = "Rehearsal: Copy command" })).ToBeVisibleAsync();
        await Expect(Job(page, "Doors")).ToContainTextAsync("not yet");
        await Expect(Job(page, "Live")).ToContainTextAsync("0 inside, 0 of 8 arrived");
        var scan = new ScanRequest { EventKey = "sheet", BadgeNumber = "0002", Station = "Nord" };
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner, scan)).Required();
        await Expect(Job(page, "Live")).ToContainTextAsync("1 inside, 1 of 8 arrived");
        await Expect(Job(page, "Doors")).ToContainTextAsync("1 check-in · 1 station");
        await PortalFixture.AssertAccessibleAsync(page);

        foreach (var (job, action, address) in new[]
        {
            ("Categories and settings", "Settings", "settings"),
            ("Participants", "Confirm", "participants\\?confirmed=0"),
            ("Windows", "Windows", "windows"),
            ("Wall displays", "Wall displays", "walls"),
            ("Live", "Live", "live"),
            ("Reports and files", "Overview", "overview"),
        })
        {
            await Job(page, job).GetByRole(AriaRole.Link, new() { Name = $"{job}: {action}" }).ClickAsync();
            await Expect(page).ToHaveURLAsync(new Regex($"/events/sheet/{address}$"));
            await PortalFixture.DrawnAsync(page);
            await page.GoBackAsync();
        }

        await Job(page, "Doors").GetByRole(AriaRole.Link, new() { Name = "Doors: Check-in" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/station$"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the portal" }).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/sheet$"));
    }

    [Fact]
    public async Task Before_and_after_the_event_it_says_so_in_german_on_a_phone()
    {
        foreach (var (key, title, days) in new[] { ("sheet-ahead", "Weit voraus", 20), ("sheet-past", "Lange her", -20) })
        {
            var from = DateTime.UtcNow.AddDays(days);
            var draft = new EventDraft(key, title, null, from, from.AddHours(8), "Europe/Berlin");
            (await portal.Get<EventService>().CreateAsync(portal.Owner, draft)).Required();
        }

        var page = await portal.PageAsync(Role.Organiser, 360, 800, "de", ColorScheme.Dark);
        await page.GotoAsync("events/sheet-ahead");
        await Expect(page.GetByText("Steht bevor")).ToBeVisibleAsync();
        await Expect(page.GetByText("in 20 Tagen")).ToBeVisibleAsync();
        await Expect(Job(page, "Teilnehmer").GetByRole(AriaRole.Link)).ToHaveTextAsync("Importieren");
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.GotoAsync("events/sheet-past");
        await Expect(page.GetByText("Vorbei", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Job(page, "Berichte und Dateien")).ToContainTextAsync("bereit");
        await PortalFixture.AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task A_steward_and_a_viewer_see_their_own_jobs_alone()
    {
        var steward = await portal.PageAsync(Role.Steward);
        await steward.GotoAsync("events/congress");
        await Expect(Job(steward, "Doors").GetByRole(AriaRole.Link)).ToHaveTextAsync("Check-in");
        await Expect(Titles(steward)).ToHaveTextAsync(["Participants", "Doors", "Live"]);
        await Expect(steward.GetByRole(AriaRole.Link, new() { Name = "Copy event" })).ToHaveCountAsync(0);
        var viewer = await portal.PageAsync(Role.Viewer);
        await viewer.GotoAsync("events/congress");
        await Expect(Titles(viewer)).ToHaveTextAsync(["Live", "Reports and files"]);
    }
}
