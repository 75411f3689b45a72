using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>A door whose network is cut: what is entered meanwhile waits in the browser, is said to wait, and is recorded once.</summary>
[Collection("portal")]
public sealed class DoorTests(PortalFixture portal)
{
    private static readonly string[] Meanwhile = ["0002", "0003", "0004", "0005", "0006", "0007"];

    private static ILocator Result(IPage page) => page.Locator(".door-result");

    private static ILocator Waiting(IPage page) => page.Locator("#door-waiting");

    [Theory, InlineData(390, 844, "en", "6 entries wait here"), InlineData(1366, 900, "de", "6 Eingaben warten hier")]
    public async Task Badges_entered_while_the_network_is_cut_are_recorded_when_it_is_back(int width, int height, string language,
        string words)
    {
        var key = $"cut-{width}";
        var id = await portal.EventAsync(key, 8, ReEntry.Always);
        var page = await portal.PageAsync(Role.Steward, width, height, language);
        var network = new Network(page);
        await network.WatchAsync();
        await OpenAsync(page, key);
        await EnterAsync(page, "0001");
        await Expect(Result(page)).ToContainTextAsync("Aydın, Zeynep");
        await Expect(Waiting(page)).ToBeHiddenAsync();

        await network.CutAsync();
        foreach (var badge in Meanwhile)
        {
            await EnterAsync(page, badge);
        }

        await Expect(Waiting(page)).ToContainTextAsync(words);
        await Expect(Result(page)).ToHaveClassAsync(new Regex("door-old"));
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.Equal(["0001"], await RecordedAsync(id));

        await network.MendAsync();
        await Expect(Waiting(page)).ToBeHiddenAsync(new() { Timeout = 45_000 });
        await Expect(Result(page)).Not.ToHaveClassAsync(new Regex("door-old"));
        Assert.Equal(["0001", .. Meanwhile], await RecordedAsync(id));
        var last = (await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new CheckInFilter(id), new PageRequest()))
            .Items.First(row => row.BadgeNumber == "0002");
        Assert.NotEqual(last.CheckedInAt, last.ReceivedAt);
    }

    [Fact]
    public async Task Badges_outlive_the_page_that_could_not_send_them()
    {
        var id = await portal.EventAsync("closed", 8, ReEntry.Always);
        var page = await portal.PageAsync(Role.Steward);
        var network = new Network(page);
        await network.WatchAsync();
        await OpenAsync(page, "closed");
        await network.CutAsync();
        await EnterAsync(page, "0002");
        await EnterAsync(page, "0003");
        await Expect(Waiting(page)).ToContainTextAsync("2 entries wait here");
        await page.CloseAsync();
        await page.Context.SetOfflineAsync(false);
        var next = await page.Context.NewPageAsync();
        await OpenAsync(next, "closed");
        await Expect(Result(next)).ToContainTextAsync("D’Angelo, Marco");
        Assert.Equal(["0002", "0003"], await RecordedAsync(id));
        await next.ReloadAsync();
        await OpenAsync(next, "closed");
        await EnterAsync(next, "0004");
        await Expect(Result(next)).ToContainTextAsync("Fischer, Jörg");
        Assert.Equal(["0002", "0003", "0004"], await RecordedAsync(id));
    }

    private static async Task OpenAsync(IPage page, string key)
    {
        await page.GotoAsync($"events/{key}/check-in");
        await Expect(page.Locator("#badge")).ToBeFocusedAsync();
    }

    private static async Task EnterAsync(IPage page, string badge)
    {
        await page.Locator("#badge").FillAsync(badge);
        await page.Locator("#badge").PressAsync("Enter");
        await Expect(page.Locator("#badge")).ToHaveValueAsync("");
    }

    private async Task<List<string?>> RecordedAsync(long id) =>
        [.. (await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(id), new PageRequest()))
            .Items.Select(scan => scan.BadgeNumber).Order(StringComparer.Ordinal)];

    /// <summary>The network between a page and the portal.</summary>
    private sealed class Network(IPage page)
    {
        private readonly List<IWebSocketRoute> open = [];

        private bool cut;

        public Task WatchAsync() => page.RouteWebSocketAsync(new Regex("_blazor"), async socket =>
        {
            if (cut)
            {
                await socket.CloseAsync();
                return;
            }

            open.Add(socket);
            socket.ConnectToServer();
        });

        public async Task CutAsync()
        {
            cut = true;
            await page.Context.SetOfflineAsync(true);
            foreach (var socket in open)
            {
                await socket.CloseAsync();
            }

            open.Clear();
        }

        public async Task MendAsync()
        {
            cut = false;
            await page.Context.SetOfflineAsync(false);
        }
    }
}
