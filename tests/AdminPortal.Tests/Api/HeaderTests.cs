using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Routing;

namespace AdminPortal.Tests.Api;

/// <summary>What a browser is told with every answer, whatever it is and whoever asks.</summary>
[Collection("api")]
public sealed partial class HeaderTests
{
    private static readonly Dictionary<string, string> Always = new()
    {
        ["X-Content-Type-Options"] = "nosniff",
        ["X-Frame-Options"] = "DENY",
        ["Referrer-Policy"] = "same-origin",
        ["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Strict-Transport-Security"] = "max-age=15552000",
    };

    private readonly List<string> wrong = [];

    private readonly SortedDictionary<int, int> statuses = [];

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("^req_[A-Za-z0-9]{20}$")]
    private static partial Regex RequestId();

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_route_answers_with_the_headers_that_protect_a_browser(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ("Portal:SignInsPerMinute", "100000"));
        var portal = await host.TenantAsync();
        await portal.EventAsync();
        var person = await Person.JoinAsync(type => host.Services.GetService(type)!, portal.Owner, Role.Owner);
        var visitor = new Visitor(host.Http);
        Assert.Equal("/", (await visitor.SignInAsync(person.Email, Person.Password)).Location);
        var routes = host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.True(routes.Count > 100, $"{routes.Count}");
        foreach (var route in routes)
        {
            var pattern = route.RoutePattern.RawText!.TrimStart('/');
            var path = "/" + Parameter().Replace(pattern, part => part.Value.Contains("ey", StringComparison.Ordinal) ? "congress" : "1");
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                await AskAsync(host, method, path, null, null);
                if (method == "GET" && !pattern.Contains('.', StringComparison.Ordinal))
                {
                    await AskAsync(host, method, path, visitor.Cookies, portal.Key);
                }
            }
        }

        foreach (var path in new[] { "/nothing", "/api/v1/nothing", "/api/docs/index.html", "/openapi/v1.json", "/wall/x", "/station",
            "/health/ready", "/favicon.svg", "/account/sign-in?single-sign-on=failed" })
        {
            await AskAsync(host, "GET", path, null, null);
        }

        host.Database.Broken = true;
        await AskAsync(host, "GET", "/account/setup", null, null);
        await AskAsync(host, "GET", "/api/v1/participants", null, portal.Key);
        host.Database.Away = true;
        await AskAsync(host, "GET", "/account/setup", null, null);
        await AskAsync(host, "GET", "/api/v1/participants", null, portal.Key);
        Assert.Empty(wrong);
        Assert.All([200, 302, 401, 404, 405, 500, 503], status => Assert.True(statuses.GetValueOrDefault(status) > 0,
            $"{status} of {string.Join(", ", statuses)}"));
    }

    private async Task AskAsync(ApiHost host, string method, string path, string? cookies, string? key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        request.Headers.Host = "portal.example.org";
        if (cookies is not null)
        {
            request.Headers.Add("Cookie", cookies);
        }

        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        using var answer = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); // a stream has no end
        statuses[(int)answer.StatusCode] = statuses.GetValueOrDefault((int)answer.StatusCode) + 1;
        string? Of(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(" | ", values) : null;
        var lacks = Always.Where(header => Of(header.Key) != header.Value).Select(header => $"{header.Key}: {Of(header.Key)}").ToList();
        if (!RequestId().IsMatch(Of(Headers.RequestId) ?? ""))
        {
            lacks.Add("no request id");
        }

        lacks.AddRange(new[] { "Server", "X-Powered-By" }.Where(answer.Headers.Contains));
        lacks.AddRange(Lacks(Of("Content-Security-Policy") ?? "", path, (int)answer.StatusCode));
        if (cookies is not null && answer.Content.Headers.ContentType?.MediaType == "text/html"
            && Of("Cache-Control")?.Contains("no-store", StringComparison.Ordinal) != true && !IsStation(path))
        {
            lacks.Add($"Cache-Control: {Of("Cache-Control")}");
        }

        wrong.AddRange(lacks.Select(lack => $"{method} {path} ({(int)answer.StatusCode}): {lack}"));
    }

    /// <summary>The station's page: it is kept by the device, which works without network, and holds nobody's data.</summary>
    private static bool IsStation(string path) => path is "/station" or "/station/"
        || (path.StartsWith("/station/", StringComparison.Ordinal) && !path.StartsWith("/station/api", StringComparison.Ordinal));

    private static IEnumerable<string> Lacks(string policy, string path, int status)
    {
        var parts = policy.Split("; ").Select(part => part.Split(' ', 2)).ToLookup(part => part[0], part => part.ElementAtOrDefault(1));
        (string Name, string Value)[] needed =
        [
            ("default-src", "'self'"), ("object-src", "'none'"),
            ("script-src", IsStation(path) && status == 200 ? "'self' 'wasm-unsafe-eval'" : "'self'"),
            ("base-uri", "'self'"), ("form-action", "'self'"), ("frame-ancestors", "'none'"), ("require-trusted-types-for", "'script'"),
            ("trusted-types", path.StartsWith("/api/docs", StringComparison.Ordinal) ? "default inspect dompurify" : "default inspect"),
        ];
        foreach (var (name, value) in needed.Where(one => !parts[one.Name].SequenceEqual([one.Value])))
        {
            yield return $"{name} is {string.Join(" | ", parts[name])}, not {value}";
        }

        // Style attributes alone may be written by libraries; style elements are ours or known by their content.
        foreach (var part in parts.Where(part => part.Key is not ("style-src-attr" or "script-src")
            && part.Any(value => value?.Contains("unsafe", StringComparison.Ordinal) == true)))
        {
            yield return $"{part.Key} is {part.First()}";
        }
    }
}
