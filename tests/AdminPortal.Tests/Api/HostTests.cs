using System.Net;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Api;

/// <summary>Names, addresses, cookies and headers of an installation that others reach.</summary>
[Collection("api")]
public sealed class HostTests
{
    private const string Password = "correct horse battery";

    private static readonly (string Name, string Value)[] Public =
        [("Portal:PublicUrl", "https://portal.example.org"), ("Portal:AllowedHosts", "tickets.example.org, *.example.net")];

    private static Task<Visitor.Answer> GetAsync(ApiHost host, string path, string? name, params (string Name, string Value)[] more) =>
        new Visitor(host.Http).SendAsync(HttpMethod.Get, path, null, name is null ? more : [("Host", name), .. more]);

    [Theory, ClassData(typeof(Providers))]
    public async Task Only_names_of_the_settings_are_served(Provider provider)
    {
        await using var host = new ApiHost(provider, null, Public);
        foreach (var good in new[] { "portal.example.org", "PORTAL.example.org:8443", "tickets.example.org", "any.example.net", "localhost",
            "127.0.0.1:5080", "[::1]", ApiHost.BaseDomain, $"any.{ApiHost.BaseDomain}" })
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/account/sign-in", good)).Status);
        }

        foreach (var bad in new[] { "evil.example", "example.net", "portal.example.org.evil.example", "xportal.example.org", "10.0.0.1" })
        {
            var page = await GetAsync(host, "/account/sign-in", bad);
            Assert.Equal(HttpStatusCode.BadRequest, page.Status);
            Assert.Equal("The portal is not served under this name. Whoever runs it can allow it in Portal:AllowedHosts.", page.Text);
            var call = await GetAsync(host, "/api/v1/participants", bad);
            Assert.Equal(HttpStatusCode.BadRequest, call.Status);
            Assert.StartsWith("{\"error\":\"The portal is not served under this name.", call.Text, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/health/live", bad)).Status);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(host, "/account/sign-in", null, ("X-Forwarded-Host", "evil.example")))
            .Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/account/sign-in", "inner", ("X-Forwarded-Host", "portal.example.org")))
            .Status);
    }

