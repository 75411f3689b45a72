using System.Text.Json;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Web.Api;

namespace AdminPortal.Web.Features.Webhooks;

/// <summary>What messages hold under <c>data</c>: records of the API as it spells them, the others in the same manner.</summary>
public static class WebhookJson
{
    /// <summary>Writes a record; see <see cref="WebhookData"/>.</summary>
    public static void Write(Utf8JsonWriter json, object record)
    {
        switch (record)
        {
            case ParticipantRecord participant:
                ParticipantJson.Write(json, participant, ParticipantJson.All);
                break;
            case CheckInRecord checkIn:
                CheckInJson.Write(json, checkIn);
                break;
            case RefusedScan scan:
                Write(json, scan);
                break;
            case ApplicationRow application:
                Write(json, application);
                break;
            case InvoiceRow invoice:
                Write(json, invoice);
                break;
            case AlarmRow alarm:
                Write(json, alarm);
                break;
            default:
                throw new ArgumentException($"Nobody is told of a {record?.GetType().Name}.", nameof(record));
        }
    }

    private static void Write(Utf8JsonWriter json, RefusedScan scan)
    {
        json.WriteStartObject();
        json.WriteNumber("scan_id"u8, scan.Id);
        json.WriteNumber("event_id"u8, scan.EventId);
        json.WriteString("event_key"u8, scan.EventKey);
        json.WriteString("action"u8, scan.Action == ScanAction.CheckOut ? "check_out"u8 : "check_in"u8);
        json.WriteString("code"u8, scan.Code);
        json.WriteString("check_in_type"u8, CheckInJson.Name(scan.Type));
        Number(json, "event_participant_id", scan.ParticipantId);
        json.WriteString("badge_number"u8, scan.BadgeNumber);
        json.WriteString("station"u8, scan.Station);
        json.WriteTime("occurred_at"u8, scan.OccurredAt);
        json.WriteTime("received_at"u8, scan.ReceivedAt);
        if (scan.CheckIn is { } explains)
        {
            json.WritePropertyName("check_in"u8);
            CheckInJson.Write(json, explains);
        }
        else
        {
            json.WriteNull("check_in"u8);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ApplicationRow application)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, application.Id);
        json.WriteString("status"u8, Word(application.Status));
        Contact(json, application.ContactId, application.CustomerNumber, application.CompanyName, application.FirstName,
            application.LastName);
        json.WriteString("category_key"u8, application.CategoryKey);
        Number(json, "rating", application.Rating);
        json.WriteTime("created_at"u8, application.CreatedAt);
        json.WriteTime("decided_at"u8, application.DecidedAt);
        json.WriteString("decided_by"u8, application.DecidedBy);
        json.WriteStartArray("events"u8);
        foreach (var applied in application.Events)
        {
            json.WriteStartObject();
            json.WriteNumber("event_id"u8, applied.EventId);
            json.WriteString("event_key"u8, applied.EventKey);
            json.WriteBoolean("is_approved"u8, applied.IsApproved);
            Number(json, "event_participant_id", applied.ParticipantId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, InvoiceRow invoice)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, invoice.Id);
        json.WriteString("number"u8, invoice.Number);
        json.WriteString("kind"u8, invoice.Kind == InvoiceKind.CreditNote ? "credit_note"u8 : "invoice"u8);
        json.WriteString("status"u8, Word(invoice.Status));
        Contact(json, invoice.ContactId, invoice.CustomerNumber, invoice.CompanyName, invoice.FirstName, invoice.LastName);
        json.WriteString("event_key"u8, invoice.EventKey);
        json.WriteString("currency"u8, invoice.Currency);
        json.WriteNumber("gross_minor"u8, invoice.GrossMinor);
        json.WriteNumber("credited_minor"u8, invoice.CreditedMinor);
        json.WriteNumber("paid_minor"u8, invoice.PaidMinor);
        json.WriteNumber("open_minor"u8, invoice.OpenMinor);
        json.WriteTime("invoice_date"u8, invoice.InvoiceDate);
        json.WriteTime("due_date"u8, invoice.DueDate);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AlarmRow alarm)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, alarm.Id);
        json.WriteString("kind"u8, Word(alarm.Kind));
        json.WriteString("severity"u8, Word(alarm.Kind.Severity()));
        json.WriteString("event_key"u8, alarm.EventKey);
        json.WriteString("subject"u8, alarm.Subject);
        json.WriteTime("since"u8, alarm.Since);
        json.WriteTime("raised_at"u8, alarm.RaisedAt);
        json.WriteTime("ended_at"u8, alarm.EndedAt);
        json.WriteString("end"u8, alarm.End is { } end ? Word(end) : null);
        Number(json, "figure", alarm.Figure);
        Number(json, "out_of", alarm.OutOf);
        json.WriteEndObject();
    }

    private static void Contact(Utf8JsonWriter json, long id, string number, string? company, string? first, string? last)
    {
        json.WriteStartObject("contact"u8);
        json.WriteNumber("id"u8, id);
        json.WriteString("customer_number"u8, number);
        json.WriteString("company_name"u8, company);
        json.WriteString("first_name"u8, first);
        json.WriteString("last_name"u8, last);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
