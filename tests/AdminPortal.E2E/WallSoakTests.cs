using System.Globalization;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Live.Walls;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>
/// Hours of a wall in fast motion: one picture for every three seconds of it, all different, straight to the script that draws them. A
/// quarter of an hour by default; <c>PORTAL_WALL_PICTURES=14400</c> is twelve hours.
/// </summary>
[Collection("doors")]
public sealed class WallSoakTests(DoorFixture portal, ITestOutputHelper output)
{
    private static readonly int Pictures = int.Parse(Environment.GetEnvironmentVariable("PORTAL_WALL_PICTURES") ?? "300",
        CultureInfo.InvariantCulture);

    private const string Source = """
        window.EventSource = class extends EventTarget {
          constructor() { super(); window.feed = (name, data) => this.dispatchEvent(new MessageEvent(name, { data })); }
          close() {}
        };
        """;

    private const string Feed = """
        async (count) => {
          const first = JSON.parse(document.body.dataset.board);
          for (let i = 0; i < count; i++) {
            const at = Date.now() + i * 3000;
            const line = Array.from({ length: 150 }, (_, n) => [at - (150 - n) * 60000, (i * 7 + n * 13) % 90]);
            const stations = Array.from({ length: 4 + i % 9 }, (_, n) => ({ name: `Tor ${(i + n) % 40}`, checkIns: i + 100 - n,
              rate: (i + n) % 12, seconds: 5, seen: Date.now(), slow: i % 3 === 0, silent: false }));
            const welcome = Array.from({ length: i % 8 }, (_, n) => ({ name: `Zeynep ${i + n}`, station: 'Tor 1' }));
            window.feed('board', JSON.stringify({ ...first, inside: i % 15000, people: i % 15000, arrived: i, expected: 20000,
              checkIns: i + 1, series: line, plan: line, forecast: line.slice(100), stations, welcome }));
            window.feed('age', '120');
            if (i % 100 === 0) await new Promise((then) => setTimeout(then));
          }
        }
        """;

    [Theory, InlineData(WallLayout.Hall), InlineData(WallLayout.Queue)]
    public async Task Hours_of_pictures_leave_the_browser_as_large_as_it_was(WallLayout layout)
    {
        var key = $"wall-soak-{layout}".ToLowerInvariant();
        var id = await portal.EventAsync(key, 1);
        var draft = new WallDraft("Soak", true) { Layout = layout };
        var wall = (await portal.Get<WallService>().CreateAsync(portal.Owner, id, draft)).Required();
        var screen = await portal.PageAsync(null, 1920, 1080);
        await screen.AddInitScriptAsync(Source);
        await screen.GotoAsync($"wall/{wall.Token}");
        await Expect(screen.Locator("body")).ToHaveAttributeAsync("data-board", new Regex("inside"));
        var tools = await screen.Context.NewCDPSessionAsync(screen);
        await screen.EvaluateAsync(Feed, 500);
        var before = await SizeAsync();
        await screen.EvaluateAsync(Feed, Pictures);
        var after = await SizeAsync();
        output.WriteLine($"{layout}: {Pictures} pictures, heap {before.Heap / 1e6:0.00} to {after.Heap / 1e6:0.00} MB, "
            + $"nodes {before.Nodes} to {after.Nodes}, listeners {before.Listeners} to {after.Listeners}");
        Assert.InRange(after.Heap, 0, before.Heap + 1_500_000);
        Assert.InRange(after.Nodes, 0, before.Nodes + 200);
        Assert.InRange(after.Listeners, 0, before.Listeners + 10);

        async Task<(double Heap, int Nodes, int Listeners)> SizeAsync()
        {
            await tools.SendAsync("HeapProfiler.collectGarbage");
            var heap = (await tools.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
            var counted = (await tools.SendAsync("Memory.getDOMCounters"))!.Value;
            return (heap, counted.GetProperty("nodes").GetInt32(), counted.GetProperty("jsEventListeners").GetInt32());
        }
    }
}
