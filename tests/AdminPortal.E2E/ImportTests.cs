using System.Text;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Imports with refused rows, and the way back.</summary>
[Collection("portal")]
public sealed class ImportTests(PortalFixture portal)
{
    private static ILocator Rows(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static Task ChooseAsync(IPage page, string name, byte[] content) =>
        PortalFixture.ChooseFileAsync(page, name, content);

    [Theory]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    public async Task Refused_rows_are_downloaded_mended_and_imported_and_the_import_is_undone(int width, ColorScheme scheme)
    {
        var key = $"mend{width}";
        await portal.EventAsync(key, 0);
        var page = await portal.PageAsync(Role.Organiser, width, 800, "en", scheme);
        await page.GotoAsync($"events/{key}/participants/import");
        var file =
            $"customer_number,last_name,email,phone,bib\nM{width}-1,Großmann,ida@example.org,+49 40 1,{key}1\nM{width}-2," +
                $"{new string('x', 150)},nowhere,+49 40 2,{key}2\n";
        await ChooseAsync(page, "people.csv", Encoding.UTF8.GetBytes(file));
        await Button(page, "Check all rows").ClickAsync();
        await Expect(page.GetByText("This is not an e-mail address.")).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        await Button(page, "Import only the good rows (1)").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "What this import did" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Großmann Participant" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        var download = await page.RunAndWaitForDownloadAsync(() => Button(page, "Download the refused rows").ClickAsync());
        var refused = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Equal($"refused people.csv", download.SuggestedFilename);
        Assert.Contains("This is not an e-mail address.", refused, StringComparison.Ordinal);

        await page.GotoAsync($"events/{key}/participants/import");
        await ChooseAsync(page, "mended.csv",
            Encoding.UTF8.GetBytes(refused.Replace("nowhere", "emre@example.org", StringComparison.Ordinal)));
        await Button(page, "Check all rows").ClickAsync();
        await Button(page, "Import rows (1)").ClickAsync();
        await Expect(page.GetByText("Imported rows: 1.")).ToBeVisibleAsync();
        await page.GotoAsync($"events/{key}/participants");
        await Expect(Rows(page)).ToHaveCountAsync(2);

        await page.GotoAsync("imports");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Imports" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        await Rows(page).Filter(new() { HasText = $"Herbst {key}" })
            .GetByRole(AriaRole.Link, new() { Name = "mended.csv" }).ClickAsync();
        await Button(page, "Undo this import").ClickAsync();
        await Button(page, "Undo the import").ClickAsync();
        await Expect(page.GetByText("Everything it had done was taken back.")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GotoAsync($"events/{key}/participants");
        await Expect(Rows(page)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_pages_speak_german()
    {
        var page = await portal.PageAsync(Role.Organiser, 360, 800, "de", ColorScheme.Dark);
        await page.GotoAsync("imports");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Importe" })).ToBeVisibleAsync();
        await Expect(page.Locator("main .card").First).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GotoAsync("imports/999999999");
        await Expect(page.GetByText("Diesen Import gibt es hier nicht")).ToBeVisibleAsync();
    }
}
