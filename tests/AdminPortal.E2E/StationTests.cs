using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>A station at a door, from its pairing to its end, with and without a network.</summary>
[Collection("doors")]
public sealed class StationTests(DoorFixture portal)
{
    private static readonly string[] Meanwhile = ["0002", "0003", "0004", "0005", "0006", "0007"];

    private static ILocator Result(IPage page) => page.GetByRole(AriaRole.Status, new() { Name = "Result" });

    private static ILocator Field(IPage page) => page.GetByRole(AriaRole.Combobox, new() { Name = "Badge or name" });

    [Fact]
    public async Task An_organiser_pairs_a_device_that_scans_until_it_is_revoked()
    {
        var id = await portal.EventAsync("doors", 8);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/doors/doors");
        await Expect(page.GetByText("No station yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New station" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { NameRegex = new Regex("^Name") }).FillAsync("Nord 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create and show the code" }).ClickAsync();
        var code = await page.GetByText(new Regex("^[A-Z2-9]{4}-[A-Z2-9]{4}$")).TextContentAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("QR code") })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);

        var device = await portal.PageAsync(null, 390, 844);
        await device.GotoAsync("station");
        await Expect(device.GetByLabel("Code")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(device);
        await device.GetByLabel("Code").FillAsync(code!.ToLowerInvariant());
        await device.GetByRole(AriaRole.Button, new() { Name = "Pair this device" }).ClickAsync();
        await Expect(device.GetByRole(AriaRole.Heading, new() { Name = "Nord 1" })).ToBeVisibleAsync();
        await EnterAsync(device, "0001");
        await Expect(Result(device)).ToContainTextAsync("Welcome");
        await Expect(Result(device)).ToContainTextAsync("Aydın, Zeynep");
        await PortalFixture.AssertAccessibleAsync(device);
        await EnterAsync(device, "none");
        await Expect(Result(device)).ToContainTextAsync("Unknown badge");
        await PortalFixture.AssertAccessibleAsync(device);
        Assert.Equal(("0001", "Nord 1"), Assert.Single(await CheckInsAsync(id)));

        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Doors" })).ToContainTextAsync("Online", new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Actions for Nord 1" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Doors" })).ToContainTextAsync("Revoked");
        await Field(device).FillAsync("0002");
        await Field(device).PressAsync("Enter");
        await Expect(device.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 scan waits on this device");
        Assert.Single(await CheckInsAsync(id));
    }

    [Fact]
    public async Task Without_a_network_the_device_decides_and_all_goes_up_once_when_it_is_back()
    {
        var id = await portal.EventAsync("offline", 8);
        var device = await PairAsync("offline", "Nord 2", 390, 480);
        await EnterAsync(device, "0001");
        await Expect(Result(device)).ToContainTextAsync("Welcome");
        await Expect(Result(device)).ToContainTextAsync("Aydın, Zeynep");
        await device.WaitForFunctionAsync("""
            async () => {
              const loaded = [...document.querySelectorAll('script[src], link[rel=stylesheet]')].map((e) => e.src || e.href);
              const parts = [location.pathname, ...loaded];
              return navigator.serviceWorker.controller && (await Promise.all(parts.map((part) => caches.match(part)))).every(Boolean);
            }
            """);

        await device.Context.SetOfflineAsync(true);
        foreach (var badge in Meanwhile)
        {
            await EnterAsync(device, badge);
        }

        await Expect(device.GetByText("offline · 6")).ToBeVisibleAsync();
        await Expect(Result(device)).ToContainTextAsync("Welcome");
        await PortalFixture.AssertAccessibleAsync(device);
        await Task.Delay(3_100); // the same badge is one scan for three seconds
        await EnterAsync(device, "0001");
        await Expect(Result(device)).ToContainTextAsync("Already in");
        Assert.Single(await CheckInsAsync(id));

        await device.ReloadAsync();
        await Expect(device.GetByText("offline · 7")).ToBeVisibleAsync();

        // Meanwhile somebody comes in by another door, and must be found among what the rules would have refused.
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "offline", BadgeNumber = "0002" }))
            .Required();
        await device.Context.SetOfflineAsync(false);
        await Expect(device.GetByText("online", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 45_000 });
        Assert.Equal(["0001", .. Meanwhile], (await CheckInsAsync(id)).Select(row => row.Badge).Order());
        Assert.Equal(1, await portal.Get<CheckInQueries>().ConflictsAsync(portal.Owner, id));

        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/offline/doors");
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at them" }).ClickAsync();
        var open = page.GetByRole(AriaRole.List, new() { Name = "Open" });
        await Expect(open.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(open).ToContainTextAsync("Badge 0002");
        await Expect(open).ToContainTextAsync("Already inside");
        await PortalFixture.AssertAccessibleAsync(page);
        await open.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Done, with a note") }).ClickAsync();
        var note = page.GetByRole(AriaRole.Textbox, new() { NameRegex = new Regex("^Note") });
        await Expect(note).ToBeFocusedAsync();
        await note.PressAsync("Enter");
        await Expect(note).ToHaveAttributeAsync("aria-invalid", "true");
        await note.FillAsync("Came twice, badge shared");
        await PortalFixture.AssertAccessibleAsync(page);
        await open.GetByRole(AriaRole.Button, new() { Name = "Done, with a note", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No open conflicts")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Settled" })).ToContainTextAsync("Came twice, badge shared");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Doors and wall displays" })
            .GetByRole(AriaRole.Link, new() { Name = "Doors" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Doors" })).ToContainTextAsync("Nord 2");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Look at them" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_hand_scanner_needs_no_enter_a_name_is_found_and_the_last_scan_is_taken_back()
    {
        var id = await portal.EventAsync("hands", 8);
        var device = await PairAsync("hands", "Nord 3", 390, 844);
        await Field(device).EvaluateAsync("""
            (field) => {
              field.focus();
              for (const key of '0003') {
                field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
                document.execCommand('insertText', false, key);
              }
            }
            """);
        await Expect(Result(device)).ToContainTextAsync("Welcome");
        await Expect(Result(device)).ToContainTextAsync("D’Angelo, Marco");
        await device.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Result(device)).ToContainTextAsync("Undone");
        Assert.Empty(await CheckInsAsync(id));

        // A scanner on radio stutters after the first character: the rest is another person's badge.
        await Field(device).EvaluateAsync("""
            async (field) => {
              document.execCommand('insertText', false, 'X');
              await new Promise((then) => setTimeout(then, 90));
              for (const key of '0003') document.execCommand('insertText', false, key);
              field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
            }
            """);
        await Expect(Result(device)).ToContainTextAsync("X0003");
        Assert.Empty(await CheckInsAsync(id));

        await Field(device).PressSequentiallyAsync("ayd", new() { Delay = 120 });
        await Expect(device.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await Field(device).PressAsync("ArrowDown");
        await Field(device).PressAsync("Enter");
        await Expect(Result(device)).ToContainTextAsync("Welcome");
        Assert.Equal("0001", Assert.Single(await CheckInsAsync(id)).Badge);
    }

    [Fact]
    public async Task The_camera_reads_a_badge_once_as_long_as_it_is_held_before_it()
    {
        var id = await portal.EventAsync("camera", 4);
        await FilmAsync("camera", "0002", async device =>
        {
            await Expect(Result(device)).ToContainTextAsync("Welcome", new() { Timeout = 45_000 });
            await Expect(Result(device)).ToContainTextAsync("Bergström, Åsa");
            await Task.Delay(4_000); // it is held there
            await Expect(device.GetByText("Too dark to read")).ToBeHiddenAsync();
            await PortalFixture.AssertAccessibleAsync(device);
        });
        Assert.Equal("0002", Assert.Single(await CheckInsAsync(id)).Badge);
        Assert.Single((await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(id), new PageRequest())).Items);
    }

    [Fact]
    public async Task A_poster_before_the_camera_is_refused_once_and_poor_light_is_told()
    {
        var id = await portal.EventAsync("poster", 4);
        await FilmAsync("poster", "somebody's poster", async device =>
        {
            await Expect(Result(device)).ToContainTextAsync("Unknown badge", new() { Timeout = 45_000 });
            await Expect(device.GetByText("Too dark to read")).ToBeVisibleAsync();
            await PortalFixture.AssertAccessibleAsync(device);
            await Task.Delay(4_000); // it hangs there
        }, light: 45);
        Assert.Single((await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(id), new PageRequest())).Items);
    }

    /// <summary>Opens the camera of a device that sees a film of a code.</summary>
    private async Task FilmAsync(string key, string text, Func<IPage, Task> look, byte light = 235)
    {
        var film = Path.Combine(Path.GetTempPath(), $"adminportal-{Guid.NewGuid():N}.y4m");
        QrFilm.Write(film, text, light);
        try
        {
            await using var browser = await portal.LaunchAsync("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                $"--use-file-for-fake-video-capture={film}");
            var context = await browser.NewContextAsync(new()
            {
                BaseURL = portal.Url,
                ViewportSize = new() { Width = 390, Height = 844 },
                Permissions = ["camera"],
            });
            var device = await PairAsync(key, "Nord 4", await context.NewPageAsync());
            await device.GetByRole(AriaRole.Button, new() { Name = "Scan" }).ClickAsync();
            await look(device);
            await device.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        }
        finally
        {
            File.Delete(film);
        }
    }

    private static async Task EnterAsync(IPage page, string badge)
    {
        await Field(page).FillAsync(badge);
        await Field(page).PressAsync("Enter");
        await Expect(Field(page)).ToHaveValueAsync("");
    }

    private async Task<IPage> PairAsync(string key, string name, int width, int height) =>
        await PairAsync(key, name, await portal.PageAsync(null, width, height));

    private async Task<IPage> PairAsync(string key, string name, IPage device)
    {
        var happening = (await portal.Get<EventQueries>().FindAsync(portal.Owner, key))!;
        var code = (await portal.Get<StationService>().CreateAsync(portal.Owner, happening.Id, new StationDraft(name))).Required();
        await device.GotoAsync($"station#{code.Code}");
        await Expect(device.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        await Expect(device.GetByText("online", new() { Exact = true })).ToBeVisibleAsync();
        return device;
    }

    private async Task<List<(string? Badge, string? Station)>> CheckInsAsync(long id) =>
        [.. (await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new CheckInFilter(id), new PageRequest()))
            .Items.Select(row => (row.BadgeNumber, row.Station))];
}
