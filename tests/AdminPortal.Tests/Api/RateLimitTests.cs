using System.Globalization;
using System.Net;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.Configuration;

namespace AdminPortal.Tests.Api;

[Collection("api")]
public sealed class RateLimitTests(ApiPortals portals)
{
    private static int Number(ApiAnswer answer, string header) => int.Parse(answer.Headers[header], CultureInfo.InvariantCulture);

    [Theory, ClassData(typeof(Providers))]
    public async Task Limited_replies_say_what_is_left_and_unlimited_ones_nothing(Provider provider)
    {
        var api = await portals.StartAsync(provider, Plan.Business);
        var before = await api.GetAsync("/participants");
        var after = await api.GetAsync("/nothing");
        var reset = new DateTimeOffset(api.Host.Time.UtcNow().Date.AddHours(api.Host.Time.UtcNow().Hour + 1), TimeSpan.Zero)
            .ToUnixTimeSeconds();
        Assert.Equal((5000, 4999, reset),
            (Number(before, "X-RateLimit-Limit"), Number(before, "X-RateLimit-Remaining"), Number(before, "X-RateLimit-Reset")));
        Assert.Equal((HttpStatusCode.NotFound, 4998), (after.Status, Number(after, "X-RateLimit-Remaining")));
        var unlimited = await (await portals.StartAsync(provider)).GetAsync("/participants");
        Assert.DoesNotContain(unlimited.Headers.Keys, name => name.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Exactly_the_limit_passes_over_two_hosts_on_one_database(Provider provider)
    {
        (string, string)[] limit = [("Api:RateLimits:Business", "50")];
        await using var north = new ApiHost(provider, null, limit);
        await using var south = new ApiHost(provider, north, limit);
        var api = await north.TenantAsync(Plan.Business);
        var other = api.At(south);
        var answers = await Task.WhenAll(Enumerable.Range(0, 120)
            .Select(i => (i % 2 == 0 ? api : other).GetAsync("/participants?per_page=1")));
        Assert.Equal(50, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.Equal(Enumerable.Range(0, 50), answers.Where(a => a.Status == HttpStatusCode.OK)
            .Select(a => Number(a, "X-RateLimit-Remaining")).Order());

        north.Time.Advance(TimeSpan.FromMinutes(20.5));
        var refused = (await api.PostAsync("/nothing", "no json")).Is(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal((50, 0, (int)TimeSpan.FromMinutes(39.5).TotalSeconds),
            (Number(refused, "X-RateLimit-Limit"), Number(refused, "X-RateLimit-Remaining"), Number(refused, "Retry-After")));
        (await other.GetAsync("/participants")).Is(HttpStatusCode.TooManyRequests, "rate_limited");

        var another = api.At(north);
        another.Key = await api.KeyAsync("checkins");
        (await another.GetAsync("/participants")).Is(HttpStatusCode.Forbidden, "scope_required");
        Assert.Equal(49, Number(await another.GetAsync("/check-ins/4711"), "X-RateLimit-Remaining"));

        north.Time.Advance(TimeSpan.FromMinutes(39.5));
        Assert.Equal(49, Number((await other.GetAsync("/participants")).Is(HttpStatusCode.OK), "X-RateLimit-Remaining"));
        Assert.Equal(48, Number((await api.GetAsync("/participants")).Is(HttpStatusCode.OK), "X-RateLimit-Remaining"));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_refusal_for_the_limit_is_not_remembered(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ("Api:RateLimits:Business", "1"));
        var api = await host.TenantAsync(Plan.Business);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        (await api.GetAsync("/participants")).Is(HttpStatusCode.OK);
        (await api.PostOnceAsync("/check-ins", """{"event_key":"congress","badge_number":"1"}""", "a"))
            .Is(HttpStatusCode.TooManyRequests, "rate_limited");
        host.Time.Advance(TimeSpan.FromHours(1));
        (await api.PostOnceAsync("/check-ins", """{"event_key":"congress","badge_number":"1"}""", "a")).Is(HttpStatusCode.Created);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_limited_call_costs_one_command_more(Provider provider)
    {
        var api = await portals.StartAsync(provider, Plan.Business);
        await api.GetAsync("/nothing");
        await api.GetAsync("/nothing");
        api.Host.Commands.Reset();
        await api.GetAsync("/nothing");
        Assert.Equal(1, api.Host.Commands.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_revoked_key_is_refused_by_another_host_within_a_second(Provider provider)
    {
        await using var north = new ApiHost(provider);
        await using var south = new ApiHost(provider, north);
        var api = await north.TenantAsync();
        var other = api.At(south);
        var key = await api.NewKeyAsync(["participants"]);
        (api.Key, other.Key) = (key.Key, key.Key);
        (await other.GetAsync("/participants")).Is(HttpStatusCode.OK);
        (await api.Get<ApiKeyService>().RevokeAsync(api.Owner, key.Id)).Required();
        (await api.GetAsync("/participants")).Is(HttpStatusCode.Unauthorized, "unauthorized");
        north.Time.Advance(TimeSpan.FromSeconds(1));
        (await other.GetAsync("/participants")).Is(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Calls_of_the_last_hour_are_counted_for_every_plan_and_over_hosts(Provider provider)
    {
        await using var north = new ApiHost(provider);
        await using var south = new ApiHost(provider, north);
        var api = await north.TenantAsync();
        var usage = north.Get<CallUsage>();
        var id = Assert.Single((await api.Get<ApiKeyService>().ListAsync(api.Owner, new(), new())).Items).Id;
        for (var round = 0; round < 3; round++)
        {
            await api.GetAsync("/nothing");
            await api.At(south).GetAsync("/participants");
            Assert.Equal((2 * round) + 1, (await usage.LastHourAsync(api.Owner))[id]); // the other host has not written its last minute yet
            await south.Get<CallUsage>().FlushAsync();
            await usage.FlushAsync();
            Assert.Equal((2 * round) + 2, (await usage.LastHourAsync(api.Owner))[id]);
            north.Time.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.Equal(4, (await usage.LastHourAsync(api.Owner))[id]);
        north.Time.Advance(TimeSpan.FromMinutes(120));
        await usage.FlushAsync();
        Assert.Empty(await usage.LastHourAsync(api.Owner));
    }

    [Fact]
    public void A_limit_that_cannot_be_read_is_named_at_start()
    {
        static string[] Wrong(string limit) => [.. PortalSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Api:RateLimits:Business"] = limit }).Build()).Wrong];
        Assert.Empty(Wrong("1"));
        Assert.Empty(Wrong("unlimited"));
        Assert.All(new[] { "0", "-1", "1.5", "many", "99999999999" }, limit =>
            Assert.StartsWith("Api:RateLimits:Business", Assert.Single(Wrong(limit)), StringComparison.Ordinal));
    }
}
