using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static AdminPortal.E2E.StationSteps;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Supervisors, locks, kiosks and second tabs of a station.</summary>
[Collection("doors")]
public sealed class StationLockTests(DoorFixture portal)
{
    /// <summary>So long that no id or time which a device keeps holds it by chance.</summary>
    private const string Pin = "25803691";

    [Theory, InlineData(390, 480, "en", ColorScheme.Light), InlineData(390, 844, "de", ColorScheme.Dark)]
    public async Task A_supervisor_admits_with_digits_and_a_reason_that_are_asked_for_one_by_one(
        int width, int height, string language, ColorScheme scheme)
    {
        var (key, german) = ($"aufsicht-{language}", language == "de");
        var id = await portal.EventAsync(key, 4);
        var happening = (await portal.Get<EventQueries>().FindAsync(portal.Owner, id))!;
        (await portal.Get<EventService>().UpdateAsync(portal.Owner, id, happening.Draft with { RequireConfirmation = true },
            happening.Version)).Required();
        await ChoosePinAsync();
        var device = await portal.PageAsync(null, width, height, language, scheme);
        await PairAsync(portal, device, key, new StationDraft("Nord"));
        await EnterAsync(device, "0001");
        await Expect(Result(device)).ToContainTextAsync(german ? "Nicht bestätigt" : "Not confirmed");
        await device.GetByRole(AriaRole.Button, new() { Name = german ? "Aufsicht" : "Supervisor" }).ClickAsync();
        var dialog = device.GetByRole(AriaRole.Dialog);
        var admit = dialog.GetByRole(AriaRole.Button, new() { Name = german ? "Einlassen" : "Admit", Exact = true });
        await PortalFixture.AssertAccessibleAsync(device);
        await admit.ClickAsync();
        var who = dialog.GetByRole(AriaRole.Combobox);
        await Expect(who).ToHaveAttributeAsync("aria-invalid", "true");
        await who.SelectOptionAsync("Admin Person");
        await dialog.GetByLabel("PIN").FillAsync("7391");
        await dialog.GetByLabel(german ? "Grund" : "Reason").FillAsync("Guest of the board");
        await admit.ClickAsync();
        await Expect(dialog.GetByText(german ? "Diese PIN ist nicht richtig." : "This PIN is not right.")).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel(german ? "Grund" : "Reason")).ToHaveValueAsync("Guest of the board");
        await PortalFixture.AssertAccessibleAsync(device);
        await dialog.GetByLabel("PIN").FillAsync(Pin);
        await device.Context.SetOfflineAsync(true);
        await admit.ClickAsync();
        await Expect(dialog.GetByText(german ? "Keine Antwort" : "No answer")).ToBeVisibleAsync();
        await device.Context.SetOfflineAsync(false);
        await dialog.GetByLabel("PIN").FillAsync(Pin);
        await admit.ClickAsync();
        await Expect(Result(device)).ToContainTextAsync(german ? "Willkommen" : "Welcome");
        await Expect(device.GetByRole(AriaRole.Button, new() { Name = german ? "Zurück" : "Undo", Exact = true })).ToBeDisabledAsync();
        var scan = (await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(id), new PageRequest())).Items[0];
        Assert.Equal(("Admin Person", "Guest of the board", "Nord"), (scan.ActorName, scan.OverrideReason, scan.Station));
        var kept = await device.EvaluateAsync<string>("""
            async () => {
              const request = indexedDB.open('station', 1);
              await new Promise((resolve) => (request.onsuccess = resolve));
              const read = (name) => new Promise((resolve) => {
                const all = request.result.transaction(name).objectStore(name).getAll();
                all.onsuccess = () => resolve(all.result);
              });
              return JSON.stringify([await read('values'), await read('entries'), { ...localStorage }]);
            }
            """);
        Assert.DoesNotContain(Pin, kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_with_digits_is_locked_at_its_start_and_by_hand_and_shows_nobody_meanwhile()
    {
        await portal.EventAsync("shut", 4);
        var device = await portal.PageAsync(null, 390, 844);
        await PairAsync(portal, device, "shut", new StationDraft("Nord") { Pin = "4711" });
        await EnterAsync(device, "0001");
        await Expect(Result(device)).ToContainTextAsync("Aydın, Zeynep");
        await device.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await device.GetByRole(AriaRole.Button, new() { Name = "Lock this device" }).ClickAsync();
        var heading = device.GetByRole(AriaRole.Heading, new() { Name = "This device is locked" });
        await Expect(heading).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(device);
        Assert.DoesNotContain("Aydın", await device.Locator("body").InnerTextAsync(), StringComparison.Ordinal);

        var pin = device.GetByLabel("PIN", new() { Exact = true }).First;
        await Expect(pin).ToBeFocusedAsync();
        await pin.FillAsync("1111");
        await pin.PressAsync("Enter");
        await Expect(device.GetByText("This PIN is not right.")).ToBeVisibleAsync();
        await device.Context.SetOfflineAsync(true);
        await pin.FillAsync("4711");
        await pin.PressAsync("Enter");
        await Expect(Field(device)).ToBeFocusedAsync();
        await device.Context.SetOfflineAsync(false);

        await device.ReloadAsync();
        await Expect(heading).ToBeVisibleAsync();
        for (var i = 0; i < 5; i++)
        {
            await pin.FillAsync($"222{i}");
            await pin.PressAsync("Enter");
            await Expect(pin).ToHaveValueAsync("");
            await Expect(device.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        }

        await Expect(device.GetByText("Too many wrong PINs")).ToBeVisibleAsync();
        await device.ReloadAsync();
        await pin.FillAsync("4711");
        await pin.PressAsync("Enter");
        await Expect(device.GetByText("Too many wrong PINs")).ToBeVisibleAsync();
        await Expect(heading).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_an_organiser_locks_says_so_and_sends_what_waited_when_it_is_unlocked()
    {
        var id = await portal.EventAsync("barred", 4);
        var device = await portal.PageAsync(null, 390, 844);
        var station = await PairAsync(portal, device, "barred", new StationDraft("Nord"));
        await EnterAsync(device, "0001");
        await Expect(Result(device)).ToContainTextAsync("Welcome");
        await device.Context.SetOfflineAsync(true);
        await EnterAsync(device, "0002");
        await Expect(Result(device)).ToContainTextAsync("Bergström, Åsa");
        (await portal.Get<StationService>().LockAsync(portal.Owner, station, true)).Required();
        await device.Context.SetOfflineAsync(false);
        await Expect(device.GetByRole(AriaRole.Heading, new() { Name = "Locked by the organiser" })).ToBeVisibleAsync();
        await Expect(device.GetByText("1 scan waits to be sent")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(device);
        Assert.Equal(["0001"], await ScannedAsync(portal, id));
        (await portal.Get<StationService>().LockAsync(portal.Owner, station, false)).Required();
        await Expect(Field(device)).ToBeVisibleAsync();
        await SentAsync(device);
        Assert.Equal(["0001", "0002"], await ScannedAsync(portal, id));
    }

    [Theory, InlineData(768, 1024, "en", ColorScheme.Light), InlineData(1920, 1080, "de", ColorScheme.Dark)]
    public async Task At_a_kiosk_people_find_themselves_by_two_facts_and_nobody_else(int width, int height, string language,
        ColorScheme scheme)
    {
        var (key, german) = ($"kiosk-{language}", language == "de");
        var id = await portal.EventAsync(key, 8);
        var device = await portal.PageAsync(null, width, height, language, scheme);
        await PairAsync(portal, device, key, new StationDraft("Foyer", IsKiosk: true) { Pin = "4711" });
        await Expect(device.GetByRole(AriaRole.Heading, new() { Name = $"Herbst {key}" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(device);
        var field = device.GetByRole(AriaRole.Combobox, new() { Name = german ? "Badge-Nummer" : "Badge number" });
        await field.PressSequentiallyAsync("berg", new() { Delay = 120 });
        await Expect(device.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await field.FillAsync("none");
        await field.PressAsync("Enter");
        await Expect(Result(device)).ToContainTextAsync(german ? "Bitte gehen Sie zum Schalter" : "Please go to the desk");
        await PortalFixture.AssertAccessibleAsync(device);

        await device.GetByRole(AriaRole.Button, new() { Name = german ? "Keinen Code zur Hand?" : "No code at hand?" }).ClickAsync();
        var (last, end) = (device.GetByLabel(german ? "Ihr Nachname" : "Your last name"),
            device.GetByLabel(german ? "Die letzten 3 Zeichen Ihrer Badge-Nummer" : "Last 3 characters of your badge number"));
        var find = device.GetByRole(AriaRole.Button, new() { Name = german ? "Suchen" : "Find me" });
        await last.FillAsync("Bergström");
        await end.FillAsync("003");
        await find.ClickAsync();
        await Expect(device.GetByRole(AriaRole.Alert)).ToContainTextAsync(german ? "Damit konnten wir Sie nicht" : "We could not find");
        await end.FillAsync("002");
        await find.ClickAsync();
        await Expect(device.GetByText(german ? "Sind Sie Åsa B.?" : "Are you Åsa B.?")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(device);
        await device.GetByRole(AriaRole.Button, new() { Name = german ? "Ja, das bin ich" : "Yes, that is me" }).ClickAsync();
        await Expect(Result(device)).ToContainTextAsync("Åsa B.");
        Assert.DoesNotContain("Bergström", await device.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        await PortalFixture.AssertAccessibleAsync(device);
        await Expect(Result(device)).ToContainTextAsync(german ? "Willkommen! Geben Sie" : "Welcome! Enter your");
        await device.GetByRole(AriaRole.Button, new() { Name = german ? "English" : "Deutsch" }).ClickAsync();
        await Expect(Result(device)).ToContainTextAsync(german ? "Welcome! Enter your" : "Willkommen! Geben Sie");
        await Expect(device.Locator("html")).ToHaveAttributeAsync("lang", german ? "en" : "de");
        Assert.Equal(1, (await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new CheckInFilter(id), new PageRequest())).Total);

        var more = device.GetByRole(AriaRole.Button, new() { Name = german ? "Mehr" : "More" });
        await more.ClickAsync();
        await Expect(device.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await more.ClickAsync(new() { Delay = 1500 });
        var pin = device.GetByLabel("PIN", new() { Exact = true }).First;
        await Expect(pin).ToBeFocusedAsync();
        await pin.FillAsync("4711");
        await pin.PressAsync("Enter");
        await Expect(device.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_second_tab_takes_the_station_over_with_what_waits_and_the_first_one_rests()
    {
        var id = await portal.EventAsync("tabs", 4);
        var first = await portal.PageAsync(null, 390, 844);
        await PairAsync(portal, first, "tabs", new StationDraft("Nord"));
        await first.Context.RouteAsync("**/station/api/scans", route => route.AbortAsync());
        await EnterAsync(first, "0001");

        // It waits; the state, which is asked for by itself, may be answered meanwhile.
        await Expect(first.GetByText(new Regex("^(online|offline) · 1$"))).ToBeVisibleAsync();
        var second = await first.Context.NewPageAsync();
        await second.GotoAsync("station");
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "The station is open in another tab" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(second);
        await second.GetByRole(AriaRole.Button, new() { Name = "Use it here" }).ClickAsync();
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "Nord" })).ToBeVisibleAsync();
        await Expect(first.GetByRole(AriaRole.Heading, new() { Name = "The station is open in another tab" })).ToBeVisibleAsync();
        await first.Context.UnrouteAsync("**/station/api/scans");
        await EnterAsync(second, "0002");
        await Expect(Result(second)).ToContainTextAsync("Bergström, Åsa");
        await SentAsync(second);
        Assert.Equal(["0001", "0002"], await ScannedAsync(portal, id));
        await first.GetByRole(AriaRole.Button, new() { Name = "Use it here" }).ClickAsync();
        await Expect(Field(first)).ToBeVisibleAsync();
        await EnterAsync(first, "0003");
        await Expect(Result(first)).ToContainTextAsync("Welcome");
        await SentAsync(first);
        Assert.Equal(["0001", "0002", "0003"], await ScannedAsync(portal, id));
    }

    private async Task ChoosePinAsync()
    {
        var page = await portal.PageAsync(Role.Admin, 390, 844);
        await page.GotoAsync("account/door-pin");
        await page.Field("Current password").FillAsync(PortalFixture.Password);
        await page.Field("New PIN").FillAsync("1234");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the PIN" }).ClickAsync();
        await Expect(page.GetByText("Everybody tries these digits first")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.Field("Current password").FillAsync(PortalFixture.Password);
        await page.Field("New PIN").FillAsync(Pin);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the PIN" }).ClickAsync();
        await Expect(page.GetByText("Your PIN holds from now on.")).ToBeVisibleAsync();
    }
}
