using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdminPortal.Web.Features.Tickets;

/// <summary>The description of the ticket window counts at <see cref="Path"/>, OpenAPI 3.1.</summary>
internal static class TicketDescription
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/openapi/tickets.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The whole document as text.</summary>
    public static string Text { get; } = Document().ToJsonString(Indented);

    private static JsonObject Document() => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = "Ticket window counts",
            ["version"] = "2",
            ["description"] =
                "How much of the check-in window that is open now each ticket has used. A ticket event is an event of the portal, a " +
                    "ticket is one participation in it."
        },
        ["paths"] = new JsonObject
        {
            [TicketEndpoint.Path] = new JsonObject
            {
                ["get"] = new JsonObject
                {
                    ["operationId"] = "getTicketWindowCheckedInCounts",
                    ["summary"] = "Checked-in counts of the open window",
                    ["description"] =
                        "The sum of the quantities of each ticket's check-ins that began inside the window that is open now for the " +
                            "ticket's category; 0 when none is open. Check-outs do not subtract, deleted check-ins do. "
                        + "Letters of the path in either case, also without the leading /API. Each pair of credentials counts only when " +
                            "complete; every pair that is sent must be right.",
                    ["security"] = new JsonArray(Pair("rsuKey", "rsuSecret"), Pair("checkinKey", "checkinSecret"),
                        Pair("queryKey", "querySecret")),
                    ["parameters"] = new JsonArray(
                        Parameter("ticket_event_id", "Id of the event.", new JsonObject
                        { ["type"] = "integer", ["format"] = "int64", ["minimum"] = 0 }, 17),
                        Parameter("ticket_ids",
                            $"Ids of participations with commas between, at most {TicketEndpoint.MostTickets}; blanks around a number " +
                                "are allowed, repeated ids are answered once, ids of other events are left out.", new JsonObject
                                { ["type"] = "string", ["pattern"] = "^\\s*\\d+\\s*(,\\s*\\d+\\s*)*$" }, "2148,2149")),
                    ["responses"] = new JsonObject
                    {
                        ["200"] = Answer("In the order asked.", "WindowCounts",
                            new JsonObject
                            {
                                ["window_checked_in_counts"] = new JsonArray(new JsonObject
                                { ["ticket_id"] = 2148, ["window_checked_in_count"] = 0 })
                            }),
                        ["400"] = Error("ticket_event_id or ticket_ids is missing or malformed.",
                            "ticket_event_id must be an unsigned integer."),
                        ["401"] = Error("No complete pair of credentials, or a wrong one.", "A valid key with its secret is needed."),
                        ["403"] = Error("The device key is for another event.", "This key is for the devices of another event."),
                        ["404"] = Error("There is no such event.", "There is no such ticket event."),
                        ["405"] = Error("Another method than GET or HEAD.", "This path takes GET, HEAD."),
                        ["500"] = Error("The portal failed.",
                            "Something went wrong in the portal. The header X-Request-Id finds it in the portal's log."),
                        ["503"] = Error(
                            "The database does not answer at the moment; the header Retry-After says after how many seconds to try again.",
                                "The portal's database does not answer at the moment. Try again."),
                    },
                },
            },
        },
        ["components"] = new JsonObject
        {
            ["schemas"] = new JsonObject
            {
                ["WindowCounts"] = Schema(new JsonObject
                { ["window_checked_in_counts"] = new JsonObject { ["type"] = "array", ["items"] = Reference("WindowCount") } }),
                ["WindowCount"] = Schema(new JsonObject
                {
                    ["ticket_id"] = new JsonObject { ["type"] = "integer", ["format"] = "int64" },
                    ["window_checked_in_count"] = new JsonObject { ["type"] = "integer", ["format"] = "int64", ["minimum"] = 0 },
                }),
                ["Error"] = Schema(new JsonObject { ["error"] = new JsonObject { ["type"] = "string" } }),
            },
            ["securitySchemes"] = new JsonObject
            {
                ["rsuKey"] = Key("query", "rsu_api_key", "Account key: every event of the tenant."),
                ["rsuSecret"] = Key("header", "X-RSU-API-SECRET", "Secret of the account key."),
                ["checkinKey"] = Key("query", "checkin_api_key", "Device key: one event."),
                ["checkinSecret"] = Key("header", "X-CHECKIN-API-SECRET", "Secret of the device key."),
                ["queryKey"] = Key("query", "api_key", "Account key, the older way."),
                ["querySecret"] = Key("query", "api_secret", "Secret of the account key, the older way."),
            },
        },
    };

    private static JsonObject Pair(string key, string secret) => new() { [key] = new JsonArray(), [secret] = new JsonArray() };

    private static JsonObject Parameter(string name, string description, JsonObject schema, JsonNode example) =>
        new()
        {
            ["name"] = name,
            ["in"] = "query",
            ["required"] = true,
            ["description"] = description,
            ["schema"] = schema,
            ["example"] = example
        };

    private static JsonObject Key(string place, string name, string description) =>
        new() { ["type"] = "apiKey", ["in"] = place, ["name"] = name, ["description"] = description };

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private static JsonObject Schema(JsonObject properties) =>
        new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Key)]),
            ["properties"] = properties
        };

    private static JsonObject Error(string description, string sentence) =>
        Answer(description, "Error", new JsonObject { ["error"] = sentence });

    private static JsonObject Answer(string description, string schema, JsonObject example) => new()
    {
        ["description"] = description,
        ["headers"] = new JsonObject { ["X-Request-Id"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } },
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Reference(schema), ["example"] = example } },
    };
}
