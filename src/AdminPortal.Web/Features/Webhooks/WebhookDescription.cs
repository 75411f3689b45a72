using System.Text.Json;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Web.Api.Description;

namespace AdminPortal.Web.Features.Webhooks;

/// <summary>What the API's description says of messages to endpoints.</summary>
internal static class WebhookDescription
{
    private static readonly ApiSchema Event = ApiSchema.Text.Means("The event's key.", "hafenforum").OrNull;

    private static readonly ApiSchema Money = new("integer")
    { Format = "int64", About = "In the currency's smallest unit.", Example = 11900 };

    private static readonly ApiSchema Contact = ApiSchema.Object("WebhookContact",
        new("id", ApiSchema.Id), new("customer_number", ApiSchema.Text), new("company_name", ApiSchema.Text.OrNull),
        new("first_name", ApiSchema.Text.OrNull), new("last_name", ApiSchema.Text.OrNull));

    private static readonly ApiSchema Refused = ApiSchema.Object("WebhookRefusedScan",
        new("scan_id", ApiSchema.Id), new("event_id", ApiSchema.Id), new("event_key", Event),
        new("action", ApiSchema.Choice("check_in", "check_out")),
        new("code", ApiSchema.Text.Means("Why, as in the API's refusals.", "already_checked_in")),
        new("check_in_type", ApiSchema.Choice("manual", "scan", "app")), new("event_participant_id", ApiSchema.Id.OrNull),
        new("badge_number", ApiSchema.Text.OrNull), new("station", ApiSchema.Text.OrNull), new("occurred_at", ApiSchema.Time),
        new("received_at", ApiSchema.Time), new("check_in", ApiSchema.Written("CheckIn").OrNull));

    private static readonly ApiSchema Application = ApiSchema.Object("WebhookApplication",
        new("id", ApiSchema.Id), new("status", Words<ApplicationStatus>()), new("contact", Contact),
        new("category_key", ApiSchema.Text.OrNull), new("rating", ApiSchema.Count.OrNull), new("created_at", ApiSchema.Time),
        new("decided_at", ApiSchema.Time.OrNull), new("decided_by", ApiSchema.Text.OrNull),
        new("events", ApiSchema.List(ApiSchema.Object("WebhookApplicationEvent",
            new("event_id", ApiSchema.Id), new("event_key", ApiSchema.Text), new("is_approved", ApiSchema.Flag),
            new("event_participant_id", ApiSchema.Id.OrNull)))));

    private static readonly ApiSchema Invoice = ApiSchema.Object("WebhookInvoice",
        new("id", ApiSchema.Id), new("number", ApiSchema.Text.OrNull), new("kind", Words<InvoiceKind>()),
        new("status", Words<InvoiceStatus>()), new("contact", Contact), new("event_key", Event),
        new("currency", ApiSchema.Text.Means("ISO 4217.", "EUR")), new("gross_minor", Money), new("credited_minor", Money),
        new("paid_minor", Money), new("open_minor", Money), new("invoice_date", ApiSchema.Time), new("due_date", ApiSchema.Time.OrNull));

    private static readonly ApiSchema Alarm = ApiSchema.Object("WebhookAlarm",
        new("id", ApiSchema.Id), new("kind", Words<AlarmKind>()), new("severity", Words<AlarmSeverity>()), new("event_key", Event),
        new("subject", ApiSchema.Text.OrNull), new("since", ApiSchema.Time), new("raised_at", ApiSchema.Time),
        new("ended_at", ApiSchema.Time.OrNull), new("end", Words<AlarmEnd>().OrNull), new("figure", ApiSchema.Count.OrNull),
        new("out_of", ApiSchema.Count.OrNull));

    /// <summary>Every type that an endpoint may get.</summary>
    public static IReadOnlyList<ApiWebhook> All { get; } =
    [
        Of(WebhookTypes.ParticipantAdded, "Somebody takes part in an event, or does so again.", ApiSchema.Written("Participant")),
        Of(WebhookTypes.ParticipantChanged, "A participation was changed.", ApiSchema.Written("Participant")),
        Of(WebhookTypes.ParticipantRemoved, "A participation was removed; it can be restored.", ApiSchema.Written("Participant")),
        Of(WebhookTypes.CheckInCreated, "Somebody came in.", ApiSchema.Written("CheckIn")),
        Of(WebhookTypes.CheckInClosed, "Somebody went out, or a rule ended the stay.", ApiSchema.Written("CheckIn")),
        Of(WebhookTypes.CheckInCorrected, "A check-in was removed, restored or changed.", ApiSchema.Written("CheckIn"),
            new ApiField("change", ApiSchema.Choice("removed", "restored", "changed"))),
        Of(WebhookTypes.CheckInRefused, "A scan was refused.", Refused),
        Of(WebhookTypes.ApplicationDecided, "An application was approved or rejected.", Application),
        Of(WebhookTypes.InvoiceIssued, "An invoice or a credit note got its number.", Invoice),
        Of(WebhookTypes.InvoicePaid, "Nothing of an invoice is open any more.", Invoice),
        Of(WebhookTypes.AlarmRaised, "Something is wrong that people should know of.", Alarm),
        Of(WebhookTypes.AlarmEnded, "An alarm is over.", Alarm),
        Of(WebhookTypes.Ping, "Somebody tests the endpoint. It brings no record.", new ApiSchema("object")),
    ];

    private static ApiWebhook Of(string type, string summary, ApiSchema data, params ApiField[] more) => new(type, summary,
        ApiSchema.Object($"Webhook_{type.Replace('.', '_')}",
        [
            new("id", ApiSchema.Text.Means("The message; receivers remember it, because it may come twice.")),
            new("type", ApiSchema.Choice(type)), new("created_at", ApiSchema.Time.Means("When it happened.")),
            new("tenant", ApiSchema.Text.Means("The organisation's short name.", "city-run")), new("event_key", Event), .. more,
            new("data", data.OrNull),
        ]));

    private static ApiSchema Words<T>()
        where T : struct, Enum => ApiSchema.Choice([.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]);
}
