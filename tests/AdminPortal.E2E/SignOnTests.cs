using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Signing in as a browser does it: through a provider, and where a second factor is demanded while somebody works.</summary>
[Collection("portal")]
public sealed class SignOnTests(PortalFixture portal)
{
    [Fact]
    public async Task Somebody_comes_from_the_sign_in_page_through_their_provider_to_the_page_they_wanted()
    {
        using var provider = new IdentityProvider
        {
            Visitor = new()
            {
                ["sub"] = "nora",
                ["email"] = "nora@signon.example",
                ["email_verified"] = true,
                ["name"] = "Nora New",
                ["groups"] = new[] { "office" },
            },
        };
        var folder = Directory.CreateTempSubdirectory("adminportal-signon").FullName;
        await using var other = new Restartable(folder, Restartable.FreePort())
        { Settings = [.. provider.Settings, ("SignIn:Oidc:Tenant", "test")] };
        await other.PrepareAsync();
        var page = await portal.PageAsync(null);
        await page.GotoAsync(other.Url + "events/fair/participants?search=zoller");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Acme" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(other.Url + "events/fair/participants?search=zoller");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Zoller, Mia" }).First).ToBeVisibleAsync();
        await page.GotoAsync(other.Url + "account/profile");
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Name" })).ToHaveValueAsync("Nora New");
    }

    [Fact]
    public async Task A_second_factor_that_is_demanded_now_leads_open_windows_to_setting_it_up_within_five_seconds()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-demanded").FullName;
        await using var other = new Restartable(folder, Restartable.FreePort());
        var (owner, _) = await other.PrepareAsync();
        var page = await portal.PageAsync(null);
        await page.GotoAsync(other.Url + "events/fair/participants");
        await page.SignInAsync(PortalFixture.Email(Role.Owner), PortalFixture.Password);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Zoller, Mia" }).First).ToBeVisibleAsync();
        var tenants = other.Get<TenantService>();
        var own = await tenants.OwnAsync(owner);
        (await tenants.UpdateAsync(owner, new TenantDraft(own.Slug, own.Name) { SecondFactorFrom = Role.Viewer }, own.Version)).Required();
        await Expect(page).ToHaveURLAsync(other.Url + "account/second-factor", new() { Timeout = 5000 });
        await Expect(page.GetByText("Your organisation demands a second factor.")).ToBeVisibleAsync();
        await page.GotoAsync(other.Url + "events");
        await Expect(page).ToHaveURLAsync(other.Url + "account/second-factor");
    }
}
