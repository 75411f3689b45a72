using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Stations;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>The bell: what is wrong appears in every window by itself, leads to the page concerned, and says when it is over.</summary>
[Collection("doors")]
public sealed class AlarmTests(DoorFixture portal)
{
    private static ILocator Bell(IPage page) => page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Alarms|Alarme)(,|$)") });

    private static ILocator Panel(IPage page) => page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^(Alarms|Alarme)$") });

    [Fact]
    public async Task A_conflict_rings_the_bell_leads_to_its_page_and_is_over_when_it_is_settled()
    {
        var id = await portal.EventAsync("bell", 4);
        await portal.LookForAlarmsAsync();
        var before = (await portal.Get<AlarmQueries>().RecentAsync(portal.As(Role.Organiser))).Count(row => row.IsOpen);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/bell");
        await PortalFixture.DrawnAsync(page);
        await Expect(Bell(page)).ToHaveAttributeAsync("aria-label", before == 0 ? "Alarms" : $"Alarms, {before} open");

        await ConflictAsync(id);
        using (var work = ActivatorUtilities.CreateInstance<AlarmWork>(portal.Services))
        {
            await work.StartAsync(default); // as the portal itself does
            await Expect(Bell(page)).ToHaveAttributeAsync("aria-label", $"Alarms, {before + 1} open");
            await work.StopAsync(default);
        }

        await Expect(PortalFixture.Messages(page)).ToContainTextAsync("One conflict waits for a decision · Herbst bell");
        await PortalFixture.AssertAccessibleAsync(page);

        await Bell(page).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var line = Panel(page).GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Herbst bell" });
        await Expect(line).ToContainTextAsync("One conflict waits for a decision");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await PortalFixture.AssertAccessibleAsync(page);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await line.GetByRole(AriaRole.Button, new() { NameRegex = new("^Seen: One conflict") }).ClickAsync();
        await Expect(line).ToContainTextAsync("Seen by Organiser Person");
        await PortalFixture.Messages(page).Filter(new() { HasText = "Marked as seen" })
            .GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        if (!await Panel(page).IsVisibleAsync())
        {
            await Bell(page).ClickAsync();
        }

        await Expect(line).Not.ToContainTextAsync("Seen by");
        await line.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/bell/conflicts$"));
        await Expect(Panel(page)).ToBeHiddenAsync();
        await SettleAsync(id);
        await portal.LookForAlarmsAsync();
        await Expect(Bell(page)).ToHaveAttributeAsync("aria-label", before == 0 ? "Alarms" : $"Alarms, {before} open");
        await Bell(page).ClickAsync();
        await Expect(line).ToContainTextAsync("All conflicts are settled");

        await Panel(page).GetByRole(AriaRole.Link, new() { Name = "All alarms" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Alarms", Level = 1 })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Herbst bell" })).ToContainTextAsync("Is over");
    }

    [Theory]
    [InlineData(360, Role.Viewer, ColorScheme.Dark, "de", "Vorbei")]
    [InlineData(1920, Role.Owner, ColorScheme.Light, "en", "Is over")]
    public async Task The_list_of_all_alarms_fits_and_is_accessible(int width, Role role, ColorScheme scheme, string language, string over)
    {
        var id = await portal.EventAsync($"alarms-{width}", 4);
        await ConflictAsync(id);
        await portal.LookForAlarmsAsync();
        var page = await portal.PageAsync(role, width, 800, language, scheme);
        await page.GotoAsync($"alarms?event={id}");
        await PortalFixture.DrawnAsync(page);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = $"Herbst alarms-{width}" });
        await Expect(row).Not.ToContainTextAsync(over);
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Bell(page).ClickAsync();
        await Expect(Panel(page)).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        var box = (await Panel(page).BoundingBoxAsync())!;
        Assert.InRange(box.X, 0, width - box.Width);
        await page.Keyboard.PressAsync("Escape");
        await Expect(Panel(page)).ToBeHiddenAsync();

        // The list follows by itself.
        await SettleAsync(id);
        await portal.LookForAlarmsAsync();
        await Expect(row).ToContainTextAsync(over);
    }

    private async Task ConflictAsync(long eventId)
    {
        var stations = portal.Get<StationService>();
        var code = (await stations.CreateAsync(portal.Owner, eventId, new StationDraft("Nord"))).Required();
        var station = (await stations.FindByTokenAsync((await stations.PairAsync(code.Code, null)).Required().Token))!;
        (await portal.Get<StationScanService>().ScanAsync(station, new StationScan("nobody", null, ScanAction.CheckIn, 1, TimeSpan.Zero,
            DeviceDecision.Admitted))).Required();
    }

    private async Task SettleAsync(long eventId)
    {
        foreach (var row in (await portal.Get<ConflictQueries>().OpenAsync(portal.Owner, eventId, new PageRequest())).Items)
        {
            (await portal.Get<ConflictService>().NoteAsync(portal.Owner, row.Id, "Known")).Required();
        }
    }
}