    /// <summary>A library would not send them, so they are written to the wire.</summary>
    [Theory]
    [InlineData("a:99999")]
    [InlineData("xn--")]
    [InlineData("a..b:80")]
    public async Task A_name_that_is_none_is_refused_in_the_contracts_words(string name)
    {
        await using var host = new ApiHost(Provider.Sqlite);
        foreach (var path in new[] { "/api/v1/participants", "/api/v1/check-ins?x=1" })
        {
            using var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(
                System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"));
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadToEndAsync();
            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            Assert.Contains("Content-Type: application/json", answer, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"malformed_body\"", answer, StringComparison.Ordinal);
            Assert.Contains("{\"error\":\"", answer, StringComparison.Ordinal);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task No_address_that_is_handed_out_begins_with_the_hosts_name_of_the_request(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ("Portal:PublicUrl", "https://portal.example.org"),
            ("Portal:AllowedHosts", "*"));
        var api = await host.TenantAsync();
        await api.EventAsync();
        await api.ParticipantAsync("1");
        var list = await api.SendAsync("GET", "/participants", null, request =>
            (request.Headers.Host, _) = ("evil.example", request.Headers.TryAddWithoutValidation("X-API-Key", api.Key)));
        Assert.StartsWith("https://portal.example.org/api/v1/participants?", list.Link("first"), StringComparison.Ordinal);
        Assert.Equal("https://portal.example.org", host.Get<PortalSettings>().AddressOf("http://evil.example/"));
        foreach (var path in new[] { "/events?search=x", "/", "/account/change-password", "/preferences?language=de&return=/events" })
        {
            Assert.StartsWith("/", (await GetAsync(host, path, "evil.example")).Location, StringComparison.Ordinal);
        }

        // Of a page that sends the browser on by itself too.
        var email = $"{Guid.NewGuid():N}@example.org";
        (await host.Get<UserService>().CreateAsync(api.Owner, email, "Ole Organiser", Role.Organiser, Password)).Required();
        Assert.Equal("/", (await new Visitor(host.Http).SignInAsync(email, Password)).Location);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Cookies_are_for_encrypted_connections_alone_however_the_request_looks_unless_the_public_address_is_not_encrypted(
        Provider provider)
    {
        await using var host = new ApiHost(provider);
        await using var plain = new ApiHost(provider, null, ("Portal:PublicUrl", "http://portal.example.org"));
        foreach (var (of, secure) in new[] { (host, true), (plain, false) })
        {
            var email = $"{Guid.NewGuid():N}@example.org";
            (await of.Get<UserService>().CreateAsync((await of.TenantAsync()).Owner, email, "Ole Organiser", Role.Organiser, Password))
                .Required();
            var visitor = new Visitor(of.Http);
            string[] set = [.. (await visitor.GetAsync("/account/sign-in")).Cookies, .. (await visitor.SignInAsync(email, Password))
                .Cookies, .. (await visitor.GetAsync("/preferences?language=de&theme=dark")).Cookies];
            Assert.Equal(4, set.Select(cookie => cookie.Split('=')[0]).Distinct().Count());
            Assert.All(set, cookie => Assert.Equal(secure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase)));
            Assert.All(set.Where(cookie => cookie.StartsWith("portal_session=", StringComparison.Ordinal)), cookie =>
                Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase));
        }

        // What says who somebody is has the prefix by which a browser takes it from this host alone, where the address is https.
        await using var named = new ApiHost(provider, null, ("Portal:PublicUrl", "https://portal.example.org"),
            ("Portal:AllowedHosts", "*"));
        var address = $"{Guid.NewGuid():N}@example.org";
        (await named.Get<UserService>().CreateAsync((await named.TenantAsync()).Owner, address, "Ole Organiser", Role.Organiser, Password))
            .Required();
        var known = new Visitor(named.Http);
        string[] cookies = [.. (await known.GetAsync("/account/sign-in")).Cookies, .. (await known.SignInAsync(address, Password)).Cookies];
        Assert.Equal(["__Host-portal_form", "__Host-portal_session"], cookies.Select(cookie => cookie.Split('=')[0]).Distinct().Order());
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal(System.Net.HttpStatusCode.OK, (await known.GetAsync("/account/profile")).Status);

        // Where the browser will not keep the cookie, the page says why nobody gets in.
        Assert.Contains("which signing in needs here", (await GetAsync(host, "/account/sign-in", "portal.lan"))
            .Text, StringComparison.Ordinal);
        Assert.DoesNotContain("which signing in needs here",
            (await GetAsync(host, "/account/sign-in", "portal.lan", ("X-Forwarded-Proto", "https"))).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("which signing in needs here", (await GetAsync(plain, "/account/sign-in", "portal.example.org"))
            .Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://www.example.org/privacy", false)]
    [InlineData("javascript:alert(1)", true)]
    [InlineData("/privacy", true)]
    public async Task Notices_are_linked_where_they_stand_and_what_is_no_address_is_named_at_start(string address, bool wrong)
    {
        foreach (var setting in new[] { "Portal:PrivacyUrl", "Portal:ImprintUrl" })
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting, address)]).Build();
            var named = PortalSettings.Read(configuration).Wrong.Any(line => line.StartsWith(setting + " ", StringComparison.Ordinal));
            Assert.Equal(wrong, named);
        }

        await using var host = new ApiHost(Provider.Sqlite);
        var page = (await new Visitor(host.Http).GetAsync("/account/sign-in")).Text;
        Assert.DoesNotContain("Imprint", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Privacy notice", page, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Nothing_tells_which_server_it_is_and_browsers_stay_with_https_and_own_scripts(Provider provider)
    {
        await using var host = new ApiHost(provider);
        foreach (var path in new[] { "/account/sign-in", "/api/v1/participants", "/nothing", "/favicon.svg", "/health/live", "/wall/x" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
            request.Headers.Host = "portal.example.org";
            using var answer = await host.Http.SendAsync(request);
            Assert.False(answer.Headers.Contains("Server"), path);
            Assert.Equal("max-age=15552000", answer.Headers.GetValues("Strict-Transport-Security").Single());
            Assert.Matches(new Regex(@"(^|; )script-src 'self'(;|$)"), answer.Headers.GetValues("Content-Security-Policy").Single());
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_an_installation_lacks_is_said_at_start(Provider provider)
    {
        await using var open = new ApiHost(provider, null, ("Portal:TrustedProxies", ""));
        await using var closed = new ApiHost(provider, null, Public);
        foreach (var sentence in new[] { "No reverse proxy is named in Portal:TrustedProxies", "The portal answers under every host name",
            "Portal:PublicUrl is not set" })
        {
            Assert.Contains(sentence, open.Start, StringComparison.Ordinal);
            Assert.DoesNotContain(sentence, closed.Start, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_host_name_that_cannot_be_read_is_named_at_start()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Portal:AllowedHosts"] = "a.example, *.b.example, *, [::1], 10.0.0.1, https://x, *., a b",
                ["Portal:CircuitsPerUser"] = "0"
            }).Build();
        Assert.Equal(["https://x", "*.", "a b", "0"], PortalSettings.Read(configuration).Wrong.Select(line => line.Split('"')[1]));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_page_that_fails_is_logged_without_what_was_searched_for(Provider provider)
    {
        await using var host = new ApiHost(provider);
        (host.Logs.On, host.Logs.From, host.Database.Broken) = (true, LogLevel.Information, true);
        var failed = await GetAsync(host, "/account/setup?search=Zoller", null);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.Status);
        Assert.Contains("An unhandled exception has occurred", host.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Zoller",
            string.Join('\n', host.Logs.Text.Split('\n')
                .Where(line => !line.Contains("Microsoft.AspNetCore.Hosting.Diagnostics", StringComparison.Ordinal))),
                    StringComparison.Ordinal);
    }
}
