using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
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

    [Fact]
    public async Task A_window_that_does_not_hear_of_the_signing_out_cannot_scan_any_more()
    {
        var id = await portal.EventAsync("ended", 3);
        var page = await portal.PageAsync(Role.Steward, ownSession: true);
        var second = await page.Context.NewPageAsync();
        var deaf = false;
        var sent = new TaskCompletionSource();
        await second.RouteWebSocketAsync(new Regex("_blazor"), socket =>
        {
            var server = socket.ConnectToServer();
            server.OnMessage(frame => Pass(frame, deaf ? null : socket));
            socket.OnMessage(frame =>
            {
                Pass(frame, server);
                if (Encoding.UTF8.GetString(frame.Binary ?? []).Contains("0002", StringComparison.Ordinal))
                {
                    sent.TrySetResult();
                }
            });
        });
        await second.GotoAsync("events/ended/check-in");
        await ScanAsync(second, "0001");
        await Expect(second.Locator(".door-result")).ToContainTextAsync("Aydın, Zeynep");
        deaf = true;
        await page.GotoAsync("account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(SignIn);
        await ScanAsync(second, "0002");
        await sent.Task.WaitAsync(TimeSpan.FromSeconds(10));

        var other = await portal.PageAsync(Role.Steward, ownSession: true);
        await other.GotoAsync("events/ended/check-in");
        await ScanAsync(other, "0003");
        await Expect(other.Locator(".door-result")).ToContainTextAsync("D’Angelo, Marco");
        var scans = await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(id), new PageRequest());
        Assert.Equal(["0001", "0003"], scans.Items.Select(scan => scan.BadgeNumber).Order(StringComparer.Ordinal));
    }

    private static async Task ScanAsync(IPage page, string badge)
    {
        await Expect(page.Locator("#badge")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(badge + "\n");
    }

    private static void Pass(IWebSocketFrame frame, IWebSocketRoute? to)
    {
        if (frame.Binary is { Length: > 0 } bytes)
        {
            to?.Send(bytes);
        }
        else if (frame.Text is { } text)
        {
            to?.Send(text);
        }
    }
}
