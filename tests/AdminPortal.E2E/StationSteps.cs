using System.Diagnostics;
using System.Text.RegularExpressions;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>What tests do at a station.</summary>
internal static class StationSteps
{
    private const string IsEmpty = """
        () => new Promise((resolve) => {
          if (Object.keys(localStorage).some((key) => key.startsWith('station:entry:'))) return resolve(false);
          const request = indexedDB.open('station', 1);
          request.onsuccess = () => {
            const all = request.result.transaction('entries').objectStore('entries').count();
            all.onsuccess = () => {
              request.result.close();
              resolve(all.result === 0);
            };
          };
        })
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>Where the answer stands.</summary>
    public static ILocator Result(IPage page) => page.GetByRole(AriaRole.Status, new() { NameRegex = new("^(Result|Ergebnis)$") });

    /// <summary>Where badges and names are typed.</summary>
    public static ILocator Field(IPage page) => page.GetByRole(AriaRole.Combobox, new() { NameRegex = new("^Badge (or name|oder Name)$") });

    /// <summary>Opens the station of whoever is signed in, by the address that people have kept.</summary>
    public static async Task OpenAsync(IPage page, string key)
    {
        await page.GotoAsync($"events/{key}/check-in");
        await Expect(Field(page)).ToBeFocusedAsync();
        await Expect(page.Marked("#line[data-state=online]")).ToBeVisibleAsync();
    }

    /// <summary>Pairs a device with a new station; the page is the station then.</summary>
    public static async Task<long> PairAsync(PortalFixture portal, IPage device, string key, StationDraft draft)
    {
        var happening = (await portal.Get<EventQueries>().FindAsync(portal.Owner, key))!;
        var code = (await portal.Get<StationService>().CreateAsync(portal.Owner, happening.Id, draft)).Required();
        await device.GotoAsync($"station#{code.Code}");
        await Expect(device.Locator("body[data-state=paired]")).ToBeVisibleAsync();
        await Expect(device.Marked("#line[data-state=online]")).ToBeAttachedAsync();
        return code.Id;
    }

    /// <summary>Types a badge and Enter.</summary>
    public static async Task EnterAsync(IPage page, string badge)
    {
        await Field(page).FillAsync(badge);
        await Field(page).PressAsync("Enter");
        await Expect(Field(page)).ToHaveValueAsync("");
    }

    /// <summary>Waits until the latest scan is answered and nothing waits on the device any more.</summary>
    public static async Task SentAsync(IPage page)
    {
        await Expect(page.Marked("#result:not([data-kind=wait])")).ToBeAttachedAsync();
        await Expect(page.Marked("#line[data-state=online]")).ToHaveTextAsync(new Regex("^[a-z]+$"), new() { Timeout = 45_000 });
        for (var began = Stopwatch.GetTimestamp(); !await page.EvaluateAsync<bool>(IsEmpty); await Task.Delay(100))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "Scans still wait on the device.");
        }
    }

    /// <summary>The badges of an event's scan log, in order.</summary>
    public static async Task<List<string?>> ScannedAsync(PortalFixture portal, long id) =>
        [.. (await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(id), new PageRequest()))
            .Items.Select(scan => scan.BadgeNumber).Order(StringComparer.Ordinal)];
}
