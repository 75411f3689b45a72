using System.Net;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

/// <summary>The pages of one's own account, and the second step of signing in, as a browser without scripts sees them.</summary>
[Collection("api")]
public sealed partial class AccountPageTests
{
    private static readonly (string Name, string Value) ManyTries = ("Portal:SignInsPerMinute", "1000");

    private static Task<Person> JoinAsync(ApiHost host, Actor owner, Role role = Role.Organiser) =>
        Person.JoinAsync(type => host.Services.GetService(type)!, owner, role);

    private static async Task<(ApiHost Host, Actor Owner, Person Person, Visitor Visitor)> StartAsync(Provider provider, Role role,
        params (string Name, string Value)[] settings)
    {
        var host = new ApiHost(provider, null, [ManyTries, .. settings]);
        var owner = (await host.TenantAsync()).Owner;
        var person = await JoinAsync(host, owner, role);
        var visitor = new Visitor(host.Http);
        Assert.Equal("/", (await visitor.SignInAsync(person.Email, Person.Password)).Location);
        return (host, owner, person, visitor);
    }

    private static async Task<string> SecureAsync(ApiHost host, Visitor visitor)
    {
        var page = await visitor.GetAsync("/account/second-factor");
        var key = Key().Match(page.Text).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        var ticket = Ticket().Match(page.Text).Groups[1].Value;
        var on = await visitor.SubmitAsync("/account/second-factor", ("Input.Code", Person.Code(key, host.Time)), ("Input.Ticket", ticket));
        Assert.Equal(SecondFactorService.CodeCount, Recovery().Count(on.Text));
        return key;
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_second_step_takes_a_code_once_and_a_remembered_device_is_not_asked_until_the_password_changes(Provider provider)
    {
        var (host, _, person, visitor) = await StartAsync(provider, Role.Organiser);
        await using var _ = host;
        var key = await SecureAsync(host, visitor);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/events")).Status);

        var phone = new Visitor(host.Http);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        var step = (await phone.SignInAsync(person.Email, Person.Password)).Location!;
        Assert.StartsWith("/account/sign-in/second-factor", step, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await phone.GetAsync("/events")).Status); // half signed in is not signed in
        Assert.Contains("This code is wrong", (await phone.SubmitAsync(step, ("Input.Code", "000000"))).Text, StringComparison.Ordinal);
        var code = Person.Code(key, host.Time);
        Assert.Equal("/", (await phone.SubmitAsync(step, ("Input.Code", code), ("Input.Remember", "true"))).Location);
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync("/events")).Status);

        var other = new Visitor(host.Http);
        step = (await other.SignInAsync(person.Email, Person.Password)).Location!;
        Assert.Contains("This code is wrong", (await other.SubmitAsync(step, ("Input.Code", code))).Text, StringComparison.Ordinal);

        await phone.SubmitAsync("/account/sign-out");
        Assert.Equal("/", (await phone.SignInAsync(person.Email, Person.Password)).Location); // remembered
        await phone.SubmitAsync("/account/change-password", ("Input.Current", Person.Password), ("Input.New", "another horse runs"));
        await phone.SubmitAsync("/account/sign-out");
        Assert.StartsWith("/account/sign-in/second-factor", (await phone.SignInAsync(person.Email, "another horse runs")).Location!,
            StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Where_it_is_demanded_nothing_opens_before_it_is_set_up(Provider provider)
    {
        var (host, owner, person, before) = await StartAsync(provider, Role.Admin);
        await using var _ = host;
        var tenants = host.Get<TenantService>();
        var own = await tenants.OwnAsync(owner);
        (await tenants.UpdateAsync(owner, new TenantDraft(own.Slug, own.Name) { SecondFactorFrom = Role.Admin }, own.Version)).Required();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("/account/second-factor", (await before.GetAsync("/events")).Location); // a session from before
        var visitor = new Visitor(host.Http);
        Assert.Equal("/", (await visitor.SignInAsync(person.Email, Person.Password)).Location);
        foreach (var path in new[] { "/", "/events", "/exports/1/file", "/station/congress", "/users" })
        {
            Assert.Equal((HttpStatusCode.Redirect, "/account/second-factor"), (await visitor.GetAsync(path)) is var answer
                ? (answer.Status, answer.Location) : default);
        }

        var circuit = await visitor.SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", null);
        Assert.Equal(HttpStatusCode.Forbidden, circuit.Status);
        await SecureAsync(host, visitor);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/events")).Status);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await before.GetAsync("/events")).Status); // it is the person's, not the session's
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_forgotten_password_is_answered_alike_for_everybody_and_its_link_opens_a_page_once(Provider provider)
    {
        using var smtp = new SmtpPeer();
        var (host, _, person, visitor) = await StartAsync(provider, Role.Organiser, ("Mail:Host", "127.0.0.1"),
            ("Mail:Port", $"{smtp.Settings.Port}"), ("Mail:Encrypted", "false"), ("Mail:From", "portal@example.org"),
            ("Portal:PublicUrl", "https://portal.example.org"));
        await using var _ = host;
        var stranger = new Visitor(host.Http);
        host.Commands.Reset();
        var known = await stranger.SubmitAsync("/account/forgot", ("Input.Email", person.Email));
        var commands = host.Commands.Count;
        var unknown = await stranger.SubmitAsync("/account/forgot", ("Input.Email", $"{Guid.NewGuid():N}@example.org"));
        Assert.Equal(MainOf(known.Text), MainOf(unknown.Text));
        Assert.Contains("If there is such an account", known.Text, StringComparison.Ordinal);
        Assert.Equal(commands, host.Commands.Count - commands);
        Assert.Empty(smtp.Mails); // looked for later, by nobody who waits
        await host.Get<AccountPost>().SendAsync();
        var (to, text) = Assert.Single(smtp.Mails);
        Assert.Equal(person.Email, to);
        var link = Link().Match(text).Value;
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(link)).Status);
        Assert.Contains("guessed easily", (await stranger.SubmitAsync(link, ("Input.New", "passwordpass"))).Text, StringComparison.Ordinal);
        Assert.Contains("Your new password holds", (await stranger.SubmitAsync(link, ("Input.New", "another horse runs"))).Text,
            StringComparison.Ordinal);
        Assert.Contains("not valid any more", (await stranger.GetAsync(link)).Text, StringComparison.Ordinal);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/events")).Status);
        Assert.Equal("/", (await stranger.SignInAsync(person.Email, "another horse runs")).Location);
        await host.Get<AccountPost>().SendAsync();
        Assert.Contains("was changed", smtp.Mails.Last().Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_a_mail_server_the_page_says_who_helps(Provider provider)
    {
        await using var host = new ApiHost(provider);
        var page = await new Visitor(host.Http).GetAsync("/account/forgot");
        Assert.Contains("This portal sends no mail. Ask an owner of your organisation", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", page.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_profile_is_kept_for_every_browser_and_another_address_needs_a_recent_proof(Provider provider)
    {
        var (host, _, person, visitor) = await StartAsync(provider, Role.Viewer);
        await using var _ = host;
        Assert.Equal("/account/profile?saved=true", (await visitor.SubmitAsync("/account/profile", ("Input.Person", "Paula P."),
            ("Input.Language", "de"), ("Input.Theme", "dark"))).Location);
        var other = new Visitor(host.Http);
        var signedIn = await other.SignInAsync(person.Email, Person.Password);
        Assert.Contains(signedIn.Cookies, cookie => cookie.StartsWith("portal_theme=dark", StringComparison.Ordinal));
        Assert.Contains("Ihr Konto", (await other.GetAsync("/account/profile")).Text, StringComparison.Ordinal);

        host.Time.Advance(Proof.Age + TimeSpan.FromSeconds(1));
        var asked = (await other.GetAsync("/account/email")).Location;
        Assert.Equal("/account/confirm?return=%2Faccount%2Femail", asked);
        Assert.Contains("Passwort stimmt nicht", (await other.SubmitAsync(asked!, ("Input.Answer", "wrong"))).Text,
            StringComparison.Ordinal);
        Assert.Equal("/account/email", (await other.SubmitAsync(asked!, ("Input.Answer", Person.Password))).Location);
        var email = $"new-{Guid.NewGuid():N}@example.org";
        Assert.Contains(email, (await other.SubmitAsync("/account/email", ("Input.Email", email))).Text, StringComparison.Ordinal);
        Assert.Equal("/", (await new Visitor(host.Http).SignInAsync(email, Person.Password)).Location);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Somebody_ends_their_other_browsers_from_the_list_of_their_devices(Provider provider)
    {
        var (host, _, person, visitor) = await StartAsync(provider, Role.Steward);
        await using var _ = host;
        var other = new Visitor(host.Http);
        await other.SignInAsync(person.Email, Person.Password);
        Assert.Equal(3, Item().Count((await visitor.GetAsync("/account/sessions")).Text)); // one of them is the fixture's
        var ended = await visitor.SubmitFormAsync("/account/sessions", "end-others");
        Assert.Contains("You were signed out everywhere else.", ended.Text, StringComparison.Ordinal);
        Assert.Single(Item().Matches(ended.Text));
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/account/profile")).Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account/profile")).Status);
    }

    private static string MainOf(string page) => Body().Match(page).Value;

    [GeneratedRegex("<main.*?</main>", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex("class=\"account-key\">([A-Z2-7 ]+)<")]
    private static partial Regex Key();

    [GeneratedRegex("name=\"Input.Ticket\" value=\"([^\"]+)\"")]
    private static partial Regex Ticket();

    [GeneratedRegex("<code>[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}</code>")]
    private static partial Regex Recovery();

    [GeneratedRegex("(?<=https://portal.example.org)/account/reset/pwd_[A-Za-z0-9]{40}")]
    private static partial Regex Link();

    [GeneratedRegex("<li>\\s*<span class=\"icon")]
    private static partial Regex Item();
}
