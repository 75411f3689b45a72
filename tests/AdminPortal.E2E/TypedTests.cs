using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>What is typed outlives the end of a session and a restart of the server.</summary>
[Collection("portal")]
public sealed class TypedTests(PortalFixture portal)
{
    private static ILocator Offer(IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "What you had typed" });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>A draft with two lines, the second one half typed.</summary>
    private static async Task TypeAsync(IPage page)
    {
        await page.Field("Description").FillAsync("Stand");
        await Button(page, "Add line").ClickAsync();
        await Expect(page.Field("Description")).ToHaveCountAsync(2);
        await page.Field("Description").Nth(1).PressSequentiallyAsync("Str");
        await page.Field("Notes").FillAsync("By post");
    }

    private static async Task TakeBackAsync(IPage page)
    {
        await Expect(Offer(page)).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Put it back").ClickAsync();
        await Expect(Offer(page)).ToBeHiddenAsync();
        await Expect(page.Field("Description").First).ToHaveValueAsync("Stand");
        await Expect(page.Field("Description").Nth(1)).ToHaveValueAsync("Str");
        await Expect(page.Field("Notes")).ToHaveValueAsync("By post");
    }

    [Fact]
    public async Task A_restart_of_the_server_asks_nothing_and_gives_back_what_was_typed()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-typed").FullName;
        var port = Restartable.FreePort();
        var first = new Restartable(folder, port);
        await first.PrepareAsync();
        var page = await portal.PageAsync(null);
        await page.GotoAsync(first.Url + "account/sign-in");
        await page.SignInAsync(PortalFixture.Email(Role.Owner), PortalFixture.Password);
        await page.WaitForURLAsync(first.Url);
        await page.GotoAsync(first.Url + "invoices/new");
        await TypeAsync(page);
        await first.DisposeAsync();
        await using var second = new Restartable(folder, port);
        second.StartServer();
        await TakeBackAsync(page);

        // The portal knows of it: leaving asks. What is left on purpose is not offered again.
        await page.GetByRole(AriaRole.Link, new() { Name = "Contacts" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Leave", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Contacts", Level = 1 })).ToBeVisibleAsync();
        await page.GotoAsync(second.Url + "invoices/new");
        await Expect(page.Field("Notes")).ToHaveValueAsync("");
        await Expect(Offer(page)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Whoever_signs_in_again_after_a_session_ended_gets_back_what_they_had_typed_and_nobody_else_does()
    {
        var page = await portal.PageAsync(Role.Owner, ownSession: true);
        await page.GotoAsync("invoices/new");
        await TypeAsync(page);
        await EndAsync(page);
        await page.SignInAsync(PortalFixture.Email(Role.Owner), PortalFixture.Password);
        await Expect(page).ToHaveURLAsync(new Regex("/invoices/new$"));
        await TakeBackAsync(page);

        await EndAsync(page);
        await page.SignInAsync(PortalFixture.Email(Role.Admin), PortalFixture.Password);
        await Expect(page).ToHaveURLAsync(new Regex("/invoices/new$"));
        await Expect(page.Field("Notes")).ToHaveValueAsync("");
        await Expect(Offer(page)).ToBeHiddenAsync();
    }

    private static async Task EndAsync(IPage page)
    {
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("account/sign-out");
        await Button(other, "Sign out").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("account/sign-in.*ended"), new() { Timeout = 10_000 });
        await other.CloseAsync();
    }
}
