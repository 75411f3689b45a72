using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Views of a list under a name: kept, shared, opened by somebody else, removed and brought back.</summary>
[Collection("portal")]
public sealed class ViewTests(PortalFixture portal)
{
    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    private static ILocator Item(IPage page, string name) => page.GetByRole(AriaRole.Menuitemradio, new() { Name = name });

    [Theory, InlineData(1440, ColorScheme.Light), InlineData(360, ColorScheme.Dark)]
    public async Task A_shared_view_opens_as_it_was_kept_and_its_removal_is_taken_back(int width, ColorScheme scheme)
    {
        var name = $"Harbour {width}";
        var page = await portal.PageAsync(Role.Organiser, width, scheme: scheme);
        await page.GotoAsync("contacts?search=Hafenlogistik&sort=company&order=desc");
        await PortalFixture.DrawnAsync(page);
        await SaveAsync(page, name);
        await Expect(PortalFixture.Messages(page)).ToContainTextAsync($"View “{name}” saved.");

        var other = await portal.PageAsync(Role.Admin, width, scheme: scheme);
        await other.GotoAsync("contacts");
        await PortalFixture.DrawnAsync(other);
        await Button(other, "Views").ClickAsync();
        await Expect(Item(other, name)).ToHaveAttributeAsync("aria-checked", "false");
        await Item(other, name).ClickAsync();
        await Expect(other).ToHaveURLAsync(new Regex("search=Hafenlogistik&sort=company&order=desc$"));

        await Button(page, "Views").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Save and manage views" }).ClickAsync();
        await Button(page, $"Remove view “{name}”").ClickAsync();
        await Expect(Button(page, $"Remove view “{name}”")).ToHaveCountAsync(0);
        await Button(page, "Cancel").ClickAsync();
        await PortalFixture.Messages(page).Filter(new() { HasText = "removed" }).GetByRole(AriaRole.Button, new() { Name = "Undo" })
            .ClickAsync();
        await page.GotoAsync("contacts");
        await PortalFixture.DrawnAsync(page);
        await Button(page, "Views").ClickAsync();
        await Expect(Item(page, name)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_steward_keeps_views_of_the_scan_log_and_has_no_file_of_it()
    {
        var page = await portal.PageAsync(Role.Steward, 360, language: "en");
        await page.GotoAsync("events/congress/scans?result=refused&size=50");
        await PortalFixture.DrawnAsync(page);
        await Expect(Button(page, "Export")).ToHaveCountAsync(0);
        await SaveAsync(page, "Refused ones");
        await Expect(PortalFixture.Messages(page)).ToContainTextAsync("View “Refused ones” saved.");
        await page.GotoAsync("events/congress/scans?result=admitted");
        await PortalFixture.DrawnAsync(page);
        await Button(page, "Views").ClickAsync();
        await Item(page, "Refused ones").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("scans\\?result=refused&size=50$"));
    }

    private static async Task SaveAsync(IPage page, string name)
    {
        await Button(page, "Views").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Save and manage views" }).ClickAsync();
        var field = page.GetByRole(AriaRole.Textbox, new() { Name = "Name of the view" });
        // The menu that led here gives the focus back to its button, and the question takes it again.
        await Expect(page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
        await Expect(field).ToBeFocusedAsync();
        await Button(page, "Save view").ClickAsync();
        await Expect(page.GetByText("This field is required.")).ToBeVisibleAsync();
        await field.FillAsync(name);
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^Share with") }).CheckAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await field.PressAsync("Control+Enter");
    }
}
