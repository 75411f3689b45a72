using System.Net;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

[Collection("api")]
public sealed class KeyTests(ApiPortals portals)
{
    private static Task<ApiAnswer> ListAsync(ApiPortal api, string? bearer = null, string? header = null, string? query = null,
        string? host = null) =>
        api.SendAsync("GET", "/participants" + (query is null ? "" : $"?api_key={query}"), null, request =>
        {
            _ = bearer is null || request.Headers.TryAddWithoutValidation("Authorization", bearer);
            _ = header is null || request.Headers.TryAddWithoutValidation("X-API-Key", header);
            request.Headers.Host = host;
        });

    [Theory, ClassData(typeof(Providers))]
    public async Task A_key_is_taken_from_the_bearer_then_the_header_then_the_query(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        (await ListAsync(api, bearer: $"Bearer {api.Key}", header: "wrong-wrong-wrong", query: "wrong-wrong-wrong")).Is(HttpStatusCode.OK);
        (await ListAsync(api, bearer: $"bearer {api.Key}")).Is(HttpStatusCode.OK);
        (await ListAsync(api, header: api.Key, query: "wrong-wrong-wrong")).Is(HttpStatusCode.OK);
        (await ListAsync(api, query: api.Key)).Is(HttpStatusCode.OK);
        (await ListAsync(api, bearer: "Basic dXNlcjpwYXNz", header: api.Key)).Is(HttpStatusCode.OK);
        (await ListAsync(api, bearer: "Bearer wrong-wrong-wrong", header: api.Key, query: api.Key))
            .Is(HttpStatusCode.Unauthorized, "unauthorized");
        (await ListAsync(api, header: "wrong-wrong-wrong", query: api.Key)).Is(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("Bearer", (await ListAsync(api)).Is(HttpStatusCode.Unauthorized, "unauthorized").Headers["WWW-Authenticate"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_revoked_or_expired_key_is_refused_on_the_next_call(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var revoked = await api.NewKeyAsync(["participants"]);
        var expiring = await api.NewKeyAsync(["participants"], api.Host.Time.UtcNow().AddHours(1));
        (await ListAsync(api, header: revoked.Key)).Is(HttpStatusCode.OK);
        (await ListAsync(api, header: expiring.Key)).Is(HttpStatusCode.OK);
        (await api.Get<ApiKeyService>().RevokeAsync(api.Owner, revoked.Id)).Required();
        (await ListAsync(api, header: revoked.Key)).Is(HttpStatusCode.Unauthorized, "unauthorized");
        api.Host.Time.Advance(TimeSpan.FromHours(1));
        (await ListAsync(api, header: expiring.Key)).Is(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_host_of_another_tenant_refuses_the_key(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var other = await portals.StartAsync(provider);
        (await ListAsync(api, header: api.Key, host: $"{api.Slug}.{ApiHost.BaseDomain}")).Is(HttpStatusCode.OK);
        (await ListAsync(api, header: api.Key, host: $"{other.Slug.ToUpperInvariant()}.{ApiHost.BaseDomain}:8080"))
            .Is(HttpStatusCode.Unauthorized, "unauthorized");
        (await ListAsync(api, header: api.Key, host: $"www.{ApiHost.BaseDomain}")).Is(HttpStatusCode.OK);
        (await ListAsync(api, header: api.Key, host: $"{other.Slug}.elsewhere.test")).Is(HttpStatusCode.OK);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Scope_comes_before_plan_and_both_before_path_and_method(Provider provider)
    {
        var api = await portals.StartAsync(provider, Plan.Professional);
        (await api.GetAsync("/participants")).Is(HttpStatusCode.Forbidden, "plan_required");
        (await api.GetAsync("/nothing")).Is(HttpStatusCode.Forbidden, "plan_required");
        (await api.SendAsync("PUT", "/check-ins", "{")).Is(HttpStatusCode.Forbidden, "plan_required");
        api.Key = await api.KeyAsync("participants");
        (await api.GetAsync("/check-ins/abc")).Is(HttpStatusCode.Forbidden, "scope_required");
        (await api.SendAsync("PUT", "/check-ins/stats", "{")).Is(HttpStatusCode.Forbidden, "scope_required");
        api.Key = await api.KeyAsync("reports");
        (await api.PostAsync("/participants", "no json")).Is(HttpStatusCode.Forbidden, "scope_required");
        api.Key = "apk_nobody-has-this-key";
        (await api.GetAsync("/nothing")).Is(HttpStatusCode.Unauthorized, "unauthorized");
        (await api.SendAsync("PUT", "/check-ins", "{")).Is(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Business_may_use_the_api_and_starter_may_not(Provider provider)
    {
        (await (await portals.StartAsync(provider, Plan.Business)).GetAsync("/participants")).Is(HttpStatusCode.OK);
        (await (await portals.StartAsync(provider, Plan.Starter)).GetAsync("/participants")).Is(HttpStatusCode.Forbidden, "plan_required");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_bad_key_is_answered_before_the_body_is_read(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        using var body = new EndlessBody();
        var answer = await api.SendAsync("POST", "/check-ins", body, request =>
        {
            request.Headers.Add("X-API-Key", "apk_nobody-has-this-key");
            request.Headers.ExpectContinue = true;
        });
        answer.Is(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Another_tenants_ids_do_not_exist(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var other = await portals.StartAsync(provider);
        await other.EventAsync();
        var participant = await other.ParticipantAsync("1");
        var checkIn = (await other.PostAsync("/check-ins", """{"event_key":"congress","badge_number":"1"}"""))
            .Is(HttpStatusCode.Created).Id;
        (await api.GetAsync($"/participants/{participant}")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.SendAsync("PATCH", $"/participants/{participant}", "{}")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.SendAsync("DELETE", $"/participants/{participant}")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.GetAsync($"/check-ins/{checkIn}")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.SendAsync("DELETE", $"/check-ins/{checkIn}")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.GetAsync("/check-ins?event_key=congress")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.GetAsync("/check-ins/stats?event_key=congress")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.PostAsync("/check-ins", """{"event_key":"congress","badge_number":"1"}"""))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key");
        Assert.Empty((await api.GetAsync("/participants?event_key=congress")).Is(HttpStatusCode.OK).Ids);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task No_key_appears_in_logs_links_or_audit_entries(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var logs = api.Host.Logs;
        logs.On = true;
        string links;
        try
        {
            var key = await api.KeyAsync("participants", "checkins");
            api.Key = key;
            await api.EventAsync();
            await api.ParticipantAsync("1");
            await api.ParticipantAsync("2");
            links = (await ListAsync(api, query: $"{key}&per_page=1&Umlaut=%C3%A4")).Is(HttpStatusCode.OK).Headers["Link"];
            (await ListAsync(api, header: key)).Is(HttpStatusCode.OK);
            (await ListAsync(api, query: "apk_nobody-has-this-key")).Is(HttpStatusCode.Unauthorized, "unauthorized");
            (await api.SendAsync("GET", $"/participants?x=1&api%5Fkey={key}", null, _ => { })).Is(HttpStatusCode.OK);
            (await api.PostAsync("/check-ins", """{"event_key":"congress","badge_number":"1"}""")).Is(HttpStatusCode.Created);
            (await api.PostAsync("/check-ins", "{")).Is(HttpStatusCode.BadRequest, "malformed_body");
        }
        finally
        {
            logs.On = false;
        }

        Assert.Contains("/api/v1/participants", logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Key, logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody-has-this-key", logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("api_key", links, StringComparison.Ordinal);
        Assert.Contains("per_page=1&Umlaut=%C3%A4&page=2>; rel=\"next\"", links, StringComparison.Ordinal);
        var audit = await api.Get<AuditQueries>().ListAsync(api.Owner, new AuditFilter(), new PageRequest(Size: 200));
        Assert.NotEmpty(audit.Items);
        Assert.All(audit.Items, entry => Assert.DoesNotContain(api.Key, entry.Changes, StringComparison.Ordinal));
        Assert.All(audit.Items, entry => Assert.DoesNotContain(Secret.HashOf(api.Key), entry.Changes, StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task When_a_key_was_last_used_is_written_down(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        (await api.GetAsync("/participants")).Is(HttpStatusCode.OK);
        await api.Get<ApiKeyService>().FlushUsageAsync();
        var row = Assert.Single((await api.Get<ApiKeyService>().ListAsync(api.Owner, new(), new())).Items);
        Assert.Equal(api.Host.Time.UtcNow(), row.LastUsedAt);
    }

    /// <summary>A body that announces a megabyte and is only sent when the server asks for it.</summary>
    private sealed class EndlessBody : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            throw new InvalidOperationException("The body was asked for.");

        protected override bool TryComputeLength(out long length)
        {
            length = 1_000_000;
            return true;
        }
    }
}
