using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Fields in which passwords are typed on the account pages.</summary>
[Collection("portal")]
public sealed class PasswordFieldTests(PortalFixture portal)
{
    [Fact]
    public async Task What_is_typed_is_shown_while_the_button_is_pressed_and_hidden_when_it_is_sent()
    {
        var page = await portal.PageAsync(null);
        await page.GotoAsync("account/sign-in");
        await page.GetByLabel("E-mail").FillAsync("nobody.shows@example.org");
        var field = page.GetByLabel("Password");
        await field.FillAsync("what is typed");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Show (Password)" });
        await Expect(field).ToHaveAttributeAsync("type", "password");
        await button.ClickAsync();
        await Expect(field).ToHaveAttributeAsync("type", "text");
        await Expect(button).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(field).ToHaveValueAsync("what is typed");
        await PortalFixture.AssertAccessibleAsync(page);
        await button.ClickAsync();
        await Expect(field).ToHaveAttributeAsync("type", "password");
        await button.ClickAsync();
        await page.EvaluateAsync("document.forms[0].addEventListener('submit', (event) => event.preventDefault())");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(field).ToHaveAttributeAsync("type", "password");
        Assert.DoesNotContain("strength", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "New password", "Too short", "Weak: easily guessed", "Strong")]
    [InlineData("de", "Neues Passwort", "Zu kurz", "Schwach: leicht zu erraten", "Stark")]
    public async Task A_new_password_is_told_to_be_weak_or_strong_while_it_is_typed(string language, string label, string tooShort,
        string weak, string strong)
    {
        var page = await portal.PageAsync(Role.Organiser, language: language);
        await page.GotoAsync("account/change-password");
        var field = page.GetByLabel(label);
        var told = page.GetByRole(AriaRole.Status);
        await Expect(told).ToHaveCountAsync(0);
        await field.PressSequentiallyAsync("x9!");
        await Expect(told).ToHaveTextAsync(tooShort);
        await field.FillAsync("aaaaaaaaaaaa");
        await Expect(told).ToHaveTextAsync(weak);
        await PortalFixture.AssertAccessibleAsync(page);
        await field.FillAsync("another horse runs");
        await Expect(told).ToHaveTextAsync(strong);
        await PortalFixture.AssertAccessibleAsync(page);
        await field.FillAsync("");
        await Expect(told).ToHaveCountAsync(0);
    }
}
