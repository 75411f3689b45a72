using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class SignInTests(PortalFixture portal)
{
    [Fact]
    public async Task A_wrong_password_is_said_beside_the_form_and_a_right_one_opens_the_page_that_was_asked_for()
    {
        var page = await portal.PageAsync(null);
        await page.GotoAsync("./?search=fair");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("account/sign-in"));
        await page.GetByLabel("E-mail").FillAsync(PortalFixture.Email(Role.Organiser));
        await page.GetByLabel("Password").FillAsync("not the password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "E-mail or password" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("E-mail")).ToHaveValueAsync(PortalFixture.Email(Role.Organiser));
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByLabel("Password").FillAsync(PortalFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(portal.Url + "?search=fair");
    }
}
