using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace AdminPortal.Tests.Api;

/// <summary>
/// Every route that the portal has, taken from its route table, asked by every role, by limited people and by keys, for their own event,
/// another one, and one of another tenant.
/// </summary>
[Collection("api")]
public sealed partial class RouteMatrixTests(ITestOutputHelper output)
{
    private const string Password = "Correct-Horse-9-Battery";

    private readonly List<string> wrong = [];

    private readonly SortedDictionary<int, int> statuses = [];

    private int asked;

    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex Parameter();

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_route_opens_for_whom_it_says_and_shows_nobody_what_is_not_theirs(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ("Portal:SignInsPerMinute", "100000"));
        var (ours, others) = (await host.TenantAsync(), await host.TenantAsync());
        var (owner, stranger) = (await PersonAsync(host, ours, Role.Owner), await PersonAsync(host, others, Role.Owner));
        var now = host.Time.UtcNow();
        object Service(Type type) => host.Services.GetService(type)!;
        var own = await MarkedEvent.AddAsync(Service, owner.Actor, "6aavw6aa", now);
        var other = await MarkedEvent.AddAsync(Service, owner.Actor, "7qqvw7qq", now);
        var theirs = await MarkedEvent.AddAsync(Service, stranger.Actor, "8zzvw8zz", now);
        MarkedEvent[] targets = [own, other, theirs];
        var callers = new List<Caller> { new("nobody", null, null, ["6aavw6aa", "7qqvw7qq", "8zzvw8zz"]) };
        foreach (var role in Enum.GetValues<Role>())
        {
            var person = await PersonAsync(host, ours, role);
            callers.Add(new($"{role}", person.Actor, person.Visitor, ["8zzvw8zz"]));
        }

        foreach (var role in new[] { Role.Viewer, Role.Steward, Role.Organiser })
        {
            var person = await PersonAsync(host, ours, role, own);
            callers.Add(new($"limited {role}", person.Actor, person.Visitor, ["7qqvw7qq", "8zzvw8zz"]));
        }

