using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("doors")]
public sealed class RemovalTests(DoorFixture portal)
{
    /// <summary>Where pictures for the eye go; none are taken when it is not set.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PORTAL_PICTURES");

    private static Task PictureAsync(IPage page, string name) =>
        Pictures is null
            ? Task.CompletedTask
            : page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}.png") });

    [Fact]
    public async Task An_event_removed_while_door_and_wall_are_open_says_so_there_and_comes_back_by_itself()
    {
        var id = await portal.EventAsync("vanished", 6);
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "vanished", BadgeNumber = "0001" }))
            .Required();
        var wall = (await portal.Get<WallService>().CreateAsync(portal.Owner, id, new WallDraft("Foyer"))).Required();
        var door = await portal.PageAsync(Role.Steward, 390, 844);
        await StationSteps.OpenAsync(door, "vanished");
        var screen = await portal.PageAsync(null, 1920, 1080);
        await screen.GotoAsync($"wall/{wall.Token}");
        await Expect(screen.Marked("#inside")).ToHaveTextAsync("1");

        var office = await portal.PageAsync(Role.Organiser, 1366, 800);
        await office.GotoAsync("events/vanished/settings");
        await office.GetByRole(AriaRole.Button, new() { Name = "Delete event" }).ClickAsync();
        var dialog = office.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("One person is inside now");
        await Expect(dialog.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete event" }).ClickAsync();
        await Expect(dialog).ToBeVisibleAsync();
        await PictureAsync(office, "dialog");
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("Herbst vanished");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete event" }).ClickAsync();
        await Expect(office).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/events$"));

        await Expect(screen.GetByRole(AriaRole.Heading, new() { Name = "This event was removed" })).ToBeVisibleAsync();
        await Expect(door.GetByRole(AriaRole.Alert)).ToContainTextAsync("The event was removed in the portal");
        await PortalFixture.AssertAccessibleAsync(door);
        await PortalFixture.AssertAccessibleAsync(screen);
        await PictureAsync(door, "door");
        await PictureAsync(screen, "wall");

        await office.GotoAsync("events/vanished/live");
        await office.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Expect(office.Figure("Inside now")).ToBeVisibleAsync();
        await Expect(screen.Marked("#inside")).ToHaveTextAsync("1");
        await Expect(door.GetByText("The event was removed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_page_of_removed_records_restores_one_and_all_and_says_who_stands_in_the_way()
    {
        var id = await portal.EventAsync("bin", 6);
        var participants = await portal.Get<ParticipantQueries>().IdsAsync(portal.Owner, new ParticipantFilter { EventId = id });
        (await portal.Get<Removal>().DeleteAsync<Participant>(portal.Owner, [.. participants.Take(3)])).Required();
        var page = await portal.PageAsync(Role.Organiser, 1366, 800);
        await page.GotoAsync("events/bin/removed");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "All 3 of this removal" })).ToHaveCountAsync(3);
        await PortalFixture.AssertAccessibleAsync(page);
        await PictureAsync(page, "removed-1366");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Restore ") }).First.ClickAsync();
        await Expect(page.GetByText("Restored:")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^All ") })).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^All ") }).First.ClickAsync();
        await Expect(page.GetByText("Nothing was removed")).ToBeVisibleAsync();

        var one = participants[0];
        var badge = (await portal.Get<ParticipantQueries>().FindAsync(portal.Owner, one))!.BadgeNumber;
        (await portal.Get<Removal>().DeleteAsync<Participant>(portal.Owner, [one])).Required();
        (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, participants[1], new ParticipantPatch { BadgeNumber = badge }))
            .Required();
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Restore ") }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync($"The badge number {badge} belongs to");
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Restore ") })).ToHaveCountAsync(1);
        await PictureAsync(page, "conflict");
        await page.GotoAsync($"events/bin/participants/{one}");
        await Expect(page.GetByText("Removed by Owner Person")).ToBeVisibleAsync();
        await PictureAsync(page, "participant");

        foreach (var (width, language, scheme) in new[] { (360, "de", ColorScheme.Dark), (1920, "de", ColorScheme.Light) })
        {
            var other = await portal.PageAsync(Role.Owner, width, 900, language, scheme);
            await other.GotoAsync("removed");
            await Expect(other.GetByRole(AriaRole.Button, new() { NameRegex = new("wiederherstellen$") }).First).ToBeVisibleAsync();
            await PortalFixture.AssertAccessibleAsync(other);
            await PictureAsync(other, $"removed-{width}");
        }
    }
}
