using System.Net;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

/// <summary>Signing in through an identity provider, which the test itself is.</summary>
[Collection("api")]
public sealed class SingleSignOnTests
{
    private static Dictionary<string, object> Claims(string subject, string email, bool isSure = true, params string[] groups) => new()
    {
        ["sub"] = subject,
        ["email"] = email,
        ["email_verified"] = isSure,
        ["name"] = "Nora New",
        ["groups"] = groups,
    };

    private static async Task<(Visitor Visitor, string? Location)> SignInAsync(ApiHost host, IdentityProvider provider,
        Dictionary<string, object> claims)
    {
        var visitor = new Visitor(host.Http);
        var asked = await visitor.GetAsync("/account/single-sign-on?return=/events");
        var back = await visitor.GetAsync(provider.Answer(asked.Location!, claims));
        return (visitor, back.Location?.StartsWith("/account/single-sign-on/finish", StringComparison.Ordinal) == true
            ? (await visitor.GetAsync(back.Location)).Location : back.Location);
    }

    private static async Task<(ApiHost Host, ApiPortal Portal)> StartAsync(Provider database, IdentityProvider provider,
        params (string Name, string Value)[] more)
    {
        var slug = $"t{Guid.NewGuid():N}"[..20];
        var host = new ApiHost(database, null, [.. provider.Settings, ("SignIn:Oidc:Tenant", slug), .. more]);
        return (host, await host.TenantAsync(slug: slug));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Somebody_new_gets_an_account_with_the_role_of_their_claims_which_follows_them(Provider database)
    {
        using var provider = new IdentityProvider();
        var (host, portal) = await StartAsync(database, provider);
        await using var running = host;
        Assert.Contains("Sign in with Acme", (await new Visitor(host.Http).GetAsync("/account/sign-in")).Text, StringComparison.Ordinal);
        var email = $"{Guid.NewGuid():N}@example.org";
        var (nora, location) = await SignInAsync(host, provider, Claims("nora", email, true, "door"));
        Assert.Equal("/events", location);
        Assert.Equal(HttpStatusCode.OK, (await nora.GetAsync("/account/profile")).Status);
        Assert.Equal(Role.Steward, await RoleAsync(portal, email));

        // The provider's name for her is what counts; another address of hers changes nothing here.
        (_, location) = await SignInAsync(host, provider, Claims("nora", $"{Guid.NewGuid():N}@example.org", true, "door", "office"));
        Assert.Equal(("/events", Role.Admin), (location, await RoleAsync(portal, email)));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Redirect, (await nora.GetAsync("/account/profile")).Status); // the session of the old role

        // The provider asks for second factors: the portal's own is demanded of nobody who comes from there.
        (nora, _) = await SignInAsync(host, provider, Claims("nora", email, true, "office"));
        var own = await host.Get<TenantService>().OwnAsync(portal.Owner);
        (await host.Get<TenantService>().UpdateAsync(portal.Owner, new TenantDraft(own.Slug, own.Name) { SecondFactorFrom = Role.Viewer },
            own.Version)).Required();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await nora.GetAsync("/events")).Status);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_account_of_that_address_is_joined_only_where_the_provider_vouches_for_it(Provider database)
    {
        using var provider = new IdentityProvider();
        var (host, portal) = await StartAsync(database, provider, ("SignIn:Oidc:DefaultRole", "Viewer"));
        await using var running = host;
        var person = await Person.JoinAsync(type => host.Services.GetService(type)!, portal.Owner);
        Assert.Equal("/account/sign-in?single-sign-on=refused",
            (await SignInAsync(host, provider, Claims("one", person.Email, false))).Location);
        Assert.Equal("/events", (await SignInAsync(host, provider, Claims("one", person.Email))).Location);
        Assert.Equal(Role.Organiser, await RoleAsync(portal, person.Email)); // no claim leads to a role: it stays

        var elsewhere = await Person.JoinAsync(type => host.Services.GetService(type)!, (await host.TenantAsync()).Owner);
        Assert.Equal("/account/sign-in?single-sign-on=refused",
            (await SignInAsync(host, provider, Claims("two", elsewhere.Email))).Location);
        (await host.Get<UserService>().SetDisabledAsync(portal.Owner, person.Id, true)).Required();
        Assert.Equal("/account/sign-in?single-sign-on=refused", (await SignInAsync(host, provider, Claims("one", person.Email))).Location);
        var stranger = $"{Guid.NewGuid():N}@example.org";
        Assert.Equal("/events", (await SignInAsync(host, provider, Claims("three", stranger))).Location);
        Assert.Equal(Role.Viewer, await RoleAsync(portal, stranger));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_token_of_another_key_and_an_answer_that_nobody_asked_for_let_nobody_in(Provider database)
    {
        using var provider = new IdentityProvider { SignsWithAnotherKey = true };
        var (host, _) = await StartAsync(database, provider);
        await using var running = host;
        var claims = Claims("nora", $"{Guid.NewGuid():N}@example.org", true, "office");
        Assert.Equal("/account/sign-in?single-sign-on=failed", (await SignInAsync(host, provider, claims)).Location);
        provider.SignsWithAnotherKey = false;
        var asked = await new Visitor(host.Http).GetAsync("/account/single-sign-on");
        var thief = await new Visitor(host.Http).GetAsync(provider.Answer(asked.Location!, claims)); // without the cookies of who asked
        Assert.Equal("/account/sign-in?single-sign-on=failed", thief.Location);
        var unasked = await new Visitor(host.Http).GetAsync("/account/single-sign-on/finish");
        Assert.Equal("/account/sign-in?single-sign-on=failed", unasked.Location);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task With_passwords_switched_off_only_an_owner_still_signs_in_with_one(Provider database)
    {
        using var provider = new IdentityProvider();
        var (host, portal) = await StartAsync(database, provider, ("SignIn:Password", "false"));
        await using var running = host;
        var admin = await Person.JoinAsync(type => host.Services.GetService(type)!, portal.Owner, Role.Admin);
        var owner = await Person.JoinAsync(type => host.Services.GetService(type)!, portal.Owner, Role.Owner);
        var refused = await new Visitor(host.Http).SignInAsync(admin.Email, Person.Password);
        Assert.Contains("E-mail or password is wrong.", refused.Text, StringComparison.Ordinal);
        Assert.Equal("/", (await new Visitor(host.Http).SignInAsync(owner.Email, Person.Password)).Location);
    }

    private static async Task<Role> RoleAsync(ApiPortal portal, string email) =>
        Assert.Single((await portal.Get<UserQueries>().ListAsync(portal.Owner, new() { Search = email }, new())).Items).Role;
}
