using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdminPortal.Web.Api.Description;

/// <summary>
/// The description of the API in OpenAPI 3.0, put together from what the endpoints say of themselves. It names no host: clients find it
/// where they found the description.
/// </summary>
internal sealed class ApiDescription(IEnumerable<EndpointDataSource> sources, IReadOnlyList<ApiWebhook> webhooks)
{
    private const string About = """
        Participants, check-ins and reports of an organisation's events.

        - **Keys.** `Authorization: Bearer KEY` (recommended), `X-API-Key: KEY` or `?api_key=KEY`; if several are sent,
          that order decides. A key has scopes, one for each resource.
        - **Order of checks.** 401, 403 (scope, then plan), 429, 404 or 405 (with `Allow`), 400, 422.
        - **Values.** Times are ISO 8601 in UTC ending in `Z`. A nullable field is there with `null`. Unknown fields and
          parameters are ignored.
        - **Lists.** `page` and `per_page`; a page past the end is empty. `sort` and `order` decide the order, ties go by id.
        - **Trying again.** A POST with an `Idempotency-Key` is done once; sent again it gets the first answer, with
          `Idempotency-Replayed: true`. Kept for at least 24 hours.
        - **Limits.** Calls are counted per key and clock hour; `X-RateLimit-*` says what is left where the plan is limited.
        """;

