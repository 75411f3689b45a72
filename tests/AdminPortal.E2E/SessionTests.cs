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
        var other = await portal.PageAsync(Role.Steward, ownSession: true);
        await other.GotoAsync("events");
        var page = await portal.PageAsync(Role.Steward, ownSession: true);
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync("events/congress/participants");
        await Expect(second.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await page.GotoAsync("account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(second).ToHaveURLAsync(SignIn, new() { Timeout = 5000 });
        await Expect(second.GetByText("You were signed out.")).ToBeVisibleAsync();
        await Expect(other).ToHaveURLAsync(portal.Url + "events");
        await other.ReloadAsync();
        await Expect(other).ToHaveURLAsync(portal.Url + "events");
    }

    /// <summary>A window that has ten pictures of its page unread is drawn nothing more until it says that it has read them.</summary>
    [Fact]
    public async Task A_window_that_was_behind_when_its_session_ended_is_left_all_the_same()
    {
        for (var i = 0; i < 6; i++)
        {
            await portal.EventAsync($"behind-{i}", 1); // each has an age that moves every second
        }

        var page = await portal.PageAsync(Role.Steward, ownSession: true);
        await page.GotoAsync("");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Herbst behind-5" })).ToContainTextAsync("live");
        var behind = page.EvaluateAsync("() => { const until = Date.now() + 8000; while (Date.now() < until); }");
        await Task.Delay(TimeSpan.FromSeconds(5));
        var steward = (await portal.Get<UserService>().FindAsync(PortalFixture.Email(Role.Steward)))!.Value.Id;
        var sessions = await portal.Get<SessionQueries>().OwnAsync(portal.Owner with { Id = steward });
        await portal.Get<SessionService>().EndAsync(sessions.MaxBy(session => session.SignedInAt)!.Id);
        await behind;
        await Expect(page).ToHaveURLAsync(SignIn, new() { Timeout = 5000 });
        await Expect(page).ToHaveURLAsync(new Regex("return=%2F$"));
    }

    [Fact]
    public async Task A_station_in_a_browser_that_signed_out_cannot_scan_any_more()
    {
        var id = await portal.EventAsync("ended", 3);
        var page = await portal.PageAsync(Role.Steward, ownSession: true);
        var second = await page.Context.NewPageAsync();
        await StationSteps.OpenAsync(second, "ended");
        await StationSteps.EnterAsync(second, "0001");
        await Expect(StationSteps.Result(second)).ToContainTextAsync("Aydın, Zeynep");
        await page.GotoAsync("account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(SignIn);
        await StationSteps.Field(second).FillAsync("0002");
        await StationSteps.Field(second).PressAsync("Enter");
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
        await Expect(second.GetByText("1 scan waits on this device")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(second);
        Assert.Equal(["0001"], await StationSteps.ScannedAsync(portal, id));

        // Signed in again, in the same browser, what waited goes up.
        await second.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await second.SignInAsync(PortalFixture.Email(Role.Steward), PortalFixture.Password);
        await Expect(StationSteps.Field(second)).ToBeFocusedAsync();
        await Expect(second.GetByText("online", new() { Exact = true })).ToBeVisibleAsync();
        await StationSteps.SentAsync(second);
        Assert.Equal(["0001", "0002"], await StationSteps.ScannedAsync(portal, id));
    }
}
