using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>The privacy notice and the imprint of who runs the portal.</summary>
[Collection("portal")]
public sealed class NoticeLinkTests(PortalFixture portal)
{
    [Theory]
    [InlineData("en", "Privacy notice", "Imprint", "Account")]
    [InlineData("de", "Datenschutz", "Impressum", "Konto")]
    public async Task They_are_linked_at_sign_in_and_in_the_account_menu(string language, string privacy, string imprint, string account)
    {
        var visitor = await portal.PageAsync(null, language: language);
        await visitor.GotoAsync("account/sign-in");
        var foot = visitor.GetByRole(AriaRole.Contentinfo);
        await ExpectAsync(foot.GetByRole(AriaRole.Link, new() { Name = privacy }), PortalFixture.Privacy);
        await ExpectAsync(foot.GetByRole(AriaRole.Link, new() { Name = imprint }), PortalFixture.Imprint);
        await PortalFixture.AssertAccessibleAsync(visitor);

        var page = await portal.PageAsync(Role.Viewer, language: language);
        await page.GotoAsync("events");
        await page.GetByRole(AriaRole.Button, new() { Name = account, Exact = true }).ClickAsync();
        await ExpectAsync(page.GetByRole(AriaRole.Menuitem, new() { Name = privacy }), PortalFixture.Privacy);
        await ExpectAsync(page.GetByRole(AriaRole.Menuitem, new() { Name = imprint }), PortalFixture.Imprint);
        await PortalFixture.AssertAccessibleAsync(page);
    }

    private static async Task ExpectAsync(ILocator link, string address)
    {
        await Expect(link).ToHaveAttributeAsync("href", address);
        await Expect(link).ToHaveAttributeAsync("target", "_blank");
    }
}