    private static readonly JsonSerializerOptions Indented = new()
    { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock gate = new();

    private byte[]? written;

    /// <summary>Every described method under the API's root with its path.</summary>
    public IEnumerable<(string Path, ApiOperation Operation)> Operations =>
        from endpoint in sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        from operation in endpoint.Metadata.GetOrderedMetadata<ApiOperation>()
        orderby path, operation.Method
        select (path, operation);

    /// <summary>Answers with the description.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        lock (gate)
        {
            written ??= JsonSerializer.SerializeToUtf8Bytes(Build(), Indented);
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = written.Length;
        await context.Response.Body.WriteAsync(written, context.RequestAborted);
    }

    private JsonObject Build()
    {
        var schemas = new JsonObject();
        var paths = new JsonObject();
        foreach (var (path, operation) in Operations)
        {
            if (paths[path] is not JsonObject item)
            {
                paths[path] = item = [];
                if (path.Contains("{id}", StringComparison.Ordinal))
                {
                    item["parameters"] = new JsonArray(
                        new JsonObject
                        {
                            ["name"] = "id",
                            ["in"] = "path",
                            ["required"] = true,
                            ["description"] = "Id of the record.",
                            ["schema"] = ApiSchema.Id.ToJson(schemas)
                        });
                }
            }

            item[operation.Method.ToLowerInvariant()] = Write(operation, schemas);
        }

        var told = ApiWebhook.ToJson(webhooks, schemas);
        var (headers, responses) = ApiErrors.Components(schemas);
        return new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject { ["title"] = "AdminPortal API", ["version"] = "1", ["description"] = About },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["header"] = new JsonArray() },
                new JsonObject { ["query"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. Operations.Select(one => (one.Operation.Tag, one.Operation.Scope)).Distinct()
                .Select(tag => new JsonObject { ["name"] = tag.Tag, ["description"] = $"Needs the scope `{tag.Scope}`." })]),
            ["paths"] = paths,
            ["x-webhooks"] = told,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "Recommended." },
                    ["header"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-API-Key" },
                    ["query"] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "query",
                        ["name"] = SecretQuery.Parameter,
                        ["description"] = "Addresses are written down in many places; use a header where you can."
                    },
                },
                ["headers"] = headers,
                ["responses"] = responses,
                ["schemas"] = new JsonObject(schemas.OrderBy(schema => schema.Key, StringComparer.Ordinal)
                    .Select(schema => KeyValuePair.Create(schema.Key, schema.Value?.DeepClone()))),
            },
        };
    }

    private static JsonObject Write(ApiOperation operation, JsonObject schemas)
    {
        var json = new JsonObject
        { ["operationId"] = operation.Id, ["tags"] = new JsonArray(operation.Tag), ["summary"] = operation.Summary };
        if (operation.About is not null)
        {
            json["description"] = operation.About;
        }

        var parameters = new JsonArray([.. operation.Query.Concat(operation.Paged ? Paging(operation.Sorts) : [])
            .Select(parameter => parameter.ToJson("query", schemas))]);
        var post = operation.Method == HttpMethods.Post;
        if (post)
        {
            var key = ApiSchema.Text with { MinLength = 1, MaxLength = 255, Pattern = "^[!-~]+$" };
            parameters.Add(
                new ApiParameter(ApiReplay.Header, key, "Names the call, so that sending it again does nothing and gets the first answer.")
                    .ToJson("header", schemas));
        }

        if (parameters.Count > 0)
        {
            json["parameters"] = parameters;
        }

        if (operation.Body is { } body)
        {
            var examples = operation.Examples.Select(example =>
                KeyValuePair.Create(example.Key, (JsonNode?)new JsonObject { ["value"] = JsonSerializer.SerializeToNode(example.Value) }));
            json["requestBody"] = new JsonObject { ["required"] = true, ["content"] = ApiErrors.Content(body.ToJson(schemas), examples) };
        }

        var responses = new JsonObject();
        foreach (var (status, about, data) in operation.Success)
        {
            responses[$"{status}"] = Success(operation, status, about, data, schemas);
        }

        ApiErrors.AddTo(responses, operation.Body is not null, operation.MayBeMissing);
        if (operation.Body is not null || operation.Query.Count > 0 || operation.Paged)
        {
            responses["422"] = new JsonObject
            {
                ["description"] = "Something that was sent is wrong, or the rules refuse it. Nothing was written.",
                ["headers"] = ApiErrors.HeadersOf(post ? [ApiReplay.Replayed] : []),
                ["content"] = ApiErrors.Content((operation.Refusal ?? ApiErrors.ValidationError).ToJson(schemas), []),
            };
        }

        json["responses"] = new JsonObject(responses.OrderBy(response => response.Key, StringComparer.Ordinal)
            .Select(response => KeyValuePair.Create(response.Key, response.Value?.DeepClone())));
        return json;
    }

    private static JsonObject Success(ApiOperation operation, int status, string about, ApiSchema? data, JsonObject schemas)
    {
        var created = status == StatusCodes.Status201Created;
        var response = new JsonObject
        {
            ["description"] = about,
            ["headers"] = ApiErrors.HeadersOf(
                [.. created ? ["Location"] : Array.Empty<string>(), .. operation.Paged ? ["Link"] : Array.Empty<string>(),
                    .. operation.Method == HttpMethods.Post ? [ApiReplay.Replayed] : Array.Empty<string>()]),
        };
        if (data is not null)
        {
            var requestId = new ApiField("request_id",
                ApiSchema.Text with { Pattern = "^req_[A-Za-z0-9]+$", Example = "req_Jx4mQd7TzK2pWvN8sRcB" });
            var pagination = ApiSchema.Object("Pagination", new("page", ApiSchema.Id with { Example = 1 }),
                new("per_page", ApiSchema.Count with { Example = 25 }), new("total", ApiSchema.Count with { Example = 212 }),
                    new("total_pages", ApiSchema.Count with { Example = 9 }));
            var envelope = operation.Paged
                ? ApiSchema.Object($"{data.Name}List", new("data", ApiSchema.List(data)),
                    new("meta", ApiSchema.Object("ListMeta", requestId, new("pagination", pagination))))
                : ApiSchema.Object($"{data.Name}Answer", new("data", data), new("meta", ApiSchema.Object("Meta", requestId)));
            response["content"] = ApiErrors.Content(envelope.ToJson(schemas), []);
        }

        return response;
    }

    private static IEnumerable<ApiParameter> Paging(string[] sorts) =>
    [
        new("page", new("integer") { Format = "int64", Minimum = 1, Default = 1 }, "Page of the list, from 1."),
        new("per_page", new("integer") { Format = "int32", Minimum = 1, Maximum = 100, Default = 25 }, "Rows on a page."),
        new("sort", ApiSchema.Choice(sorts) with { Default = sorts[0] }, "Column to sort by."),
        new("order", ApiSchema.Choice("ASC", "DESC") with { Default = "DESC" }, "Direction, in either case."),
    ];
}
