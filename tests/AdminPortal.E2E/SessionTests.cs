using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class SessionTests(PortalFixture portal)
{
    private static readonly Regex SignIn = new("account/sign-in");

    [Fact]
    public async Task Signing_out_ends_every_window_of_the_session_within_five_seconds_and_no_other()
    {
        var other = await portal.PageAsync(Role.Steward);
        await other.GotoAsync("events");
        var page = await portal.PageAsync(Role.Steward);
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync("events/congress/check-in");
        await Expect(second.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await page.GotoAsync("account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(second).ToHaveURLAsync(SignIn, new() { Timeout = 5000 });
        await Expect(second.GetByText("You were signed out.")).ToBeVisibleAsync();
        await Expect(other).ToHaveURLAsync(portal.Url + "events");
        await other.ReloadAsync();
        await Expect(other).ToHaveURLAsync(portal.Url + "events");
    }
}
