using System.Text.Json.Nodes;

namespace AdminPortal.Web.Api.Description;

/// <summary>The errors and headers that every operation shares.</summary>
internal static class ApiErrors
{
    /// <summary>Every stable code outside the refusals of a check-in.</summary>
    public static readonly string[] Codes =
    [
        "unauthorized", "scope_required", "plan_required", "rate_limited", "not_found", "method_not_allowed", "malformed_body",
        "validation_failed",
        "idempotency_key_reused", "internal_error", "unavailable",
    ];

    private static readonly ApiSchema Sentence = ApiSchema.Text.Means("One sentence for a person.", "There is nothing here.");

    public static readonly ApiSchema Error = ApiSchema.Object("Error",
        new("error", Sentence),
        new("code", ApiSchema.Choice(Codes).Means("Stable; programs decide by it.")));

    public static readonly ApiSchema FieldErrors = new("object")
    {
        Values = ApiSchema.List(ApiSchema.Text),
        About = "Every field, parameter or header that is wrong, with what is wrong about it.",
        Example = new Dictionary<string, string[]> { ["event_key"] = ["This field is required."] },
    };

    public static readonly ApiSchema ValidationError = ApiSchema.Object("ValidationError",
        new("error", Sentence.Means("One sentence for a person.", "Some fields are wrong; see errors.")),
        new("code", ApiSchema.Choice("validation_failed", "idempotency_key_reused").Means("Stable; programs decide by it.")),
        new("errors", FieldErrors, false));

    private static readonly string[] Always = ["X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];

    private static readonly (string Name, string Status, string About, string[] Headers,
        (string Code, string Error)[] Examples)[] Responses =
    [
        ("MalformedBody", "400", "The body is not one JSON object in UTF-8 of at most 1 MB.", [],
            [("malformed_body", "The body must be one JSON object in UTF-8 of at most 1 MB.")]),
        ("Unauthorized", "401", "No valid API key. Answered before anything else is looked at.", ["WWW-Authenticate"],
            [("unauthorized", "A valid API key is needed: Authorization: Bearer KEY.")]),
        ("Forbidden", "403", "The key's scope or the tenant's plan does not allow it.", [],
            [("scope_required", "The key needs the scope \"checkins\" for this."),
                ("plan_required", "The API needs the plan Business or Enterprise.")]),
        ("NotFound", "404", "No such path or record, or a record of somebody else.", [], [("not_found", "There is nothing here.")]),
        ("RateLimited", "429", "The key has used up its calls of this hour.", ["Retry-After"],
            [("rate_limited", "The key has made its 5000 calls of this hour.")]),
        ("InternalError", "500", "The portal failed; its log has the details under the request id.", [],
            [("internal_error", "Something went wrong in the portal. The request id finds it in the portal's log.")]),
        ("Unavailable", "503",
            "The database does not answer at the moment. The same call may succeed a moment later; with an `Idempotency-Key` nothing is " +
                "done twice.", ["Retry-After"],
                    [("unavailable",
                        "The portal's database does not answer at the moment. Try again; with the same Idempotency-Key nothing is done " +
                            "twice.")]),
    ];

    private static readonly (string Name, string About, ApiSchema Schema)[] Headers =
    [
        ("X-Request-Id", "Id of this answer; `meta.request_id` repeats it.",
            ApiSchema.Text with { Pattern = "^req_[A-Za-z0-9]+$", Example = "req_Jx4mQd7TzK2pWvN8sRcB" }),
        ("X-RateLimit-Limit", "Calls an hour; only where the plan is limited.", ApiSchema.Count with { Example = 5000 }),
        ("X-RateLimit-Remaining", "Calls that are left in this hour.", ApiSchema.Count with { Example = 4998 }),
        ("X-RateLimit-Reset", "When the next hour begins, in Unix seconds.", new ApiSchema("integer")
            { Format = "int64", Example = 1791018000 }),
        ("Retry-After", "Seconds after which to try again: with 429 when the next hour begins.", ApiSchema.Count with { Example = 1260 }),
        ("Link", "The same list's `first`, `prev`, `next` and `last` page (RFC 8288).",
            ApiSchema.Text with { Example =
                "</api/v1/participants?page=1>; rel=\"first\", </api/v1/participants?page=2>; rel=\"next\", " +
                    "</api/v1/participants?page=9>; rel=\"last\"" }),
        ("Location", "Path of the new record.", ApiSchema.Text with { Example = "/api/v1/participants/17" }),
        ("Idempotency-Replayed", "`true` when this is the answer of an earlier call with the same `Idempotency-Key`.",
            ApiSchema.Choice("true")),
        ("WWW-Authenticate", "How to authenticate.", ApiSchema.Text with { Example = "Bearer" }),
    ];

    /// <summary>References to the headers of every answer, and to some more.</summary>
    public static JsonObject HeadersOf(params IEnumerable<string> more) => new(
        Always.Concat(more).Select(name => KeyValuePair.Create(name, (JsonNode?)Reference("headers", name))));

    /// <summary>A reference to a component.</summary>
    public static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    /// <summary>Adds the shared errors that an operation can answer.</summary>
    public static void AddTo(JsonObject responses, bool body, bool missing)
    {
        foreach (var response in Responses)
        {
            if ((response.Status != "400" || body) && (response.Status != "404" || missing))
            {
                responses[response.Status] = Reference("responses", response.Name);
            }
        }
    }

    /// <summary>The headers and errors themselves.</summary>
    public static (JsonObject Headers, JsonObject Responses) Components(JsonObject schemas)
    {
        var headers = new JsonObject(
            Headers.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)new JsonObject
            { ["description"] = header.About, ["schema"] = header.Schema.ToJson(schemas) })));
        var responses = new JsonObject(Responses.Select(response => KeyValuePair.Create(response.Name, (JsonNode?)new JsonObject
        {
            ["description"] = response.About,
            ["headers"] = HeadersOf(response.Headers),
            ["content"] = Content(Error.ToJson(schemas),
                response.Examples.Select(example => KeyValuePair.Create(example.Code, (JsonNode?)new JsonObject
                { ["value"] = new JsonObject { ["error"] = example.Error, ["code"] = example.Code } }))),
        })));
        return (headers, responses);
    }

    /// <summary>A JSON body with examples.</summary>
    public static JsonObject Content(JsonObject schema, IEnumerable<KeyValuePair<string, JsonNode?>> examples)
    {
        var media = new JsonObject { ["schema"] = schema };
        if (new JsonObject(examples) is { Count: > 0 } named)
        {
            media["examples"] = named;
        }

        return new JsonObject { ["application/json"] = media };
    }
}
