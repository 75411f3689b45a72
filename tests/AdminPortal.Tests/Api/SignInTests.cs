using System.Net;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Api;

/// <summary>Signing in and out as a browser does it.</summary>
[Collection("api")]
public sealed class SignInTests
{
    private const string Password = "correct horse battery";

    private const string Wrong = "wrong horse battery";

    private static readonly (string Name, string Value) ManyTries = ("Portal:SignInsPerMinute", "1000");

    private static async Task<(long Id, string Email, Actor Owner)> PersonAsync(ApiHost host, Role role = Role.Organiser)
    {
        var owner = (await host.TenantAsync()).Owner;
        var email = $"{Guid.NewGuid():N}@example.org";
        return ((await host.Get<UserService>().CreateAsync(owner, email, "Ole Organiser", role, Password)).Required(), email, owner);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Whether_there_is_an_account_changes_neither_the_words_nor_the_work(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ManyTries);
        var (disabledId, disabled, owner) = await PersonAsync(host);
        var (_, known, _) = await PersonAsync(host);
        (await host.Get<UserService>().SetDisabledAsync(owner, disabledId, true)).Required();
        var hasher = new CountingHasher();
        await using var counted = host.WithWebHostBuilder(builder =>
            builder.ConfigureTestServices(services => services.AddSingleton<IPasswordHasher<PortalUser>>(hasher)));
        using var http = counted.CreateClient(new WebApplicationFactoryClientOptions { HandleCookies = false, AllowAutoRedirect = false });
        await new Visitor(http).SignInAsync("first@example.org", Wrong); // the hash to compare with is made once

        var outcomes = new List<(string Words, int Work)[]>();
        foreach (var (email, password) in new[] { (known, Wrong), ($"{Guid.NewGuid():N}@example.org", Wrong), (disabled, Password) })
        {
            var outcome = new List<(string, int)>();
            for (var attempt = 0; attempt < 7; attempt++)
            {
                hasher.Count = 0;
                var answer = await new Visitor(http).SignInAsync(email, password);
                Assert.Equal(HttpStatusCode.OK, answer.Status);
                outcome.Add((Alert(answer.Text), hasher.Count));
            }

            outcomes.Add([.. outcome]);
        }

        (string, int) failed = ("E-mail or password is wrong.", 1), locked = ("Too many wrong passwords. Try again in ten minutes.", 1);
        Assert.All(outcomes, outcome => Assert.Equal([failed, failed, failed, failed, locked, locked, locked], outcome));

        // Locked, the right password is no other than a wrong one.
        Assert.Equal(locked.Item1, Alert((await new Visitor(http).SignInAsync(known, Password)).Text));
        host.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("/", (await new Visitor(http).SignInAsync(known, Password)).Location);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Signed_out_no_copy_of_the_cookie_opens_anything_on_any_node(Provider provider)
    {
        await using var host = new ApiHost(provider);
        await using var node = new ApiHost(provider, host);
        var (_, email, _) = await PersonAsync(host);
        var visitor = new Visitor(host.Http);
        Assert.Equal("/", (await visitor.SignInAsync(email, Password)).Location);
        var (copy, there) = (visitor.Copy(), visitor.Copy());
        Assert.Equal(HttpStatusCode.OK, (await copy.GetAsync("/events")).Status);
        Assert.Equal(HttpStatusCode.OK, (await new Visitor(node.Http).SendAsync(HttpMethod.Get, "/events", null, ("Cookie", there.Cookies)))
            .Status);
        Assert.Equal("/account/sign-in?ended=true", (await visitor.SubmitAsync("/account/sign-out")).Location);
        var (cookies, late) = (copy.Cookies, await copy.GetAsync("/events"));
        Assert.Equal((HttpStatusCode.Redirect, "/account/sign-in?return=%2Fevents"), (late.Status, late.Location));
        host.Time.Advance(TimeSpan.FromSeconds(1)); // another node knows a session for a second
        Assert.Equal(HttpStatusCode.Redirect, (await new Visitor(node.Http).SendAsync(HttpMethod.Get, "/events", null, ("Cookie", cookies)))
            .Status);
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await new Visitor(node.Http).SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", null, ("Cookie", cookies)))
                .Status);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_current_password_is_asked_as_at_signing_in_and_locks_like_it(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ManyTries);
        var (_, email, _) = await PersonAsync(host);
        var (visitor, other) = (new Visitor(host.Http), new Visitor(host.Http));
        await visitor.SignInAsync(email, Password);
        await other.SignInAsync(email, Password);

        async Task<string> ChangeAsync(string current, string next) =>
            (await visitor.SubmitAsync("/account/change-password", ("Input.Current", current), ("Input.New", next))).Text;

        Assert.Contains("This is the password you have already.", await ChangeAsync(Password, Password), StringComparison.Ordinal);
        Assert.Contains("This password is guessed easily", await ChangeAsync(Password, "passwordpass"), StringComparison.Ordinal);
        for (var wrong = 0; wrong < 4; wrong++)
        {
            Assert.Contains("The current password is wrong.", await ChangeAsync(Wrong, "another horse runs"), StringComparison.Ordinal);
        }

        Assert.Contains("Too many wrong passwords.", await ChangeAsync(Wrong, "another horse runs"), StringComparison.Ordinal);
        Assert.Contains("Too many wrong passwords.", await ChangeAsync(Password, "another horse runs"), StringComparison.Ordinal);
        Assert.Contains("Too many wrong passwords.", (await new Visitor(host.Http).SignInAsync(email, Password))
            .Text, StringComparison.Ordinal);

        host.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains("Your password was changed.", await ChangeAsync(Password, "another horse runs"), StringComparison.Ordinal);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/events")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/events")).Status);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Five_hundred_anonymous_requests_open_no_circuit(Provider provider)
    {
        await using var host = new ApiHost(provider);
        var visitor = new Visitor(host.Http);
        string[] paths = ["/", "/events", "/nothing/here", "/not-found", "/account/sign-in", "/account/setup", "/account/invitation/inv_x",
            "/error", "/no-access", "/account/sign-out"];
        for (var request = 0; request < 500; request++)
        {
            var answer = await visitor.GetAsync(paths[request % paths.Length]);
            Assert.InRange((int)answer.Status, 200, 499);
            Assert.DoesNotContain("<!--Blazor:{\"type\":\"server\"", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("blazor.web", answer.Text, StringComparison.Ordinal);
        }

        foreach (var (method, path) in new[] { (HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1"),
            (HttpMethod.Get, "/_blazor?id=x"), (HttpMethod.Post, "/_blazor?id=x"), (HttpMethod.Get, "/_BLAZOR") })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.SendAsync(method, path, null)).Status);
        }

        Assert.Equal(0, host.Get<CircuitPlaces>().Open);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_has_too_many_windows_gets_a_page_that_says_so(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ("Portal:CircuitsPerUser", "2"), ("Portal:CircuitsPerAddress", "3"));
        var (person, email, _) = await PersonAsync(host);
        var (_, otherEmail, _) = await PersonAsync(host);
        var (visitor, other) = (new Visitor(host.Http), new Visitor(host.Http));
        await visitor.SignInAsync(email, Password);
        await other.SignInAsync(otherEmail, Password);
        var places = host.Get<CircuitPlaces>();
        using var first = places.Take(person, IPAddress.Parse("10.0.0.1"));
        Assert.Contains("blazor.web", (await visitor.GetAsync("/events")).Text, StringComparison.Ordinal);
        var second = places.Take(person, IPAddress.Parse("10.0.0.2"));
        Assert.Null(places.Take(person, IPAddress.Parse("10.0.0.3")));
        var refused = await visitor.GetAsync("/events");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("Too many windows are open", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("blazor.web", refused.Text, StringComparison.Ordinal);
        second!.Dispose();
        second.Dispose(); // once
        Assert.Equal(1, places.Open);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/events")).Status);

        var here = new[] { 101, 102, 103 }.Select(id => places.Take(id, IPAddress.Loopback)).ToList();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await other.GetAsync("/events")).Status);
        here.ForEach(place => place!.Dispose());
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/events")).Status);
    }

    private static string Alert(string page) =>
        WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page, "role=\"alert\">.*?</span>([^<]*)</div>").Groups[1].Value);

    private sealed class CountingHasher : PasswordHasher<PortalUser>
    {
        public int Count { get; set; }

        public override PasswordVerificationResult VerifyHashedPassword(PortalUser user, string hashedPassword, string providedPassword)
        {
            Count++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }

        public override string HashPassword(PortalUser user, string password)
        {
            Count++;
            return base.HashPassword(user, password);
        }
    }
}
