using System.Net;
using System.Text;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.Configuration;

namespace AdminPortal.Tests.Api;

[Collection("api")]
public sealed class ShapeTests(ApiPortals portals)
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Unknown_paths_and_ids_are_404_in_json(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        foreach (var path in new[] { "/nothing", "/participants/1/more", "/participants/0", "/participants/-1", "/participants/abc",
            "/participants/1.5", "/participants/99999999999999999999", "/participants/4711471147", "/check-ins/+1", "/check-ins/%201",
                "/api", "/api/v2/participants", "/api/v1", "/nothing.html", "/check-ins/stats/1" })
        {
            (await api.GetAsync(path)).Is(HttpStatusCode.NotFound, "not_found");
        }

        (await api.SendAsync("PATCH", "/participants/4711471147", "no json")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.SendAsync("DELETE", "/check-ins/4711471147")).Is(HttpStatusCode.NotFound, "not_found");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Other_methods_are_405_and_name_those_that_work(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        async Task Check(string method, string path, string allow)
        {
            var answer = (await api.SendAsync(method, path, method == "GET" ? null : "no json"))
                .Is(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
            Assert.Equal(allow, string.Join(", ", answer.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal)));
        }

        await Check("PUT", "/participants", "GET, HEAD, POST");
        await Check("DELETE", "/participants", "GET, HEAD, POST");
        await Check("POST", "/participants/1", "DELETE, GET, HEAD, PATCH, PUT");
        await Check("PATCH", "/check-ins", "GET, HEAD, POST");
        await Check("PUT", "/check-ins/1", "DELETE, GET, HEAD");
        await Check("PATCH", "/check-ins/1", "DELETE, GET, HEAD");
        await Check("DELETE", "/check-ins/stats", "GET, HEAD");
        await Check("PUT", "/check-ins/stats", "GET, HEAD");
        var options = (await api.SendAsync("OPTIONS", "/check-ins")).Is(HttpStatusCode.NoContent);
        Assert.Contains("POST", options.Headers["Allow"], StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Head_gives_the_headers_of_get_and_no_body(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        var get = await api.GetAsync("/participants");
        var head = await api.SendAsync("HEAD", "/participants");
        Assert.Equal((HttpStatusCode.OK, ""), (head.Status, head.Text));
        Assert.Equal((get.Headers["Link"], get.Headers["Content-Length"]), (head.Headers["Link"], head.Headers["Content-Length"]));
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync("HEAD", "/check-ins?event_key=none")).Status);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_body_that_is_no_json_object_is_400(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        foreach (var text in new[] { "", " ", "{", "no json", "[]", "null", "1", "\"text\"", "{}{}", "{\"a\":1,}", "{'a':1}",
            "{\"\\ud800\":1}", new string('[', 5000), $"{{\"notes\":\"{new string('x', 1024 * 1024)}\"}}" })
        {
            (await api.PostAsync("/check-ins", text)).Is(HttpStatusCode.BadRequest, "malformed_body");
            (await api.PostAsync("/participants", text)).Is(HttpStatusCode.BadRequest, "malformed_body");
        }

        async Task<ApiAnswer> SendAsync(byte[] bytes, bool chunked = false, string type = "application/json")
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            return await api.SendAsync("POST", "/check-ins", content, request =>
            {
                request.Headers.Add("X-API-Key", api.Key);
                request.Headers.TransferEncodingChunked = chunked;
            });
        }

        (await SendAsync([.. "{\"event_key\":\""u8, 0xC3, 0x28, .. "\"}"u8])).Is(HttpStatusCode.BadRequest, "malformed_body");
        (await SendAsync(Encoding.Unicode.GetBytes("{}"))).Is(HttpStatusCode.BadRequest, "malformed_body");
        (await SendAsync(new byte[3_000_000], chunked: true)).Is(HttpStatusCode.BadRequest, "malformed_body");
        (await SendAsync([0xEF, 0xBB, 0xBF, .. "{}"u8], type: "text/plain"))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key", "participant_id", "badge_number");
        (await SendAsync("{\"event_key\":\"none\",\"badge_number\":\"1\"}"u8.ToArray(), chunked: true,
            type: "application/x-www-form-urlencoded")).Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key");
        (await api.PostAsync("/check-ins", $"{{\"x\":\"{new string('x', (1024 * 1024) - 8)}\"}}"))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key", "participant_id", "badge_number");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Unknown_fields_are_ignored_and_the_last_of_a_repeated_one_counts(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        var answer = await api.PostAsync("/check-ins?whatever=1",
            """{"event_key":"none","event_key":"congress","badge_number":"1","colour":{"deep":[1,{}]}}""");
        answer.Is(HttpStatusCode.Created);
        Assert.Equal($"/api/v1/check-ins/{answer.Id}", answer.Headers["Location"]);
        (await api.GetAsync(answer.Headers["Location"])).Is(HttpStatusCode.OK);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Half_a_surrogate_pair_is_a_wrong_text(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        (await api.PostAsync("/check-ins", """{"event_key":"\ud800","badge_number":"1","station":"\udc00x"}"""))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key", "station");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_answer_has_its_own_request_id_and_no_cookie(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var answers = new List<ApiAnswer> { await api.GetAsync("/participants"), await api.GetAsync("/participants"),
            await api.GetAsync("/nothing"), await api.PostAsync("/check-ins", "{"), await api.SendAsync("DELETE", "/participants") };
        Assert.Equal(answers.Count, answers.Select(a => a.Headers["X-Request-Id"]).Distinct().Count());
        Assert.All(answers, a => Assert.DoesNotContain("Set-Cookie", a.Headers.Keys));
        var stranger = await api.SendAsync("GET", "/participants", null, request =>
            request.Headers.Add("Cookie", "portal_session=whatever"));
        stranger.Is(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Health_is_answered_without_signing_in(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            using var response = await api.Host.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("""{"status":"ok"}""", await response.Content.ReadAsStringAsync());
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_failure_is_500_without_details_and_the_log_has_it_under_the_request_id(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        (await api.GetAsync("/participants")).Is(HttpStatusCode.OK);
        ApiAnswer failed;
        try
        {
            (api.Host.Logs.On, api.Host.Database.Broken) = (true, true);
            failed = (await api.GetAsync("/participants")).Is(HttpStatusCode.InternalServerError, "internal_error");
            using var ready = await api.Host.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"unavailable"}"""),
                (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        }
        finally
        {
            (api.Host.Logs.On, api.Host.Database.Broken) = (false, false);
        }

        Assert.DoesNotContain("broken by a test", failed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", failed.Text, StringComparison.Ordinal);
        Assert.Contains(
            $"The API call {failed.Headers["X-Request-Id"]} failed System.InvalidOperationException: The database is broken by a test.",
                api.Host.Logs.Text, StringComparison.Ordinal);
        (await api.GetAsync("/participants")).Is(HttpStatusCode.OK);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Address_scheme_and_host_come_from_a_trusted_proxy(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ContactAsync("1");
        Task<ApiAnswer> SendAsync(string method, HttpContent? body) => api.SendAsync(method, "/participants", body, request =>
        {
            request.Headers.Add("X-API-Key", api.Key);
            request.Headers.Add("X-Forwarded-For", "203.0.113.7, 10.1.2.3");
            request.Headers.Add("X-Forwarded-Proto", "https, https");
            request.Headers.Add("X-Forwarded-Host", "portal.example.org, portal.example.org");
        });
        var list = (await SendAsync("GET", null)).Is(HttpStatusCode.OK);
        Assert.StartsWith("https://portal.example.org/api/v1/participants?", list.Link("first"), StringComparison.Ordinal);
        Assert.StartsWith("max-age=", list.Headers["Strict-Transport-Security"], StringComparison.Ordinal);
        using var body = new StringContent("""{"event_key":"congress","customer_number":"1"}""");
        var id = (await SendAsync("POST", body)).Is(HttpStatusCode.Created).Id;
        var audit = await api.Get<AuditQueries>()
            .ListAsync(api.Owner, new AuditFilter { Entity = "Participant", EntityId = id }, new PageRequest());
        Assert.Equal("203.0.113.7", Assert.Single(audit.Items).Address);
    }

    [Fact]
    public void A_proxy_that_cannot_be_read_is_named_at_start()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            { ["Portal:TrustedProxies"] = "10.0.0.5, ::1, 10.0.0.0/8, proxy, 10.0.0.0/99" }).Build();
        Assert.Equal(["proxy", "10.0.0.0/99"], PortalSettings.Read(configuration).Wrong.Select(line => line.Split('"')[1]));
    }
}
