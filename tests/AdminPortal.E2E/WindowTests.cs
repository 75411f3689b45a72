using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>
/// The windows editor, letting in with a reason, and keys with a secret. Pictures go to the folder in <c>PORTAL_SHOTS</c> where one is
/// named.
/// </summary>
[Collection("doors")]
public sealed class WindowTests(DoorFixture portal)
{
    private static readonly string? Shots = Environment.GetEnvironmentVariable("PORTAL_SHOTS");

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task ShowAsync(IPage page, string name)
    {
        await PortalFixture.AssertAccessibleAsync(page);
        if (Shots is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Shots, $"{name}.png"), FullPage = true });
        }
    }

    private async Task<long> WindowAsync(string key, string name, double from, double to, bool enforced = true, string? category = null,
        int? limit = null)
    {
        var found = (await portal.Get<EventQueries>().FindAsync(portal.Owner, key))!;
        var categories = await portal.Get<EventQueries>().CategoriesAsync(portal.Owner, found.Id);
        var start = found.Draft.StartsAt;
        return (await portal.Get<CheckInWindowService>()
            .CreateAsync(portal.Owner, found.Id,
                new WindowDraft(name, start.AddHours(from), start.AddHours(to),
                    categories.FirstOrDefault(c => c.CategoryKey == category)?.Id, enforced, limit))).Required();
    }

    [Fact]
    public async Task Windows_are_added_changed_deleted_and_restored()
    {
        await portal.EventAsync("win-edit", 3);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/win-edit/windows");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No check-in windows yet" })).ToBeVisibleAsync();
        await ShowAsync(page, "windows-empty");
        await Button(page, "New window").First.ClickAsync();
        await PortalFixture.FillMomentAsync(page, "To", "2026-01-01T10:00");
        await Button(page, "Add window").ClickAsync();
        await Expect(page.GetByText("This field is required.")).ToBeVisibleAsync();
        await Expect(page.Field("To")).ToHaveAccessibleDescriptionAsync(new Regex("after the start"));
        await ShowAsync(page, "windows-wrong");
        await page.Field("Name").FillAsync("Doors");
        await PortalFixture.FillMomentAsync(page, "From", "2026-10-25T01:00");
        await PortalFixture.FillMomentAsync(page, "To", "2026-10-25T02:30");
        await page.Field("Check-ins per participant").FillAsync("2");
        await page.GetByText("The second time, after the clocks went back").ClickAsync();
        await Button(page, "Add window").ClickAsync();
        var row = page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Doors" });
        await Expect(row).ToContainTextAsync("2.5 h (the clocks change)");
        await Expect(row).ToContainTextAsync("At most 2");
        await Expect(page.GetByRole(AriaRole.Note).Filter(new() { HasText = "clocks go back from 03:00 to 02:00" })).ToBeVisibleAsync();
        var stored = Assert.Single(await portal.Get<CheckInWindowQueries>()
            .ListAsync(portal.Owner, (await portal.Get<EventQueries>().FindAsync(portal.Owner, "win-edit"))!.Id)).Draft;
        Assert.Equal((new DateTime(2026, 10, 24, 23, 0, 0), new DateTime(2026, 10, 25, 1, 30, 0), 2),
            (stored.StartsAt, stored.EndsAt, stored.Limit));

        await Button(page, "New window").ClickAsync();
        await page.Field("Name").FillAsync("Twice");
        await PortalFixture.FillMomentAsync(page, "From", "2026-10-25T02:00");
        await Button(page, "Add window").ClickAsync();
        await Expect(page.Field("From")).ToHaveAccessibleDescriptionAsync(new Regex("Overlaps “Doors”"));
        await Button(page, "Cancel").ClickAsync();

        await Button(page, "Actions for “Doors”").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Edit" }).ClickAsync();
        await Expect(page.GetByLabel("The second time, after the clocks went back")).ToBeCheckedAsync();
        await page.Field("Name").FillAsync("All doors");
        await Button(page, "Save window").ClickAsync();
        await Button(page, "Actions for “All doors”").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No check-in windows yet" })).ToBeVisibleAsync();
        await Button(page, "Undo").ClickAsync();
        await Expect(Button(page, "Actions for “All doors”")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("en", 1440, ColorScheme.Light)]
    [InlineData("de", 360, ColorScheme.Dark)]
    [InlineData("de", 1440, ColorScheme.Dark)]
    [InlineData("en", 360, ColorScheme.Light)]
    public async Task The_windows_are_readable_everywhere(string language, int width, ColorScheme scheme)
    {
        var key = $"win-{language}-{width}";
        await portal.EventAsync(key, 6);
        await WindowAsync(key, "Morning", 0, 5);
        await WindowAsync(key, "Afternoon and evening programme", 5, 12, false);
        await WindowAsync(key, "Next day", 20, 26, limit: 1);
        await WindowAsync(key, "Build-up", -3, 0, category: "exhibitor");
        await WindowAsync(key, "Fair", 0, 27, category: "exhibitor");
        var page = await portal.PageAsync(Role.Organiser, width, 900, language, scheme);
        await page.GotoAsync($"events/{key}/windows");
        await Expect(page.GetByText("Build-up")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
        await ShowAsync(page, $"windows-{language}-{width}-{scheme}");
        await page.GetByRole(AriaRole.Button, new() { Name = language == "de" ? "Neues Zeitfenster" : "New window" }).First.ClickAsync();
        await Expect(page.Field("Name")).ToBeFocusedAsync();
        await ShowAsync(page, $"windows-form-{language}-{width}-{scheme}");
    }

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("de", 360)]
    public async Task A_supervisor_admits_a_refused_badge_with_a_reason_and_a_steward_cannot(string language, int width)
    {
        var key = $"over-{language}";
        await portal.EventAsync(key, 3);
        await WindowAsync(key, "Tomorrow", 10, 12);
        var german = language == "de";
        var anyway = german ? "Trotzdem einlassen" : "Admit anyway";

        var steward = await portal.PageAsync(Role.Steward, width, 800, language);
        await StationSteps.OpenAsync(steward, key);
        await StationSteps.EnterAsync(steward, "0001");
        await Expect(StationSteps.Result(steward)).ToContainTextAsync(german ? "Außerhalb des Zeitfensters" : "Outside the window");
        await Expect(Button(steward, anyway)).ToHaveCountAsync(0);

        var page = await portal.PageAsync(Role.Organiser, width, 800, language, german ? ColorScheme.Dark : ColorScheme.Light);
        await StationSteps.OpenAsync(page, key);
        await StationSteps.EnterAsync(page, "0002");
        await Expect(Button(page, anyway)).ToBeVisibleAsync();
        await ShowAsync(page, $"door-refused-{language}-{width}");
        await Button(page, anyway).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = anyway })).ToContainTextAsync("Bergström, Åsa");
        var admit = Button(page, german ? "Einlassen" : "Admit");
        await admit.ClickAsync();
        await Expect(page.Field(german ? "Grund" : "Reason")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Field(german ? "Grund" : "Reason").FillAsync("Guest of the board");
        await ShowAsync(page, $"override-{language}-{width}");
        await admit.ClickAsync();
        await Expect(StationSteps.Result(page)).ToContainTextAsync(german ? "Willkommen" : "Welcome");

        await page.GotoAsync($"events/{key}/scans");
        await Expect(page.GetByText("Guest of the board")).ToBeVisibleAsync();
        await Expect(page.GetByText(german ? "Mit Grund eingelassen" : "Admitted with a reason")).ToBeVisibleAsync();
        await ShowAsync(page, $"scans-{language}-{width}");
    }

    [Fact]
    public async Task On_the_page_of_a_participant_a_supervisor_admits_with_a_reason_too()
    {
        await portal.EventAsync("over-person", 2);
        await WindowAsync("over-person", "Tomorrow", 10, 12);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/over-person/participants");
        await page.GetByRole(AriaRole.Link, new() { Name = "Aydın" }).First.ClickAsync();
        await Button(page, "Check in").ClickAsync();
        await page.Field("Reason").FillAsync("Speaker is late");
        await Button(page, "Admit").ClickAsync();
        await Expect(Button(page, "Check out")).ToBeVisibleAsync();
        var scans = await portal.Get<CheckInQueries>()
            .ScansAsync(portal.Owner, new ScanFilter((await portal.Get<EventQueries>().FindAsync(portal.Owner, "over-person"))!.Id),
                new PageRequest());
        Assert.Equal(["outside_window", null], scans.Items.Select(scan => scan.Overridden));
        Assert.Equal("Speaker is late", scans.Items[0].OverrideReason);
    }

    [Fact]
    public async Task A_device_key_is_shown_once_with_its_secret()
    {
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("keys");
        await Button(page, "Key with secret").ClickAsync();
        await page.GetByText("One event (for its devices)").ClickAsync();
        await Button(page, "Create key").ClickAsync();
        await Expect(page.GetByText("This field is required.")).ToHaveCountAsync(2);
        await ShowAsync(page, "pair-form");
        await page.Field("Name").FillAsync("Door scanners");
        await PortalFixture.ChooseAsync(page, "Event", "Herbst congress (congress)");
        await Button(page, "Create key").ClickAsync();
        var (key, secret) = (await page.Field("The new key").InputValueAsync(), await page.Field("The secret").InputValueAsync());
        Assert.NotNull(await portal.Get<ApiKeyService>().AuthenticateAsync([new KeyPair(ApiKeyKind.Checkin, key, secret)]));
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Door scanners" })).ToContainTextAsync("Event devices");
        await ShowAsync(page, "pair-made");
        await Button(page, "I have it").ClickAsync();
        await Expect(page.Field("The secret")).ToHaveCountAsync(0);
    }
}
