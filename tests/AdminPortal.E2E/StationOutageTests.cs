using System.Diagnostics;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>
/// Three stations without a network for ten minutes: 500 scans, 20 of them of people who came in by another door meanwhile. One browser is
/// killed, one clock is three hours ahead, and the portal dies while the scans go up.
/// </summary>
[Collection("doors")]
public sealed class StationOutageTests(DoorFixture portal)
{
    private const int People = 480;

    private const int Twice = 20;

    private static readonly TimeSpan Cut = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task After_ten_minutes_without_network_all_scans_are_there_once_and_the_double_entries_are_the_conflicts()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-outage").FullName;
        var profile = Directory.CreateTempSubdirectory("adminportal-profile").FullName;
        var port = Restartable.FreePort();
        var (owner, codes) = await PrepareAsync(folder, port);
        var began = DateTime.UtcNow;
        IPage killed, ahead, steady;
        using (await PortalProcess.StartAsync(folder, port))
        {
            killed = await PairAsync(await (await portal.LaunchPersistentAsync(profile)).NewPageAsync(), port, codes[0]);
            ahead = await portal.PageAsync(null, 390, 844);
            await ahead.Clock.InstallAsync(new() { TimeDate = DateTime.UtcNow.AddHours(3) });
            await PairAsync(ahead, port, codes[1]);
            steady = await portal.PageAsync(null, 390, 844);
            await steady.Clock.InstallAsync();
            await PairAsync(steady, port, codes[2]);
            await Task.WhenAll(new[] { killed, ahead, steady }.Select(device => device.Context.SetOfflineAsync(true)));
            await Task.WhenAll(
                ScanAsync(killed, Enumerable.Range(100, 160)), ScanAsync(ahead, Enumerable.Range(260, 160)),
                ScanAsync(steady, Enumerable.Range(420, 160).Concat(Enumerable.Range(100, Twice))));

            // Its battery is empty: what it has admitted stands on its disk.
            Kill(profile);
            killed = await (await portal.LaunchPersistentAsync(profile, offline: true)).NewPageAsync();
            await killed.GotoAsync($"http://localhost:{port}/station");
            await Expect(killed.GetByText("offline · 160")).ToBeVisibleAsync();
            await Task.WhenAll(ahead.Clock.FastForwardAsync((long)Cut.TotalMilliseconds),
                steady.Clock.FastForwardAsync((long)Cut.TotalMilliseconds));

            // The one whose people came first goes up first; the portal dies meanwhile.
            await killed.Context.SetOfflineAsync(false);
            await Expect(killed.GetByText("offline · 160")).ToBeHiddenAsync(new() { Timeout = 45_000 });
        }

        await Expect(killed.GetByText("offline", new() { Exact = false }).First).ToBeVisibleAsync(new() { Timeout = 45_000 });
        using (await PortalProcess.StartAsync(folder, port))
        {
            await EmptyAsync(killed);
            await Task.WhenAll(ahead.Context.SetOfflineAsync(false), steady.Context.SetOfflineAsync(false));
            await Task.WhenAll(EmptyAsync(ahead), EmptyAsync(steady));
        }

        await killed.Context.CloseAsync();
        await using var after = new Restartable(folder, port);
        after.StartServer();
        var fair = (await after.Get<EventQueries>().FindAsync(owner, "fair"))!;
        var stats = (await after.Get<CheckInStatsQueries>().FindAsync(owner, "fair"))!;
        Assert.Equal((People, People, People, Twice), (stats.CheckIns, stats.CheckedInNow, stats.PeopleInside, stats.OpenConflicts));
        Assert.Equal(["Nord 1", "Nord 2", "Nord 3"], stats.ByStation.Select(s => s.Station));
        Assert.All(stats.ByStation, station => Assert.Equal(160, station.CheckIns));
        var conflicts = await after.Get<ConflictQueries>().OpenAsync(owner, fair.Id, new PageRequest(1, 100));
        Assert.Equal(Enumerable.Range(100, Twice).Select(number => $"{number}"), conflicts.Items.Select(row => row.BadgeNumber!).Order());
        Assert.All(conflicts.Items, row => Assert.Equal(("already_checked_in", "Nord 3", "Nord 1"),
            (row.Code, row.Station, row.Stay!.Station)));
        var log = await after.Get<CheckInQueries>().ScansAsync(owner, new ScanFilter(fair.Id), new PageRequest());
        Assert.Equal(People + Twice, log.Total);
        var records = await after.Get<CheckInQueries>().ListAsync(owner, new CheckInFilter(fair.Id), new PageRequest(1, 500));
        Assert.All(records.Items, row => Assert.InRange(row.CheckedInAt, began - Cut - TimeSpan.FromMinutes(1), DateTime.UtcNow));
        await foreach (var finding in after.Get<VerificationService>().RunAsync())
        {
            Assert.Fail(finding.ToString());
        }
    }

    private static async Task<(Actor Owner, string[] Codes)> PrepareAsync(string folder, int port)
    {
        await using var before = new Restartable(folder, port);
        var (owner, _) = await before.PrepareAsync();
        await before.CrowdAsync(owner, People);
        var fair = (await before.Get<EventQueries>().FindAsync(owner, "fair"))!.Id;
        var codes = new List<string>();
        foreach (var name in new[] { "Nord 1", "Nord 2", "Nord 3" })
        {
            codes.Add((await before.Get<StationService>().CreateAsync(owner, fair, new StationDraft(name))).Required().Code);
        }

        return (owner, [.. codes]);
    }

    private static async Task<IPage> PairAsync(IPage device, int port, string code)
    {
        await device.GotoAsync($"http://localhost:{port}/station#{code}");
        await Expect(device.GetByText("online", new() { Exact = true })).ToBeVisibleAsync();

        // The copy is there when names are found, and the page starts without a network when all of it is kept.
        await Field(device).PressSequentiallyAsync("muster 10", new() { Delay = 130 });
        await Expect(device.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await Field(device).FillAsync("");
        await device.WaitForFunctionAsync("""
            async () => {
              const loaded = [...document.querySelectorAll('script[src], link[rel=stylesheet]')].map((e) => e.src || e.href);
              const parts = [location.pathname, ...loaded];
              return navigator.serviceWorker.controller && (await Promise.all(parts.map((part) => caches.match(part)))).every(Boolean);
            }
            """);
        return device;
    }

    private static ILocator Field(IPage page) => page.GetByRole(AriaRole.Combobox, new() { Name = "Badge or name" });

    /// <summary>As fast as a person can who has ten hands.</summary>
    private static async Task ScanAsync(IPage device, IEnumerable<int> badges)
    {
        var count = 0;
        foreach (var badge in badges)
        {
            await Field(device).FillAsync($"{badge}");
            await Field(device).PressAsync("Enter");
            await Expect(Field(device)).ToHaveValueAsync("");
            count++;
        }

        await Expect(device.GetByText($"offline · {count}")).ToBeVisibleAsync();
    }

    private static Task EmptyAsync(IPage device) =>
        Expect(device.GetByText("online", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 90_000 });

    /// <summary>Ends every process of a browser at once, as when the battery is empty.</summary>
    private static void Kill(string profile)
    {
        var own = Process.GetProcesses().Where(process =>
        {
            var told = $"/proc/{process.Id}/cmdline";
            return File.Exists(told) && File.ReadAllText(told).Contains(profile, StringComparison.Ordinal);
        }).ToList();
        Assert.NotEmpty(own);
        own.ForEach(process => process.Kill());
        own.ForEach(process => process.WaitForExit());
    }
}
