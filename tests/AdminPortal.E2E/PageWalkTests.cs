using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>
/// Every page that the navigation and the organisation's page lead to keeps the content policy, says nothing in the browser's console and
/// is accessible, in both themes: the dark one changes colours alone, and is asked about those.
/// One page is loaded for each role: from there the walk goes on as a person would, without loading again.
/// </summary>
[Collection("portal")]
public sealed class PageWalkTests(PortalFixture portal)
{
    [Theory]
    [InlineData(Role.Owner, "en", "participants", 30)]
    [InlineData(Role.Steward, "de", "participants", 8)]
    [InlineData(Role.Viewer, "de", "overview", 7)]
    public async Task Every_page_of_the_navigation_keeps_the_content_policy_and_is_accessible_in_both_themes(Role role, string language,
        string from, int atLeast)
    {
        var page = await portal.PageAsync(role, 1366, 900, language);
        var said = await ListenAsync(page);
        await page.GotoAsync($"events/congress/{from}");
        await PortalFixture.DrawnAsync(page);
        var navigation = page.GetByRole(AriaRole.Navigation, new() { NameRegex = new("^Navigation$") });
        List<string> addresses = [.. await AddressesAsync(navigation)];
        foreach (var (gathering, first) in new[]
        {
            ("events/congress/check-ins", "^Scan"), ("events/congress/settings", "^Removed here"), ("organisation", "^Users"),
            ("events/congress/participants", "^Badges"),
        }.Where(page => addresses.Contains(page.Item1) && (role == Role.Owner || page.Item1 != "events/congress/participants")).ToList())
        {
            await page.EvaluateAsync("address => Blazor.navigateTo(address)", gathering);
            await Expect(page).ToHaveURLAsync(portal.Url + gathering);
            var main = page.GetByRole(AriaRole.Main);
            await Expect(main.GetByRole(AriaRole.Link, new() { NameRegex = new(first) })).ToBeVisibleAsync();
            var pages = gathering == "organisation" ? main : main.GetByRole(AriaRole.Navigation).First;
            addresses.AddRange((await AddressesAsync(pages)).Except(addresses));
        }

        Assert.True(addresses.Count >= atLeast, $"{role} is led to {string.Join(", ", addresses)}");
        foreach (var address in addresses.Where(address => !address.StartsWith("station/", StringComparison.Ordinal)))
        {
            await page.EvaluateAsync("address => Blazor.navigateTo(address)", address);
            await Expect(page).ToHaveURLAsync(new Uri(new Uri(portal.Url), address).ToString());
            await PortalFixture.DrawnAsync(page);
            await AssertAsync(page, said, address, "light");
            await AssertAsync(page, said, address, "dark");
        }

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Account|Konto)$") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Menu).GetByRole(AriaRole.Menuitem).First).ToBeVisibleAsync();
        await AssertAsync(page, said, "the account's menu", "dark");
        await AssertAsync(page, said, "the account's menu", "light");
    }

    [Fact]
    public async Task A_question_and_a_menu_take_the_focus_and_give_it_back()
    {
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("events/congress/settings");
        // The page gives its heading the focus once it is there.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        var delete = page.GetByRole(AriaRole.Button, new() { Name = "Delete event" });
        await delete.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(delete).ToBeFocusedAsync();

        await page.Field("Place").FillAsync("Elsewhere");
        var start = page.GetByRole(AriaRole.Link, new() { Name = "Start", Exact = true }).First;
        await start.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Stay" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(start).ToBeFocusedAsync();

        var account = page.GetByRole(AriaRole.Button, new() { Name = "Account", Exact = true });
        await account.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Profile" })).ToBeFocusedAsync();
        foreach (var next in new[] { "Change password", "Second factor", "Devices" })
        {
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = next })).ToBeFocusedAsync();
        }

        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Door PIN" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
        await Expect(account).ToBeFocusedAsync();
    }

    private static Task<string[]> AddressesAsync(ILocator from) =>
        from.GetByRole(AriaRole.Link).EvaluateAllAsync<string[]>("links => [...new Set(links.map(link => link.getAttribute('href')))]");

    /// <summary>What the page says from now on: violations of the content policy, errors in the console and errors nobody caught.</summary>
    private static async Task<ConcurrentQueue<string>> ListenAsync(IPage page)
    {
        var said = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                said.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => said.Enqueue(error);
        await page.ExposeFunctionAsync("tellViolation", (string text) => said.Enqueue(text));
        await page.AddInitScriptAsync(
            "document.addEventListener('securitypolicyviolation', violation => tellViolation(`${violation.violatedDirective}: " +
                "${violation.blockedURI} ${violation.sample}`));");
        return said;
    }

    private static async Task AssertAsync(IPage page, ConcurrentQueue<string> said, string where, string theme)
    {
        await page.EvaluateAsync(
            "theme => { document.documentElement.dataset.theme = theme; document.dispatchEvent(new CustomEvent('portal:theme')); }", theme);
        try
        {
            await PortalFixture.AssertAccessibleAsync(page, theme == "dark" ? ["color-contrast", "link-in-text-block"] : []);
        }
        catch (Xunit.Sdk.TrueException failure)
        {
            Assert.Fail($"{where} ({theme}): {failure.Message}");
        }

        Assert.True(said.IsEmpty, $"{where} ({theme}): {string.Join("\n", said)}");
    }
}
