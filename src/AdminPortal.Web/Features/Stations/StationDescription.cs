using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdminPortal.Web.Api.Description;

namespace AdminPortal.Web.Features.Stations;

/// <summary>
/// The description of a station's calls at <see cref="Path"/>, OpenAPI 3.0. They are made for the page that the portal serves with them:
/// programs are better off with the API, which has the same rules.
/// </summary>
internal static class StationDescription
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/openapi/station.json";

    private const string About = """
        What a station's page asks of the portal. A device is paired once by a code, or opened by the page of a person who is signed in, and
        then sends its own token; nothing else counts.

        - **Scans.** Each scan has an id of its own and is done once; sent again it gets the first answer, for three days.
        - **Without a network** the device decides by its copy and sends the scan later, with what it has decided and how long ago that was:
          a wrong clock does no harm.
        - **Times** are milliseconds since 1970 UTC.
        """;

    private static readonly JsonSerializerOptions Indented = new()
    { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ApiSchema Moment = new("integer") { Format = "int64", Minimum = 0, Example = 1791018131204 };

    private static readonly ApiSchema Action = ApiSchema.Choice("check_in", "check_out");

    private static readonly ApiSchema Direction = ApiSchema.Choice("in", "out", "both");

    private static readonly ApiSchema Happening = ApiSchema.Object("StationEvent", new("id", ApiSchema.Id), new("key", ApiSchema.Text),
        new("title", ApiSchema.Text.OrNull), new("zone", ApiSchema.Text.OrNull.Means("IANA name of its time zone.", "Europe/Berlin")),
        new("until", Moment.Means("When the device forgets its copy, a day after the event; only in the state."), false));

    private static readonly ApiSchema Paired = ApiSchema.Object("PairedStation",
        new("token", ApiSchema.Text.Means("Told this once.")), new("name", ApiSchema.Text), new("direction", Direction),
        new("event", Happening));

    private static readonly ApiSchema Person = ApiSchema.Object("StationHolder", new("name", ApiSchema.Text),
        new("mayOverride", ApiSchema.Flag.Means("Sets rules aside with a reason alone.")),
        new("atDoor", ApiSchema.Flag.Means("Assigned to a door, whose settings hold.")));

    private static readonly ApiSchema Opened = ApiSchema.Object("OpenedStation",
        new("kept", ApiSchema.Flag.Means("The device's token is the person's own for this event: it stays."), false),
        new("token", ApiSchema.Text.Means("Told this once."), false), new("name", ApiSchema.Text, false),
        new("direction", Direction, false), new("event", Happening, false), new("person", Person, false));

    private static readonly ApiSchema State = ApiSchema.Object("StationState",
        new("station", ApiSchema.Object("StationSettings", new("id", ApiSchema.Id), new("name", ApiSchema.Text),
            new("direction", Direction), new("kiosk", ApiSchema.Flag.Means("People check themselves in.")),
            new("pin", ApiSchema.Text.OrNull.Means("Rounds, salt and hash of PBKDF2 with SHA-256, by which the device unlocks itself.")),
            new("locked", ApiSchema.Flag.Means("An organiser has locked it: it records nothing.")),
            new("prints", ApiSchema.Flag.Means("It prints badges: `GET /badge?participant=…` answers the PDF.")))),
        new("person", Person.OrNull),
        new("supervisors", ApiSchema.List(ApiSchema.Object("StationSupervisor", new("id", ApiSchema.Id), new("name", ApiSchema.Text)))
            .Means("Who may set a rule aside there, by digits of their own; 50 at most.")),
        new("event", Happening),
        new("inside", ApiSchema.Count.Means("People inside, known to a second.")),
        new("share", ApiSchema.Count.OrNull.Means("People it may let in by itself; null where nobody counts.")),
        new("cursor", ApiSchema.Text.OrNull.Means("Of a copy that would be read now.", "1041.88231.3.0")),
        new("now", Moment), new("build", ApiSchema.Text.Means("The page that the portal serves now.")));

    private static readonly ApiSchema Copy = ApiSchema.Object("StationCopy",
        new("cursor", ApiSchema.Text.Means("To ask for what changes from now on.", "1041.88231.3.0")),
        new("full", ApiSchema.Flag.Means("Whether it is everything; else what has changed since the cursor that was sent.")),
        new("rules", new("object") { About = "What decides about an entry." }),
        new("categories", new("object") { Values = ApiSchema.Text, About = "Titles by id." }),
        new("people", ApiSchema.List(ApiSchema.List(ApiSchema.Any)
            .Means("Each as a list: id, badge, name, category, confirmed, stays; a stay: in, out, quantity, station.")),
            true),
        new("gone", ApiSchema.List(ApiSchema.Id).Means("Who is not there any more.")));

    private static readonly ApiSchema Scan = ApiSchema.Object("StationScan",
        new("id", ApiSchema.Text with { MinLength = 1, MaxLength = 64 }),
        new("badge", ApiSchema.Text.OrNull, false), new("participantId", ApiSchema.Id.OrNull, false), new("action", Action),
        new("quantity", new ApiSchema("integer") { Minimum = 1, Maximum = 99, Default = 1 }, false),
        new("passed", ApiSchema.Number.Means("Milliseconds since it was read."), false),
        new("decided", ApiSchema.Choice("admitted", "refused").OrNull.Means("What the device has shown already."), false),
        new("decidedCode", ApiSchema.Text.OrNull.Means("Why it has refused."), false),
        new("door", ApiSchema.Text.OrNull.Means("Named by a person who is assigned to none."), false),
        new("reason", ApiSchema.Text.OrNull.Means("Why a rule is set aside."), false),
        new("supervisor", ApiSchema.Id.OrNull.Means("Who does; null where that is the person who is signed in."), false),
        new("pin", ApiSchema.Text.OrNull.Means("Their digits."), false));

    private static readonly ApiSchema Answer = ApiSchema.Object("StationAnswer",
        new("id", ApiSchema.Text), new("admitted", ApiSchema.Flag),
        new("code", ApiSchema.Text.OrNull.Means("Why not, as in the API; null when admitted.", "already_checked_in")),
        new("person", ApiSchema.Object("StationPerson", new("id", ApiSchema.Id), new("name", ApiSchema.Text),
            new("category", ApiSchema.Text.OrNull), new("badge", ApiSchema.Text.OrNull)).OrNull),
        new("stay", ApiSchema.Object("StationStay", new("id", ApiSchema.Id), new("at", Moment), new("out", Moment.OrNull),
            new("station", ApiSchema.Text.OrNull), new("quantity", ApiSchema.Count)).OrNull),
        new("note", ApiSchema.Text.OrNull.Means("For the steward, in the language of Accept-Language.")), new("inside", ApiSchema.Count));

    private static readonly ApiSchema Error = ApiSchema.Object("StationError", new("error", ApiSchema.Text),
        new("code", ApiSchema.Text.Means("Stable; programs decide by it.", "revoked")), new("errors", ApiErrors.FieldErrors, false));

    /// <summary>The whole document as text.</summary>
    public static string Text { get; } = Document().ToJsonString(Indented);

    private static JsonObject Document()
    {
        var schemas = new JsonObject();
        JsonObject Call(string id, string summary, ApiSchema? body, ApiSchema? answer, string? about = null, bool open = false,
            (string Name, string About)[]? query = null) => Operation(schemas, id, summary, body, answer, about, open, query ?? []);

        var paths = new JsonObject
        {
            ["/pair"] = new JsonObject
            {
                ["post"] = Call("pairStation", "Pair a device", ApiSchema.Object("PairCode", new ApiField("code", ApiSchema.Text)), Paired,
                    "The code stands in the portal under *Doors*; it is used up by it.", open: true),
            },
            ["/open"] = new JsonObject
            {
                ["post"] = Call("openStation", "A station of the signed-in person's own",
                    ApiSchema.Object("OpenEvent", new ApiField("event", ApiSchema.Text)), Opened,
                    "The only call that goes by the portal's cookie; it needs the header `X-Station: 1`, which foreign pages may not send.",
                    open: true),
            },
            ["/state"] = new JsonObject
            {
                ["get"] = Call("getStationState", "Settings, people inside, clock", null, State, "Also tells the portal of the device.",
                    query: [("waiting", "Scans that wait on the device."), ("offset", "Milliseconds by which its clock is ahead."),
                        ("build", "The page that it runs."), ("battery", "Its battery in percent."),
                        ("charging", "`1` while it is charged.")]),
            },
            ["/copy"] = new JsonObject
            {
                ["get"] = Call("getStationCopy", "What the device needs to decide by itself", null, Copy,
                    query: [("since", "The cursor of the copy that it has.")]),
            },
            ["/scans"] = new JsonObject
            {
                ["post"] = Call("sendStationScan", "Check in or out", Scan, Answer, "A refusal is an answer, too: `admitted` is false. " +
                    "While the station is locked new ones get 423 (`locked`) and wait on the device."),
            },
            ["/undo"] = new JsonObject
            {
                ["post"] = Call("undoStationScan", "Take the device's own last scan back", ApiSchema.Object("StationUndo",
                    new ApiField("checkInId", ApiSchema.Id)), ApiSchema.Object("StationUndone", new ApiField("inside", ApiSchema.Count)),
                    "For two minutes."),
            },
            ["/sign-off"] = new JsonObject { ["post"] = Call("signStationOff", "End the device's token", null, null) },
        };
        return new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject { ["title"] = "AdminPortal stations", ["version"] = "1", ["description"] = About },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = StationEndpoints.Calls }),
            ["security"] = new JsonArray(new JsonObject { ["device"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["device"] = new JsonObject
                    { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The token of a paired device." },
                },
                ["schemas"] = schemas,
            },
        };
    }

    private static JsonObject Operation(JsonObject schemas, string id, string summary, ApiSchema? body, ApiSchema? answer, string? about,
        bool open, (string Name, string About)[] query)
    {
        var json = new JsonObject { ["operationId"] = id, ["summary"] = summary };
        if (about is not null)
        {
            json["description"] = about;
        }

        if (open)
        {
            json["security"] = new JsonArray();
        }

        if (query.Length > 0)
        {
            json["parameters"] = new JsonArray([.. query.Select(parameter => new JsonObject
            {
                ["name"] = parameter.Name,
                ["in"] = "query",
                ["description"] = parameter.About,
                ["schema"] = ApiSchema.Text.ToJson(schemas),
            })]);
        }

        if (body is not null)
        {
            json["requestBody"] = new JsonObject { ["required"] = true, ["content"] = ApiErrors.Content(body.ToJson(schemas), []) };
        }

        var responses = new JsonObject
        {
            [answer is null ? "204" : "200"] = answer is null
                ? new JsonObject { ["description"] = "Done." }
                : new JsonObject { ["description"] = "Done.", ["content"] = ApiErrors.Content(answer.ToJson(schemas), []) },
        };
        void Refuse(int status, string why) => responses[$"{status}"] = new JsonObject
        { ["description"] = why, ["content"] = ApiErrors.Content(Error.ToJson(schemas), []) };
        if (body is not null)
        {
            Refuse(400, "The body is no JSON or lacks something.");
        }

        if (!open)
        {
            Refuse(401, "`revoked`: the token is unknown or was ended.");
            Refuse(403, "`forbidden`: it may not do that.");
            Refuse(410, "`event_removed`: the event was removed; the scans may wait until it is restored.");
        }

        if (body is not null)
        {
            Refuse(422, "What was sent cannot work, or cannot be taken back any more.");
        }

        Refuse(429, "Too often; `Retry-After` says when to try again.");
        Refuse(503, "`unavailable`: the database does not answer at the moment.");
        json["responses"] = responses;
        return json;
    }
}