        var limited = (await host.Get<ApiKeyService>().CreateAsync(owner.Actor,
            new ApiKeyDraft("limited", Grants.Scopes) { Limits = new KeyLimits([own.Id], []) })).Required().Key;
        var whole = (await host.Get<ApiKeyService>().CreateAsync(owner.Actor, new ApiKeyDraft("whole", Grants.Scopes))).Required().Key;
        var databases = host.Get<IDbContextFactory<PortalDb>>();
        var before = (await other.StateAsync(databases, owner.Actor), await theirs.StateAsync(databases, stranger.Actor));
        var routes = host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => IsOurs(route.RoutePattern.RawText!)).ToList();
        var clock = Stopwatch.StartNew();
        foreach (var route in routes)
        {
            foreach (var target in targets)
            {
                if (route.RoutePattern.RawText!.TrimStart('/').StartsWith("api/v1", StringComparison.Ordinal))
                {
                    await ApiAsync(host, route, target, limited, target != own, ["7qqvw7qq", "8zzvw8zz"]);
                    await ApiAsync(host, route, target, whole, target == theirs, ["8zzvw8zz"]);
                }
                else
                {
                    await PageAsync(route, target, callers, host);
                }
            }
        }

        output.WriteLine($"{routes.Count} routes × {callers.Count} people and 2 keys × {targets.Length} events (own, other, of another "
            + $"tenant): {asked} requests in {clock.Elapsed.TotalSeconds:F1} s; "
            + string.Join(", ", statuses.Select(pair => $"{pair.Value} × {pair.Key}")));
        Assert.Empty(wrong);
        Assert.True(routes.Count > 60 && asked > 1500, "The table of routes was not read.");
        Assert.True(statuses[200] > 300 && statuses.Keys.Any(status => status is 403 or 302 or 404));
        Assert.Equal(before, (await other.StateAsync(databases, owner.Actor), await theirs.StateAsync(databases, stranger.Actor)));
    }

    /// <summary>What the framework serves by itself, and what ends something.</summary>
    private static bool IsOurs(string pattern) => !pattern.Contains("_framework", StringComparison.Ordinal)
        && !pattern.Contains("_blazor", StringComparison.Ordinal) && !pattern.Contains("_content", StringComparison.Ordinal)
        && (!pattern.Contains('.', StringComparison.Ordinal) || pattern.Contains('{', StringComparison.Ordinal))
        && !pattern.Contains("sign-out", StringComparison.Ordinal);

    /// <summary>What is compressed shows no words.</summary>
    private static bool IsFile(string path) => path.EndsWith("/file", StringComparison.Ordinal)
        || path.EndsWith(".pdf", StringComparison.Ordinal) || path.EndsWith(".ics", StringComparison.Ordinal);

    private static string Path(RouteEndpoint route, MarkedEvent target) => "/" + Parameter().Replace(
        route.RoutePattern.RawText!.TrimStart('/'), match => match.Groups[1].Value switch
        {
            "eventKey" or "EventKey" or "Key" or "key" => target.Key,
            "id" or "Id" => $"{IdOf(route.RoutePattern.RawText!, target)}",
            var name => name.ToLowerInvariant().Contains("id", StringComparison.Ordinal) ? $"{target.Id}" : "nothing-here",
        });

    private static long IdOf(string pattern, MarkedEvent target) => pattern switch
    {
        _ when pattern.Contains("designs", StringComparison.Ordinal) => target.Ids.GetValueOrDefault("design", target.Id),
        _ when pattern.Contains("participants", StringComparison.Ordinal) => target.Ids["participant"],
        _ when pattern.Contains("check-ins", StringComparison.Ordinal) => target.Ids["check_in"],
        _ when pattern.Contains("invoices", StringComparison.Ordinal) => target.Ids["invoice"],
        _ when pattern.Contains("payments", StringComparison.Ordinal) => target.Ids["payment"],
        _ when pattern.Contains("applications", StringComparison.Ordinal) => target.Ids["application"],
        _ when pattern.Contains("contacts", StringComparison.Ordinal) => target.Ids["contact"],
        _ => target.Id,
    };

    private async Task PageAsync(RouteEndpoint route, MarkedEvent target, List<Caller> callers, ApiHost host)
    {
        if (route.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: var methods } && !methods.Contains("GET"))
        {
            return;
        }

        var path = Path(route, target);
        var isOpen = route.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var rules = route.Metadata.GetOrderedMetadata<IAuthorizeData>();
        foreach (var caller in callers)
        {
            var answer = await (caller.Visitor?.Copy() ?? new Visitor(host.Http)).GetAsync(path);
            var may = isOpen || rules.Count == 0 || (caller.Actor is { } actor
                && rules.All(rule => rule.Policy is null || actor.May(Enum.Parse<Permission>(rule.Policy))));
            var turnedAway = answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                || answer.Location?.Contains("/account/", StringComparison.Ordinal) == true;
            Note(answer.Status);
            if ((!may && answer.Status == HttpStatusCode.OK) || (may && caller.Actor is not null && turnedAway && rules.Count > 0
                && rules.All(rule => rule.Policy is not null)))
            {
                wrong.Add($"{caller.Name} {path}: {answer.Status}, although {(may ? "allowed" : "not allowed")}");
            }

            if (answer.Status == HttpStatusCode.OK && caller.Forbidden.Contains(target.Mark) && IsFile(path))
            {
                wrong.Add($"{caller.Name} gets the file {path}");
            }

            Judge(caller.Name, path, answer.Text, target, caller.Forbidden);
        }
    }

    private async Task ApiAsync(ApiHost host, RouteEndpoint route, MarkedEvent target, string key, bool isForeign, string[] forbidden)
    {
        var methods = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
        foreach (var method in isForeign ? methods : methods.Where(method => method is "GET" or "HEAD"))
        {
            var path = Path(route, target) + $"?event_key={target.Key}";
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("X-API-Key", key);
            if (method is "POST" or "PUT" or "PATCH")
            {
                request.Content = new StringContent(method == "POST"
                    ? $$"""
                      {"event_key":"{{target.Key}}","customer_number":"N{{target.Mark}}","badge_number":"B{{target.Mark}}",
                       "action":"check_out"}
                      """
                    : """{"is_confirmed":false}""", Encoding.UTF8, "application/json");
            }

            using var response = await host.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Note(response.StatusCode);
            if (isForeign && method is not ("GET" or "HEAD" or "OPTIONS") && response.IsSuccessStatusCode)
            {
                wrong.Add($"key {method} {path}: {response.StatusCode}");
            }

            Judge($"key {method}", path, text, target, forbidden);
        }
    }

    private void Judge(string who, string path, string text, MarkedEvent target, string[] forbidden)
    {
        var rest = target.Without(text);
        wrong.AddRange(forbidden.Where(mark => rest.Contains(mark, StringComparison.Ordinal))
            .Select(mark => $"{who} {path} shows {mark}"));
    }

    private void Note(HttpStatusCode status)
    {
        asked++;
        statuses[(int)status] = statuses.GetValueOrDefault((int)status) + 1;
    }

    private static async Task<(Actor Actor, Visitor Visitor)> PersonAsync(ApiHost host, ApiPortal tenant, Role role,
        MarkedEvent? only = null)
    {
        var users = host.Get<UserService>();
        var email = $"{Guid.NewGuid():N}@example.org";
        var id = (await users.CreateAsync(tenant.Owner, email, $"{role}", role, Password)).Required();
        if (only is not null)
        {
            (await users.LimitAsync(tenant.Owner, id, new LimitDraft([only.Id], []))).Required();
        }

        var visitor = new Visitor(host.Http);
        Assert.Equal("/", (await visitor.SignInAsync(email, Password)).Location);
        return ((await users.ActorAsync(id, null))! with { Proof = Proof.Standing }, visitor);
    }

    private sealed record Caller(string Name, Actor? Actor, Visitor? Visitor, string[] Forbidden);
}
