using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>What somebody does with their own account, each with a person of their own.</summary>
[Collection("portal")]
public sealed class AccountTests(PortalFixture portal)
{
    private async Task<(IPage Page, long Id)> SignInAsync(string name, Role role, int width = 1366, string language = "en")
    {
        var email = $"{name}@account.example";
        var known = await portal.Get<UserService>().FindAsync(email);
        var id = known?.Id ?? (await portal.Get<UserService>()
            .CreateAsync(portal.Owner, email, $"{name} Account", role, PortalFixture.Password)).Required();
        var page = await portal.PageAsync(null, width, 900, language);
        await FillAsync(page, email);
        await Expect(page).ToHaveURLAsync(new Regex("^(?!.*account/sign-in$).*"));
        return (page, id);
    }

    private static async Task FillAsync(IPage page, string email)
    {
        await page.GotoAsync("account/sign-in");
        await page.Marked("#email").FillAsync(email);
        await page.Marked("#password").FillAsync(PortalFixture.Password);
        await page.Locator("button[type=submit]").ClickAsync();
    }

    [Theory]
    [InlineData("en", ColorScheme.Light)]
    [InlineData("de", ColorScheme.Dark)]
    public async Task Every_page_of_an_account_is_accessible_and_fits_a_phone(string language, ColorScheme scheme)
    {
        var (page, _) = await SignInAsync($"walk-{language}", Role.Steward, 360, language);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        foreach (var path in new[] { "profile", "email", "change-password", "second-factor", "passkeys", "sessions", "confirm", "forgot",
            "reset/pwd_x", "email/eml_x" })
        {
            await page.GotoAsync($"account/{path}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await PortalFixture.AssertAccessibleAsync(page);
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), path);
        }
    }

    [Fact]
    public async Task A_second_factor_is_set_up_asked_for_and_replaced_by_a_recovery_code()
    {
        var (page, _) = await SignInAsync("factor", Role.Organiser);
        await page.GotoAsync("account/second-factor");
        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^QR code") })).ToBeVisibleAsync();
        var spaced = await page.GetByText(new Regex("^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$")).InnerTextAsync();
        var key = spaced.Replace(" ", "", StringComparison.Ordinal);
        await page.GetByLabel("Code").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await Expect(page.GetByText("This code is wrong")).ToBeVisibleAsync();
        await page.GetByLabel("Code").FillAsync(new Totp(Base32Encoding.ToBytes(key)).ComputeTotp());
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        var codes = page.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem);
        await Expect(codes).ToHaveCountAsync(10);
        await PortalFixture.AssertAccessibleAsync(page);
        var first = await codes.First.InnerTextAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Contains(first, await File.ReadAllTextAsync(await file.PathAsync()), StringComparison.Ordinal);

        var other = await portal.PageAsync(null);
        await FillAsync(other, "factor@account.example");
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "One more step" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(other);
        await other.GetByLabel("Code").FillAsync(first.ToUpperInvariant());
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(other).ToHaveURLAsync(portal.Url);
        await page.GotoAsync("account/second-factor");
        await Expect(page.GetByText("9 recovery codes are left.")).ToBeVisibleAsync();

        // Codes that nobody has kept yet do not go with the tab unasked.
        await page.GetByRole(AriaRole.Button, new() { Name = "New recovery codes" }).ClickAsync();
        await Expect(codes).ToHaveCountAsync(10);
        Assert.True(await AsksAsync());
        var kept = page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" });
        await kept.EvaluateAsync("link => link.addEventListener('click', event => event.preventDefault())");
        await kept.ClickAsync();
        Assert.False(await AsksAsync());

        Task<bool> AsksAsync() => page.EvaluateAsync<bool>(
            "() => { const leaving = new Event('beforeunload', { cancelable: true }); dispatchEvent(leaving); " +
                "return leaving.defaultPrevented; }");
    }

    [Fact]
    public async Task A_passkey_is_added_named_signs_in_and_is_removed()
    {
        var (page, id) = await SignInAsync("passkey", Role.Organiser);
        var local = portal.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        await page.GotoAsync($"{local}account/sign-in");
        if (local != portal.Url)
        {
            await page.Marked("#email").FillAsync("passkey@account.example");
            await page.Marked("#password").FillAsync(PortalFixture.Password);
            await page.Locator("button[type=submit]").ClickAsync();
            await Expect(page).ToHaveURLAsync(local);
        }

        await page.GotoAsync($"{local}account/passkeys");
        await page.GetByLabel("Name of the new passkey").FillAsync("Phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add passkey" }).ClickAsync();
        var name = page.GetByLabel("Name of Phone", new() { Exact = true });
        await Expect(name).ToHaveValueAsync("Phone");
        await name.FillAsync("Work phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename Phone" }).ClickAsync();
        await Expect(page.GetByLabel("Name of Work phone", new() { Exact = true })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);

        await page.GotoAsync($"{local}account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(local);
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            Assert.NotNull((await db.Passkeys.SingleAsync(passkey => passkey.UserId == id)).LastUsedAt);
        }

        await page.GotoAsync($"{local}account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Work phone" }).ClickAsync();
        await Expect(page.GetByLabel("Name of Work phone", new() { Exact = true })).ToHaveCountAsync(0);
        await page.GotoAsync($"{local}account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Expect(page.GetByText("You could not be signed in with a passkey.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_new_key_asks_again_who_one_is_when_that_was_shown_long_ago_and_then_goes_on()
    {
        var (page, id) = await SignInAsync("proof", Role.Owner);
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            var before = DateTime.UtcNow.AddMinutes(-11);
            await db.UserSessions.Where(session => session.UserId == id)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.ProvedAt, before));
        }

        await page.GotoAsync("keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "New key", Exact = true }).First.ClickAsync();
        await page.Marked("#name").FillAsync("Asked again");
        await page.GetByText("Check-ins: read and write").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "Is it you?" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        var field = dialog.GetByLabel("Your password");
        await field.FillAsync("not the password");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Show (Your password)" }).ClickAsync();
        await Expect(field).ToHaveAttributeAsync("type", "text");
        await Expect(field).ToHaveValueAsync("not the password");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(dialog.GetByText("The current password is wrong.")).ToBeVisibleAsync();
        await Expect(field).ToHaveAttributeAsync("type", "password");
        await field.FillAsync(PortalFixture.Password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.Marked("#new-key")).ToHaveValueAsync(new Regex("^apk_"));
    }

    [Fact]
    public async Task Signed_out_from_the_list_of_devices_a_window_elsewhere_closes_within_five_seconds()
    {
        var (other, _) = await SignInAsync("devices", Role.Steward);
        await other.GotoAsync("events");
        await PortalFixture.DrawnAsync(other);
        var (page, _) = await SignInAsync("devices", Role.Steward);
        await page.GotoAsync("account/sessions");
        await Expect(page.GetByText("This browser, now")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere else" }).ClickAsync();
        await Expect(page.GetByText("You were signed out everywhere else.")).ToBeVisibleAsync();
        await Expect(other).ToHaveURLAsync(new Regex("account/sign-in"), new() { Timeout = 5000 });
    }

    [Fact]
    public async Task An_owner_hands_out_a_link_by_which_somebody_chooses_a_new_password()
    {
        var (page, _) = await SignInAsync("hands-out", Role.Owner);
        await SignInAsync("forgetful", Role.Steward);
        await page.GotoAsync("users?search=forgetful");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Actions for forgetful") }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Link for a new password" }).ClickAsync();
        var link = await page.Marked("#password-link").InputValueAsync();
        var visitor = await portal.PageAsync(null);
        await visitor.GotoAsync(new Uri(link).AbsolutePath.TrimStart('/'));
        await visitor.GetByLabel("New password").FillAsync("another horse runs");
        await visitor.GetByRole(AriaRole.Button, new() { Name = "Save password" }).ClickAsync();
        await Expect(visitor.GetByText("Your new password holds.")).ToBeVisibleAsync();
        await page.GotoAsync("users/sessions");
        await PortalFixture.DrawnAsync(page);
        await PortalFixture.AssertAccessibleAsync(page);
    }
}
