using System.Net;
using System.Text.Json;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Api;
using AdminPortal.Web.Api.Description;
using Microsoft.AspNetCore.Routing;

namespace AdminPortal.Tests.Api;

[Collection("api")]
public sealed class DescriptionTests(ApiPortals portals)
{
    internal const string Copy = "tests/AdminPortal.Tests/Api/openapi.v1.json";

    private static async Task<string> TextAsync(ApiPortal api) =>
        await api.Host.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));

    [Fact]
    public async Task The_description_is_the_one_that_was_reviewed()
    {
        var text = await TextAsync(await portals.StartAsync(Provider.Sqlite)) + "\n";
        var file = Path.Combine(Repository.Root, Copy);
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(file, text);
        }

        Assert.True(text == await File.ReadAllTextAsync(file),
            $"The API's description changed. If that is meant, run the tests once with PORTAL_WRITE_OPENAPI=1 and look at the change of " +
                $"{Copy}.");
        Assert.DoesNotContain("localhost", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_route_is_described_and_every_description_has_its_route()
    {
        var api = await portals.StartAsync(Provider.Sqlite);
        var routes =
            from endpoint in api.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
            where path.StartsWith(ApiGate.Root, StringComparison.Ordinal)
            && endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IExcludeFromDescriptionMetadata>() is null
            from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            where method != "HEAD"
            select $"{method} {path}";
        using var description = JsonDocument.Parse(await TextAsync(api));
        var described =
            from path in description.RootElement.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            where method.Name != "parameters"
            select $"{method.Name.ToUpperInvariant()} {path.Name}";
        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.NotEmpty(described);
    }

    [Fact]
    public async Task Every_message_to_an_endpoint_is_described_with_when_it_comes()
    {
        using var description = JsonDocument.Parse(await TextAsync(await portals.StartAsync(Provider.Sqlite)));
        var told = description.RootElement.GetProperty("x-webhooks").EnumerateObject().ToList();
        Assert.Equal([.. WebhookTypes.All, WebhookTypes.Ping], told.Select(one => one.Name));
        Assert.All(told, one => Assert.EndsWith(".", one.Value.GetProperty("post").GetProperty("summary").GetString(),
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_and_every_reference_leads_somewhere()
    {
        var api = await portals.StartAsync(Provider.Sqlite);
        using var description = JsonDocument.Parse(await TextAsync(api));
        var ids = api.Get<ApiDescription>().Operations.Select(one => one.Operation.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var reference in Walk(description.RootElement).Where(property => property.Name == "$ref")
            .Select(property => property.Value.GetString()!))
        {
            var found = reference.Split('/')[1..].Aggregate(description.RootElement, (element, name) => element.GetProperty(name));
            Assert.Equal(JsonValueKind.Object, found.ValueKind);
        }
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/openapi/tickets.json")]
    public async Task Whatever_may_be_null_has_a_type_and_every_component_is_used(string path)
    {
        var api = await portals.StartAsync(Provider.Sqlite);
        using var description = JsonDocument.Parse(await api.Host.Http.GetStringAsync(new Uri(path, UriKind.Relative)));
        var root = description.RootElement;
        var properties = Walk(root).ToList();
        var objects = properties.Select(property => property.Value).Where(value => value.ValueKind == JsonValueKind.Object);
        Assert.DoesNotContain(objects, schema => schema.TryGetProperty("nullable", out _) && !schema.TryGetProperty("type", out _));

        var used = properties.Where(property => property.Name == "$ref").Select(property => property.Value.GetString()!).ToHashSet();
        var secured = properties.Where(property => property.Name == "security").SelectMany(property => property.Value.EnumerateArray())
            .SelectMany(way => way.EnumerateObject());
        used.UnionWith(secured.Select(scheme => $"#/components/securitySchemes/{scheme.Name}"));
        var components =
            from kind in root.GetProperty("components").EnumerateObject()
            from component in kind.Value.EnumerateObject()
            select $"#/components/{kind.Name}/{component.Name}";
        Assert.Empty(components.Except(used));
        Assert.NotEmpty(components);
    }

    private static IEnumerable<JsonProperty> Walk(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Walk(property.Value).Prepend(property)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Walk),
        _ => [],
    };

    [Fact]
    public async Task Answers_look_as_they_are_described()
    {
        var api = await portals.StartAsync(Provider.Sqlite, Plan.Business);
        await api.EventAsync();
        var bare = await api.ParticipantAsync("1");
        using var text = JsonDocument.Parse(await TextAsync(api));
        var description = new Described(text.RootElement);
        void Fits(string method, string path, ApiAnswer answer)
        {
            var operation = description.Root.GetProperty("paths").GetProperty("/api/v1" + path).GetProperty(method);
            var response = description.Follow(operation.GetProperty("responses").GetProperty($"{(int)answer.Status}"));
            foreach (var header in response.GetProperty("headers").EnumerateObject().Where(header => header.Name != "Idempotency-Replayed"))
            {
                Assert.True(answer.Headers.ContainsKey(header.Name), $"{method} {path} {answer.Status}: no header {header.Name}");
            }

            if (Described.BodyOf(response) is { } schema)
            {
                Assert.Empty(description.Deviations(schema, answer.Json, $"{method} {path}"));
            }
        }

        await api.ContactAsync("2");
        Fits("post", "/participants", (await api.PostAsync("/participants", """{"event_key":"congress","customer_number":"2"}"""))
            .Is(HttpStatusCode.Created));
        Fits("post", "/participants", (await api.PostAsync("/participants", "{}"))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key", "customer_number"));
        Fits("post", "/participants", (await api.PostAsync("/participants", "{")).Is(HttpStatusCode.BadRequest, "malformed_body"));
        Fits("get", "/participants", (await api.GetAsync("/participants?include=contact,event,category")).Is(HttpStatusCode.OK));
        Fits("get", "/participants/{id}", (await api.GetAsync($"/participants/{bare}")).Is(HttpStatusCode.OK));
        Fits("patch", "/participants/{id}", (await api.SendAsync("PATCH", $"/participants/{bare}", """{"is_confirmed":false}"""))
            .Is(HttpStatusCode.OK));
        Fits("get", "/participants/{id}", (await api.GetAsync("/participants/4711471147")).Is(HttpStatusCode.NotFound, "not_found"));
        Fits("get", "/participants", await api.GetAsync("/participants?page=0"));
        var checkIn = (await api.PostAsync("/check-ins", """{"event_key":"congress","badge_number":"1"}""")).Is(HttpStatusCode.Created);
        Fits("post", "/check-ins", checkIn);
        Fits("post", "/check-ins", (await api.PostAsync("/check-ins", """{"event_key":"congress","badge_number":"1"}"""))
            .Is(HttpStatusCode.UnprocessableEntity, "already_checked_in", "badge_number"));
        Fits("post", "/check-ins",
            (await api.PostAsync("/check-ins", """{"event_key":"congress","badge_number":"1","action":"check_out"}"""))
                .Is(HttpStatusCode.OK));
        Fits("get", "/check-ins", (await api.GetAsync("/check-ins?event_key=congress")).Is(HttpStatusCode.OK));
        Fits("get", "/check-ins/stats", (await api.GetAsync("/check-ins/stats?event_key=congress")).Is(HttpStatusCode.OK));
        Fits("get", "/check-ins/{id}", (await api.GetAsync($"/check-ins/{checkIn.Id}")).Is(HttpStatusCode.OK));
        Fits("delete", "/check-ins/{id}", (await api.SendAsync("DELETE", $"/check-ins/{checkIn.Id}")).Is(HttpStatusCode.NoContent));
    }

    [Fact]
    public async Task The_page_to_try_the_api_keeps_the_portals_content_security_policy()
    {
        var api = await portals.StartAsync(Provider.Sqlite);
        using var response = await api.Host.Http.GetAsync(new Uri("/api/docs/index.html", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("script-src 'self';", Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal);
        Assert.DoesNotContain("://", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        (await api.GetAsync("/api/docs/nothing")).Is(HttpStatusCode.NotFound, "not_found");
    }
}
