using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using AdminPortal.Bench.Whole;
using Microsoft.Playwright;

namespace AdminPortal.Bench;

/// <summary>
/// What pages weigh in a real Chromium on a line with 300 ms to and fro and 200 kB a second: the sign-in with nothing in the browser's
/// store, the list of participants of 2,000 on the first visit and on the next one, the page after it, and its longest page; and the memory
/// of the windows that show it.
/// </summary>
internal static class PageScenario
{
    private const double Times = 0.0625;

    private const int Windows = 25;

    private const string List = $"events/{BenchData.EventKey}/participants";

    public static async Task RunAsync()
    {
        using var data = await BenchData.MakeAsync(Times);
        await using var portal = await ServerProcess.PortalAsync(data.Folder);
        Console.WriteLine($"{"",-48} {"kB",8} {"requests",9} {"complete ms",12}");
        await BrowseAsync($"http://127.0.0.1:{portal.Port}/");
        await using var first = await CircuitCrowd.OpenAsync(portal.Port, List, 1);
        await Task.Delay(TimeSpan.FromSeconds(5));
        var before = portal.Memory;
        await using var crowd = await CircuitCrowd.OpenAsync(portal.Port, List, Windows);
        await Task.Delay(TimeSpan.FromSeconds(5));
        Console.WriteLine($"{"memory of a window on it",-48} {(portal.Memory - before) / 1e3 / Windows,8:N0}");
    }

    private static async Task BrowseAsync(string portal)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("PORTAL_CHROMIUM"),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        });
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = portal,
            ViewportSize = new ViewportSize { Width = 1366, Height = 768 },
            Locale = "en-GB",
        });
        var page = await context.NewPageAsync();
        var line = await SlowLine.OfAsync(page);
        await line.MeasureAsync("sign-in, nothing stored", () => page.GotoAsync("account/sign-in"));
        await line.MeasureAsync("the start page after it", async () =>
        {
            await page.GetByLabel("E-mail").FillAsync(BenchData.Owner);
            await page.GetByLabel("Password").FillAsync(BenchData.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
            await page.WaitForURLAsync(portal);
        });
        await line.MeasureAsync("participants, opened by their address", () => page.GotoAsync(List));
        await line.MeasureAsync("participants, opened again", () => page.GotoAsync(List));
        await line.MeasureAsync("the next page", () => page.GetByLabel("Page 2", new() { Exact = true }).ClickAsync(), "page=2");
        await line.MeasureAsync("100 rows, opened by their address", () => page.GotoAsync($"{List}?size=100"), "size=100");
    }

    /// <summary>A page on a slow line, and what goes over it.</summary>
    private sealed class SlowLine(IPage page)
    {
        private static readonly LocatorAssertionsToHaveCountOptions Patience = new() { Timeout = 60_000 };

        private long bytes;

        private int requests;

        public static async Task<SlowLine> OfAsync(IPage page)
        {
            var line = new SlowLine(page);
            var tools = await page.Context.NewCDPSessionAsync(page);
            await tools.SendAsync("Network.enable");
            tools.Event("Network.loadingFinished").OnEvent += (_, told) => line.Took(told, "encodedDataLength");
            tools.Event("Network.webSocketFrameReceived").OnEvent += (_, told) =>
                Interlocked.Add(ref line.bytes, Payload(told!.Value.GetProperty("response").GetProperty("payloadData").GetString()!));
            await tools.SendAsync("Network.emulateNetworkConditions", new()
            {
                ["offline"] = false,
                ["latency"] = 300,
                ["downloadThroughput"] = 200_000,
                ["uploadThroughput"] = 200_000,
            });
            return line;
        }

        /// <summary>Does something, and waits until the page stands complete.</summary>
        public async Task MeasureAsync(string name, Func<Task> action, string? address = null)
        {
            (bytes, requests) = (0, 0);
            var began = Stopwatch.GetTimestamp();
            await action();
            if (address is not null)
            {
                await page.WaitForURLAsync(new Regex(Regex.Escape(address)));
            }

            await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Status, new() { NameRegex = new("^Loading") })).ToHaveCountAsync(0, Patience);
            await Assertions.Expect(page.Locator(".list.loading")).ToHaveCountAsync(0, Patience);
            var took = Stopwatch.GetElapsedTime(began);
            Console.WriteLine($"{name,-48} {bytes / 1e3,8:N0} {requests,9:N0} {took.TotalMilliseconds,12:N0}");
        }

        /// <summary>Frames of a circuit are binary and told in base 64.</summary>
        private static long Payload(string told) => told.Length * 3L / 4;

        private void Took(JsonElement? told, string property)
        {
            Interlocked.Increment(ref requests);
            Interlocked.Add(ref bytes, (long)told!.Value.GetProperty(property).GetDouble());
        }
    }
}
