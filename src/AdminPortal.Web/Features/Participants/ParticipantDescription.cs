using AdminPortal.Web.Api.Description;

namespace AdminPortal.Web.Features.Participants;

/// <summary>What the API's description says of <c>/participants</c>.</summary>
internal static class ParticipantDescription
{
    private const string Tag = "Participants";

    private const string Scope = "participants";

    private static readonly ApiSchema EventKey = ApiSchema.Text.Means("The event's key, case-sensitive.", "hafenforum");

    private static readonly ApiSchema CustomerNumber = ApiSchema.Text.Means("The contact's customer number, case-sensitive.", "D10401");

    private static readonly ApiSchema Badge = ApiSchema.Text.Means("Unique in the event; leading zeros count.", "0401");

    private static readonly ApiSchema CategoryKey = ApiSchema.Text.Means("Key of a category of the event.", "visitor");

    private static readonly ApiSchema Contact = ApiSchema.Object("ParticipantContact",
        new("id", ApiSchema.Id), new("customer_number", CustomerNumber), new("company_name", ApiSchema.Text.OrNull),
            new("first_name", ApiSchema.Text.OrNull), new("last_name", ApiSchema.Text.OrNull), new("email", ApiSchema.Text.OrNull));

    private static readonly ApiSchema Event = ApiSchema.Object("ParticipantEvent",
        new("id", ApiSchema.Id), new("event_key", EventKey), new("title", ApiSchema.Text), new("date_from", ApiSchema.Time),
            new("date_to", ApiSchema.Time));

    private static readonly ApiSchema Category = ApiSchema.Object("ParticipantCategory",
        new("id", ApiSchema.Id), new("category_key", CategoryKey), new("title", ApiSchema.Text));

    private static readonly ApiSchema Participant = ApiSchema.Object("Participant",
        new("id", ApiSchema.Id), new("event_id", ApiSchema.Id), new("contact_id", ApiSchema.Id), new("is_confirmed", ApiSchema.Flag),
        new("badge_number", Badge.OrNull),
        new("created_at", ApiSchema.Time), new("updated_at", ApiSchema.Time),
        new("contact", Contact, false), new("event", Event, false), new("category", Category.OrNull, false)) with
    {
        About = "One contact's participation in one event. `contact`, `event` and `category` are there when `include` names them.",
    };

    private static readonly ApiSchema Confirmed = ApiSchema.Flag with { About = "`0` and `1` are understood too." };

    private static readonly ApiSchema Draft = ApiSchema.Object("NewParticipant",
        new("event_key", EventKey), new("customer_number", CustomerNumber), new("is_confirmed", Confirmed with { Default = false }, false),
        new("badge_number", Badge.OrNull, false), new("category_key", CategoryKey.OrNull, false));

    private static readonly ApiSchema Patch = ApiSchema.Object("ParticipantChange",
        new("is_confirmed", Confirmed, false), new("badge_number", Badge.OrNull, false), new("category_key", CategoryKey.OrNull, false));

    private static readonly ApiParameter Include = new("include",
        ApiSchema.Text with { Pattern = "^(contact|event|category)(,(contact|event|category))*$", Example = "contact,category" },
            "What to include, separated by commas: `contact`, `event`, `category`.");

    public static readonly ApiOperation List = new("GET", "listParticipants", "List participants")
    {
        Tag = Tag,
        Scope = Scope,
        Query =
        [
            new("event_key", EventKey, "Only participants of this event."),
            new("customer_number", CustomerNumber, "Only participations of this contact."),
            new("confirmed", ApiSchema.ZeroOrOne, "Only confirmed (`1`) or unconfirmed (`0`) ones."),
            Include,
        ],
        Paged = true,
        Sorts = ["id", "created_at", "updated_at"],
        Success = [(200, "One page of participants.", Participant)],
    };

    public static readonly ApiOperation Create = new("POST", "createParticipant", "Add a participant")
    {
        Tag = Tag,
        Scope = Scope,
        About = "A contact takes part in an event once; the second attempt is refused, also when both come at the same moment.",
        Body = Draft,
        Examples = new Dictionary<string, object>
        { ["confirmed"] = new { event_key = "hafenforum", customer_number = "D10401", is_confirmed = true, badge_number = "0401" } },
        Success = [(201, "The new participant.", Participant)],
    };

    public static readonly ApiOperation Find = new("GET", "getParticipant", "Read a participant")
    { Tag = Tag, Scope = Scope, Query = [Include], MayBeMissing = true, Success = [(200, "The participant.", Participant)] };

    public static readonly ApiOperation Update = new("PATCH", "updateParticipant", "Change a participant")
    {
        Tag = Tag,
        Scope = Scope,
        About = "Only the fields that are sent are changed; `{}` changes nothing. Event and contact stay.",
        Body = Patch,
        Examples = new Dictionary<string, object> { ["confirm"] = new { is_confirmed = true } },
        MayBeMissing = true,
        Success = [(200, "The participant as it is now.", Participant)],
    };

    public static readonly ApiOperation Replace =
        Update with { Method = "PUT", Id = "replaceParticipant", About = "The same as PATCH: only the fields that are sent are changed." };

    public static readonly ApiOperation Delete = new("DELETE", "deleteParticipant", "Remove a participant")
    {
        Tag = Tag,
        Scope = Scope,
        About = "The check-ins go too; the audit log keeps both.",
        MayBeMissing = true,
        Success = [(204, "Removed.", null)]
    };
}
