using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>What somebody does to limit people and keys, and what is left for them.</summary>
[Collection("doors")]
public sealed class LimitTests(DoorFixture portal)
{
    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Item(IPage page, string name) => page.GetByRole(AriaRole.Menuitem, new() { Name = name, Exact = true });

    [Fact]
    public async Task A_steward_is_limited_to_an_event_and_a_door_and_has_no_other_within_five_seconds()
    {
        var id = await portal.EventAsync("limited-fair", 3);
        await portal.EventAsync("other-fair", 3);
        (await portal.Get<StationService>().CreateAsync(portal.Owner, id, new StationDraft("Gate North"))).Required();
        (await portal.Get<UserService>().CreateAsync(portal.Owner, "limited.steward@example.org", "Lina Limited", Role.Steward,
            PortalFixture.Password)).Required();
        var steward = await portal.PageAsync(null);
        await SignInAsync(steward);
        await steward.GotoAsync("events?search=fair");
        await Expect(steward.GetByText("Herbst other-fair")).ToBeVisibleAsync();

        var page = await portal.PageAsync(Role.Admin);
        await page.GotoAsync("users?search=lina");
        await Button(page, "Actions for Lina Limited").ClickAsync();
        await Item(page, "Events and doors").ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Only these events" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "(limited-fair)" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Gate North" }).CheckAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Lina Limited" })).ToContainTextAsync("1 event");
        await Expect(steward).ToHaveURLAsync(new Regex("account/sign-in"), new() { Timeout = 10_000 });

        await SignInAsync(steward);
        await steward.GotoAsync("events?search=fair");
        await Expect(steward.GetByText("Herbst limited-fair")).ToBeVisibleAsync();
        await Expect(steward.GetByText("Herbst other-fair")).ToHaveCountAsync(0);
        await steward.GotoAsync("events/other-fair/participants");
        await Expect(steward.GetByText("Aydın")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_team_limits_its_people_and_says_so_where_their_own_limits_were()
    {
        await portal.EventAsync("team-fair", 1);
        await portal.EventAsync("no-team-fair", 1);
        (await portal.Get<UserService>().CreateAsync(portal.Owner, "team.steward@example.org", "Tomma Team", Role.Steward,
            PortalFixture.Password)).Required();
        var steward = await portal.PageAsync(null);
        await SignInAsync(steward, "team.steward@example.org");
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("users/teams");
        await page.GetByRole(AriaRole.Link, new() { Name = "New team" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Night shift");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Herbst team-fair (team-fair)" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Tomma Team" }).CheckAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Create team").ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Night shift" });
        await Expect(row).ToContainTextAsync("1 event");
        await PortalFixture.AssertAccessibleAsync(page);
        await Expect(steward).ToHaveURLAsync(new Regex("account/sign-in"), new() { Timeout = 10_000 });
        await SignInAsync(steward, "team.steward@example.org");
        await steward.GotoAsync("events?search=team-fair");
        await Expect(steward.GetByText("Herbst team-fair")).ToBeVisibleAsync();
        await Expect(steward.GetByText("Herbst no-team-fair")).ToHaveCountAsync(0);

        await page.GotoAsync("users?search=tomma");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Tomma Team" }))
            .ToContainTextAsync("1 event (team Night shift)");
        await Button(page, "Actions for Tomma Team").ClickAsync();
        await Item(page, "Events and doors").ClickAsync();
        await Expect(page.GetByText("belongs to the team “Night shift”")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the team" }).ClickAsync();
        await Button(page, "Delete").ClickAsync();
        await Expect(page.GetByText("take its people (1) out of it first")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Tomma Team" }).UncheckAsync();
        await Button(page, "Save").ClickAsync();
        await row.GetByRole(AriaRole.Link, new() { Name = "Night shift" }).ClickAsync();
        await Button(page, "Delete").ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await Button(page, "Undo").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Night shift");
    }

    [Fact]
    public async Task A_key_is_limited_and_gets_a_new_secret_and_its_calls_are_shown_as_programs()
    {
        await portal.EventAsync("key-fair", 1);
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Limited app");
        await page.GetByLabel("Check-ins: read and write").CheckAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Only these events" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "(key-fair)" }).CheckAsync();
        var networks = page.GetByRole(AriaRole.Textbox, new() { Name = "Only from these addresses" });
        await networks.FillAsync("somewhere");
        await Button(page, "Create key").ClickAsync();
        await Expect(page.GetByText("This is no address and no network: somewhere")).ToBeVisibleAsync();
        await networks.FillAsync("203.0.113.0/24");
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Create key").ClickAsync();
        var old = await page.GetByRole(AriaRole.Textbox, new() { Name = "The new key" }).InputValueAsync();
        Assert.StartsWith("apk_live_", old, StringComparison.Ordinal);
        await Button(page, "I have it").ClickAsync();

        // The list moves up when the secret goes: pressed before that, the button would have moved away from under the pointer.
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "The new key" })).ToHaveCountAsync(0);
        await Button(page, "Actions for Limited app").ClickAsync();
        await Item(page, "New secret").ClickAsync();
        await Button(page, "New secret").ClickAsync();
        var fresh = await page.GetByRole(AriaRole.Textbox, new() { Name = "The new secret" }).InputValueAsync();
        Assert.NotEqual(old, fresh);
        Assert.NotNull(await portal.Get<ApiKeyService>().AuthenticateAsync(old));
        Assert.Single((await portal.Get<ApiKeyService>().AuthenticateAsync(fresh))!.Actor.Limits!.Events);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Limited app" });
        await Expect(row).ToContainTextAsync("old one until");
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Actions for Limited app").ClickAsync();
        await Item(page, "End the old secret").ClickAsync();
        await Expect(row).Not.ToContainTextAsync("old one until");
        Assert.Null(await portal.Get<ApiKeyService>().AuthenticateAsync(old));

        await Button(page, "I have it").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "The new secret" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Calling the API", Exact = true }).First.ClickAsync();
        await PortalFixture.ChooseAsync(page, "Job", "Check in");
        await PortalFixture.ChooseAsync(page, "Language", "Python");
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Program" })).ToHaveValueAsync(new Regex("urllib.request"));
        await PortalFixture.AssertAccessibleAsync(page);
    }

    private static async Task SignInAsync(IPage page, string email = "limited.steward@example.org")
    {
        await page.GotoAsync("account/sign-in");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(PortalFixture.Password);
        await Button(page, "Sign in").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("account/sign-in"));
    }
}
