using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class AdminTests(PortalFixture portal)
{
    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Fact]
    public async Task An_invited_person_joins_by_the_link_once_and_can_be_disabled()
    {
        var page = await portal.PageAsync(Role.Admin);
        await page.GotoAsync("users");
        await Button(page, "Invite").ClickAsync();
        var email = page.GetByRole(AriaRole.Textbox, new() { Name = "E-mail" });
        await email.FillAsync("not an address");
        await Button(page, "Create link").ClickAsync();
        await Expect(page.GetByText("This is not an e-mail address.")).ToBeVisibleAsync();
        await email.FillAsync("new.steward@example.org");
        await PortalFixture.ChooseAsync(page, "Role", "Steward");
        await Button(page, "Create link").ClickAsync();
        var link = await page.GetByRole(AriaRole.Textbox, new() { Name = "Invitation link" }).InputValueAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Open invitations", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "new.steward@example.org" })).ToContainTextAsync("Steward");
        await PortalFixture.AssertAccessibleAsync(page);

        var guest = await portal.PageAsync(null);
        await guest.GotoAsync(link);
        await guest.GetByLabel("Your name").FillAsync("Nele Neu");
        await guest.GetByLabel("Password").FillAsync("short");
        await Button(guest, "Join").ClickAsync();
        await Expect(guest.GetByText("A password has at least 12 characters.")).ToBeVisibleAsync();
        await Expect(guest.GetByLabel("Your name")).ToHaveValueAsync("Nele Neu");
        await PortalFixture.AssertAccessibleAsync(guest);
        await guest.GetByLabel("Password").FillAsync(PortalFixture.Password);
        await Button(guest, "Join").ClickAsync();
        await Expect(guest).ToHaveURLAsync(portal.Url);
        var late = await portal.PageAsync(null);
        await late.GotoAsync(link);
        await Expect(late.GetByRole(AriaRole.Heading, new() { Name = "This invitation is not valid any more" })).ToBeVisibleAsync();

        await page.GotoAsync("users?search=nele+neu");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Nele Neu" });
        await Button(page, "Actions for Nele Neu").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Disable" }).ClickAsync();
        await Expect(row.GetByText("disabled")).ToBeVisibleAsync();
        await late.GotoAsync("account/sign-in");
        await late.GetByLabel("E-mail").FillAsync("new.steward@example.org");
        await late.GetByLabel("Password").FillAsync(PortalFixture.Password);
        await Button(late, "Sign in").ClickAsync();
        await Expect(late.GetByText("E-mail or password is wrong.")).ToBeVisibleAsync();
        await Button(page, "Undo").ClickAsync();
        await Expect(row.GetByText("active")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_key_is_shown_once_and_the_audit_log_names_who_made_and_revoked_it()
    {
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).First.ClickAsync();
        await Button(page, "Create key").ClickAsync();
        await Expect(page.GetByText("This field is required.")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Door app");
        await page.GetByLabel("Check-ins: read and write").CheckAsync();
        await Button(page, "Create key").ClickAsync();
        var key = await page.GetByRole(AriaRole.Textbox, new() { Name = "The new key" }).InputValueAsync();
        Assert.StartsWith("apk_", key, StringComparison.Ordinal);
        Assert.Equal("Door app", (await portal.Get<ApiKeyService>().AuthenticateAsync(key))!.Actor.Name);
        await PortalFixture.AssertAccessibleAsync(page);

        // A new form would take the place of what is shown this once: it asks first.
        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).First.ClickAsync();
        await Button(page, "Keep it here").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "The new key" })).ToHaveValueAsync(key);
        await Button(page, "I have it").ClickAsync();
        await Expect(page.GetByText(key)).ToHaveCountAsync(0);
        await Button(page, "Actions for Door app").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Door app" }).GetByText("revoked")).ToBeVisibleAsync();
        Assert.Null(await portal.Get<ApiKeyService>().AuthenticateAsync(key));

        await page.GotoAsync("audit?kind=ApiKey");
        var rows = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Owner Person" });
        await Expect(rows.Filter(new() { HasText = "changed" }).First).ToContainTextAsync("Revoked");
        await Expect(rows.Filter(new() { HasText = "created" }).First).ToContainTextAsync("Door app");
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Action: All").ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "deleted", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(portal.Url + "audit?kind=ApiKey&action=Deleted");
    }

    [Fact]
    public async Task The_overview_shows_the_figures_of_the_statistics_and_its_file_the_times_of_the_events_zone()
    {
        await portal.EventAsync("overview", 10);
        for (var i = 1; i <= 6; i++)
        {
            var scan = await portal.Get<CheckInService>()
                .ScanAsync(portal.Owner, new ScanRequest
                { EventKey = "overview", BadgeNumber = $"{i:D4}", Station = i % 2 == 0 ? "Nord" : "=Süd" });
            Assert.True(scan.Required().Admitted);
        }

        var page = await portal.PageAsync(Role.Organiser, language: "de");
        await page.GotoAsync("events/overview/overview");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Übersicht", Level = 1 })).ToBeVisibleAsync();
        await Expect(page.Figure("Angekommen")).ToContainTextAsync("6");
        await Expect(page.Marked(".chart-plot svg").First).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        var download = await page.RunAndWaitForDownloadAsync(async () =>
        {
            await Button(page, "Exportieren").ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "CSV", Exact = true }).ClickAsync();
        });
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(11, lines.Length);
        Assert.StartsWith("Badge;Kundennummer;Firma;", lines[0], StringComparison.Ordinal);
        Assert.Contains("'=Süd", lines[1], StringComparison.Ordinal);
        Assert.Equal(6, lines.Skip(1).Count(line => line.EndsWith(";Ja", StringComparison.Ordinal)));

        var viewer = await portal.PageAsync(Role.Viewer);
        await viewer.GotoAsync("events/overview/overview");
        await Expect(viewer.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 })).ToBeVisibleAsync();
        await Expect(Button(viewer, "Export")).ToHaveCountAsync(0);
        await viewer.GotoAsync("users");
        await Expect(viewer.GetByRole(AriaRole.Heading, new() { Name = "No access", Level = 1 })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_owner_changes_the_organisation_and_a_wrong_zone_is_said_beside_the_field()
    {
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("tenant");
        await page.GetByLabel("Time zone").FillAsync("Berlin");
        await Button(page, "Save").First.ClickAsync();
        await Expect(page.GetByText("This time zone is unknown.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Time zone")).ToHaveValueAsync("Berlin");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByLabel("Time zone").FillAsync("Europe/Vienna");
        await Button(page, "Save").First.ClickAsync();
        await Expect(page.GetByText("Saved.").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_person_changes_their_password_and_signs_out()
    {
        var user = (await portal.Get<UserService>()
            .CreateAsync(portal.Owner, "change@example.org", "Chris Change", Role.Viewer, PortalFixture.Password)).Required();
        Assert.True(user > 0);
        var page = await portal.PageAsync(null);
        await page.GotoAsync("account/sign-in");
        await page.GetByLabel("E-mail").FillAsync("change@example.org");
        await page.GetByLabel("Password").FillAsync(PortalFixture.Password);
        await Button(page, "Sign in").ClickAsync();
        await page.WaitForURLAsync(portal.Url);
        await page.GotoAsync("account/change-password");
        await page.GetByLabel("Current password").FillAsync("wrong one");
        await page.GetByLabel("New password").FillAsync("a new long password");
        await Button(page, "Change password").ClickAsync();
        await Expect(page.GetByText("The current password is wrong.")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByLabel("Current password").FillAsync(PortalFixture.Password);
        await page.GetByLabel("New password").FillAsync("a new long password");
        await Button(page, "Change password").ClickAsync();
        await Expect(page.GetByText("Your password was changed.")).ToBeVisibleAsync();
        await page.GotoAsync("account/sign-out");
        await Button(page, "Sign out").ClickAsync();
        await Expect(page.GetByText("You were signed out.")).ToBeVisibleAsync();
        await page.GotoAsync("");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("account/sign-in"));
    }
}
