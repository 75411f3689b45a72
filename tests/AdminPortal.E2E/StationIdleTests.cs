using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static AdminPortal.E2E.StationSteps;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>What a station does while nobody touches it, what it tells of its battery, and the badge that a kiosk prints.</summary>
[Collection("doors")]
public sealed class StationIdleTests(DoorFixture portal)
{
    [Fact]
    public async Task A_device_with_digits_locks_itself_after_two_minutes_without_a_touch()
    {
        await portal.EventAsync("idle", 4);
        var device = await portal.PageAsync(null, 390, 844);
        await device.Clock.InstallAsync();
        await PairAsync(portal, device, "idle", new StationDraft("Nord") { Pin = "4711" });
        await EnterAsync(device, "0001");
        await Expect(Result(device)).ToContainTextAsync("Aydın, Zeynep");
        var heading = device.GetByRole(AriaRole.Heading, new() { Name = "This device is locked" });
        await device.Clock.FastForwardAsync(100_000);
        await Expect(heading).ToBeHiddenAsync();
        await device.Clock.FastForwardAsync(30_000);
        await Expect(heading).ToBeVisibleAsync();
        Assert.DoesNotContain("Aydın", await device.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_after_the_event_a_device_has_forgotten_its_people_also_without_a_network()
    {
        await portal.EventAsync("over", 4);
        var device = await portal.PageAsync(null, 390, 844);
        await device.Clock.InstallAsync();
        await PairAsync(portal, device, "over", new StationDraft("Nord"));
        await Field(device).PressSequentiallyAsync("ayd", new() { Delay = 120 });
        await Expect(device.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await Field(device).FillAsync("");
        await device.Context.SetOfflineAsync(true);
        await device.Clock.FastForwardAsync((long)TimeSpan.FromDays(3).TotalMilliseconds);
        await device.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await Expect(device.GetByText("No list of people on this device yet")).ToBeVisibleAsync();
        var kept = await device.EvaluateAsync<string>("""
            () => new Promise((resolve) => {
              const request = indexedDB.open('station', 1);
              request.onsuccess = () => {
                const all = request.result.transaction('values').objectStore('values').getAllKeys();
                all.onsuccess = () => resolve(all.result.join(' '));
              };
            })
            """);
        Assert.DoesNotMatch(@"\b(copy|key|journal)\b", kept);
        Assert.Matches(@"\bsession\b", kept);
    }

    [Fact]
    public async Task A_kiosk_that_is_left_forgets_what_was_begun()
    {
        await portal.EventAsync("left", 4);
        var device = await portal.PageAsync(null, 768, 1024);
        await device.Clock.InstallAsync();
        await PairAsync(portal, device, "left", new StationDraft("Foyer", IsKiosk: true));
        await device.GetByRole(AriaRole.Button, new() { Name = "No code at hand?" }).ClickAsync();
        var last = device.GetByLabel("Your last name");
        await last.FillAsync("Bergström");
        await device.Clock.FastForwardAsync(20_000);
        await Expect(last).ToHaveValueAsync("Bergström");
        await device.Clock.FastForwardAsync(20_000);
        await Expect(last).ToBeHiddenAsync();
        await device.GetByRole(AriaRole.Button, new() { Name = "No code at hand?" }).ClickAsync();
        await Expect(last).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_kiosk_prints_the_badge_of_whoever_has_just_come_in()
    {
        await portal.EventAsync("badge-print", 4);
        var device = await portal.PageAsync(null, 768, 1024);
        await PairAsync(portal, device, "badge-print", new StationDraft("Foyer", IsKiosk: true));
        var field = device.GetByRole(AriaRole.Combobox, new() { Name = "Badge number" });
        await field.FillAsync("0002");
        await field.PressAsync("Enter");
        await Expect(Result(device)).ToContainTextAsync("Åsa B.");
        var answered = device.WaitForResponseAsync(answer => answer.Url.Contains("/station/api/badge", StringComparison.Ordinal));
        await device.GetByRole(AriaRole.Button, new() { Name = "Print badge" }).ClickAsync();
        var answer = await answered;
        Assert.Equal((200, "application/pdf"), (answer.Status, answer.Headers["content-type"]));
        Assert.True((await answer.Request.SizesAsync()).ResponseBodySize > 2_000, "The badge is empty.");
        await Expect(device.Locator("iframe[src^='blob:']")).ToBeAttachedAsync();
    }

    [Fact]
    public async Task The_doors_page_shows_the_battery_that_a_device_tells()
    {
        await portal.EventAsync("power", 4);
        var device = await portal.PageAsync(null, 390, 844);
        await device.AddInitScriptAsync("navigator.getBattery = () => Promise.resolve({ level: 0.17, charging: false });");
        await PairAsync(portal, device, "power", new StationDraft("Nord"));
        var told = await device.WaitForResponseAsync(answer => answer.Url.Contains("battery=17&charging=0", StringComparison.Ordinal),
            new() { Timeout = 40_000 });
        Assert.Equal(200, told.Status);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/power/doors");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Doors" })).ToContainTextAsync("17 %", new() { Timeout = 60_000 });
    }
}
