using AdminPortal.Web.Api.Description;

namespace AdminPortal.Web.Features.CheckIns;

/// <summary>What the API's description says of <c>/check-ins</c>.</summary>
internal static class CheckInDescription
{
    private const string Tag = "Check-ins";

    private const string Scope = "checkins";

    private static readonly ApiSchema EventKey = ApiSchema.Text.Means("The event's key, case-sensitive.", "hafenforum");

    private static readonly ApiSchema Badge = ApiSchema.Text.Means("Exactly as it is stored; leading zeros count.", "0330");

    private static readonly ApiSchema Code = ApiSchema.Text.Means(
        "Exactly as it is stored, leading zeros count; or the signed code of a badge as it was scanned, which begins with `AP1.`.", "0330");

    private static readonly ApiSchema Type = ApiSchema.Choice("manual", "scan", "app");

    private static readonly ApiSchema Station = ApiSchema.Text with { MaxLength = 100, Example = "Nordeingang" };

    private static readonly ApiSchema Notes = ApiSchema.Text with { MaxLength = 2000 };

    private static readonly ApiSchema Quantity = new("integer")
    { Format = "int32", Minimum = 1, Maximum = 99, About = "People who came with this badge." };

    private static readonly ApiSchema Contact = ApiSchema.Object("CheckInContact",
        new("id", ApiSchema.Id), new("customer_number", ApiSchema.Text), new("company_name", ApiSchema.Text.OrNull),
            new("first_name", ApiSchema.Text.OrNull), new("last_name", ApiSchema.Text.OrNull));

    private static readonly ApiSchema CheckIn = ApiSchema.Object("CheckIn",
        new("id", ApiSchema.Id), new("event_participant_id", ApiSchema.Id), new("event_id", ApiSchema.Id),
        new("event_title", ApiSchema.Text.OrNull), new("event_key", EventKey.OrNull),
        new("contact", Contact), new("check_in_type", Type), new("badge_number", Badge.OrNull), new("station", Station.OrNull),
        new("checked_in_at", ApiSchema.Time.OrNull),
        new("checked_out_at", ApiSchema.Time.OrNull), new("is_checked_in", ApiSchema.Flag.Means("There is no check-out yet.")),
        new("checked_in_by", ApiSchema.Text.OrNull.Means("The key's name, or the person's in the portal.")),
        new("notes", Notes.OrNull), new("quantity", Quantity)) with
    { About = "One stay: from a check-in to its check-out. Every field is always there." };

    private static readonly ApiSchema Scan = ApiSchema.Object("Scan",
        new("event_key", EventKey), new("participant_id", ApiSchema.Id.OrNull.Means("This or `badge_number` is needed; both must agree."),
            false), new("badge_number", Code.OrNull, false),
        new("action", ApiSchema.Choice("check_in", "check_out") with { Default = "check_in" }, false),
        new("check_in_type", Type with { Default = "manual" }, false),
        new("station", Station.OrNull, false), new("notes", Notes.OrNull, false), new("quantity", Quantity with { Default = 1 }, false),
        new("occurred_at",
            ApiSchema.Time.OrNull.Means("When it happened, where that was earlier: at most 30 days back and 5 minutes ahead."), false));

    private static readonly ApiSchema Refused = ApiSchema.Object("CheckInRefusal",
        new("error", ApiSchema.Text.Means("One sentence for a person.", "The participant is already checked in.")),
        new("code", ApiSchema.Choice("validation_failed", "idempotency_key_reused", "unknown_participant", "unknown_badge",
            "forged_badge", "unsigned_badge", "badge_mismatch", "not_confirmed", "outside_window", "window_limit_reached",
            "event_full", "already_checked_in", "not_checked_in").Means("Stable; programs decide by it.", "already_checked_in")),
        new("errors", ApiErrors.FieldErrors, false),
        new("check_in", CheckIn, false));

    private static readonly ApiSchema Outlook = ApiSchema.Object("CheckInOutlook",
        new("follows", ApiSchema.Choice("rate", "windows", "earlier_event").Means(
            "What the forecast follows: only the last minutes, the check-in windows, or the earlier event that was chosen.")),
        new("forecast", ApiSchema.List(ApiSchema.Object("CheckInForecast", new("at", ApiSchema.Time),
            new("checked_in_total", ApiSchema.Count.Means("Participants who will have come by then.")))).Means(
            "In 30, 60 and 120 minutes; empty once the event is over.")),
        new("no_shows", ApiSchema.Count.OrNull.Means(
            "Participants who will not come, after the event who did not; null while nothing tells.")),
        new("full_at", ApiSchema.Time.OrNull.Means("When as many are inside as fit; null when that is not expected within four hours.")),
        new("over_capacity", ApiSchema.Count.Means("Participants beyond the places.")),
        new("seconds_each", ApiSchema.Number.Means("Seconds that a check-in takes at a busy station.", 7.5)),
        new("seconds_measured", ApiSchema.Flag.Means("False while no station was busy enough to tell: then 12 are assumed.")),
        new("stations_open", ApiSchema.Count), new("stations_needed", ApiSchema.Count.Means("For those who come now.")),
        new("stations_needed_later", ApiSchema.Count.OrNull.Means("In half an hour; null once the event is over.")),
        new("wait_seconds", ApiSchema.Count.OrNull.Means("Computed; null when more come than the open stations manage.")));

