using System.Text.Json.Nodes;

namespace AdminPortal.Web.Api.Description;

/// <summary>
/// What the description says of one message that the portal posts to endpoints of its users. OpenAPI 3.0 has no place for them: they stand
/// under <c>x-webhooks</c>, which is shaped as <c>webhooks</c> of 3.1 and read by the same tools.
/// </summary>
/// <param name="Type">As the message names it.</param>
/// <param name="Summary">When it is sent.</param>
/// <param name="Body">What is posted.</param>
internal sealed record ApiWebhook(string Type, string Summary, ApiSchema Body)
{
    private static readonly ApiParameter[] Headers =
    [
        new("Portal-Webhook-Id", ApiSchema.Text with { Pattern = "^evt_[0-9a-f]{32}$" },
            "Id of the message; the same when it is sent again.", true),
        new("Portal-Webhook-Timestamp", new ApiSchema("integer") { Format = "int64", Example = 1791018000 },
            "When it was signed, in Unix seconds; receivers take it for five minutes.", true),
        new("Portal-Webhook-Signature", ApiSchema.Text with { Example = "t=1791018000,v1=5257a869e7…" },
            "`v1` is the hexadecimal HMAC-SHA256 of timestamp, a dot and the body under the endpoint's secret; one for each secret that "
                + "holds.",
            true),
    ];

    /// <summary>All of them by type.</summary>
    public static JsonObject ToJson(IEnumerable<ApiWebhook> webhooks, JsonObject schemas) => new(webhooks.Select(one =>
        KeyValuePair.Create(one.Type, (JsonNode?)new JsonObject { ["post"] = one.ToJson(schemas) })));

    private JsonObject ToJson(JsonObject schemas) => new()
    {
        ["summary"] = Summary,
        ["parameters"] = new JsonArray([.. Headers.Select(header => header.ToJson("header", schemas))]),
        ["requestBody"] = new JsonObject { ["required"] = true, ["content"] = ApiErrors.Content(Body.ToJson(schemas), []) },
        ["responses"] = new JsonObject
        {
            ["2XX"] = new JsonObject
            { ["description"] = "The message was taken. Everything else, and no answer within ten seconds, is tried again." },
        },
    };
}