    private static readonly ApiSchema Stats = ApiSchema.Object("CheckInStats",
        new("event_id", ApiSchema.Id), new("event_key", EventKey), new("event_title", ApiSchema.Text),
        new("total_participants", ApiSchema.Count), new("confirmed_participants", ApiSchema.Count),
        new("checked_in_now", ApiSchema.Count.Means("Distinct participants with an open record.")),
        new("people_inside", ApiSchema.Count.Means("Sum of their quantities.")),
        new("checked_in_total", ApiSchema.Count.Means("Distinct participants who were ever in.")), new("not_checked_in", ApiSchema.Count),
        new("checked_out", ApiSchema.Count.Means("Participants whose newest record is closed.")),
        new("check_ins", ApiSchema.Count.Means("Records.")),
        new("check_in_rate",
            ApiSchema.Number.Means("`checked_in_total` of all participants, four decimals; 0 when there are none.", 0.4811)),
        new("by_type", ApiSchema.Object("CheckInsByType", new("manual", ApiSchema.Count), new("scan", ApiSchema.Count),
            new("app", ApiSchema.Count))),
        new("by_station",
            ApiSchema.List(ApiSchema.Object("CheckInsOfStation", new("station", Station.OrNull), new("check_ins", ApiSchema.Count),
                new("checked_in_now", ApiSchema.Count)))),
        new("by_hour",
            ApiSchema.List(ApiSchema.Object("CheckInsOfHour", new("hour", ApiSchema.Time.Means("The hour begins then.")),
                new("check_ins", ApiSchema.Count), new("check_outs", ApiSchema.Count)))),
        new("last_check_in_at", ApiSchema.Time.OrNull),
        new("open_conflicts", ApiSchema.Count.Means(
            "Scans that a device without network has let pass though the rules refuse them, and nobody has settled yet.")),
        new("outlook", Outlook.Means("What the figures say of the next hours, as the wall shows it.")));

    private static readonly ApiParameter OfEvent = new("event_key", EventKey, "The event; an unknown one is 404.", true);

    public static readonly ApiOperation List = new("GET", "listCheckIns", "List check-ins of an event")
    {
        Tag = Tag,
        Scope = Scope,
        About = "Open and closed records.",
        Query =
        [
            OfEvent,
            new("station", Station, "Only those of this station."),
            new("participant_id", ApiSchema.Id, "Only those of this participant."),
            new("is_checked_in", ApiSchema.ZeroOrOne, "Only open (`1`) or closed (`0`) records."),
            new("since", ApiSchema.Time, "Only those checked in or out at or after this time."),
        ],
        Paged = true,
        Sorts = ["id", "checked_in_at"],
        MayBeMissing = true,
        Success = [(200, "One page of check-ins.", CheckIn)],
    };

    public static readonly ApiOperation Create = new("POST", "createCheckIn", "Check in or out")
    {
        Tag = Tag,
        Scope = Scope,
        About = "A participant has at most one open record. A refusal names its reason in `code` and, where a record explains it, that " +
            "record; the portal's scan log keeps it.",
        Body = Scan,
        Examples = new Dictionary<string, object>
        {
            ["check_in"] = new { event_key = "hafenforum", badge_number = "0330", check_in_type = "scan", station = "Nordeingang" },
            ["check_out"] = new { event_key = "hafenforum", badge_number = "0330", action = "check_out" },
        },
        Refusal = Refused,
        Success = [(200, "Checked out: the closed record.", CheckIn), (201, "Checked in: the new record.", CheckIn)],
    };

    public static readonly ApiOperation Figures = new("GET", "getCheckInStats", "Figures of an event")
    { Tag = Tag, Scope = Scope, Query = [OfEvent], MayBeMissing = true, Success = [(200, "The figures as they are now.", Stats)] };

    public static readonly ApiOperation Find = new("GET", "getCheckIn", "Read a check-in")
    { Tag = Tag, Scope = Scope, MayBeMissing = true, Success = [(200, "The check-in.", CheckIn)] };

    public static readonly ApiOperation Delete = new("DELETE", "deleteCheckIn", "Correct a check-in")
    {
        Tag = Tag,
        Scope = Scope,
        About = "The record goes, and the participant may check in again.",
        MayBeMissing = true,
        Success = [(204, "Removed.", null)]
    };
}
