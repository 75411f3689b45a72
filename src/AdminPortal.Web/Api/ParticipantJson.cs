using System.Text.Json;
using AdminPortal.Domain.Participants;

namespace AdminPortal.Web.Api;

/// <summary>Participants as the API contract spells them.</summary>
internal static class ParticipantJson
{
    /// <summary>What can be included: names of <c>include</c>.</summary>
    public static readonly IReadOnlyList<string> All = ["contact", "event", "category"];

    /// <summary>Writes one participant with what is to be included.</summary>
    public static void Write(Utf8JsonWriter json, ParticipantRecord record, IReadOnlyCollection<string> include)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, record.Id);
        json.WriteNumber("event_id"u8, record.EventId);
        json.WriteNumber("contact_id"u8, record.ContactId);
        json.WriteBoolean("is_confirmed"u8, record.IsConfirmed);
        json.WriteString("badge_number"u8, record.BadgeNumber);
        json.WriteTime("created_at"u8, record.CreatedAt);
        json.WriteTime("updated_at"u8, record.UpdatedAt);
        if (include.Contains("contact"))
        {
            json.WriteStartObject("contact"u8);
            json.WriteNumber("id"u8, record.Contact.Id);
            json.WriteString("customer_number"u8, record.Contact.CustomerNumber);
            json.WriteString("company_name"u8, record.Contact.CompanyName);
            json.WriteString("first_name"u8, record.Contact.FirstName);
            json.WriteString("last_name"u8, record.Contact.LastName);
            json.WriteString("email"u8, record.Contact.Email);
            json.WriteEndObject();
        }

        if (include.Contains("event"))
        {
            json.WriteStartObject("event"u8);
            json.WriteNumber("id"u8, record.Event.Id);
            json.WriteString("event_key"u8, record.Event.EventKey);
            json.WriteString("title"u8, record.Event.Title);
            json.WriteTime("date_from"u8, record.Event.DateFrom);
            json.WriteTime("date_to"u8, record.Event.DateTo);
            json.WriteEndObject();
        }

        if (include.Contains("category"))
        {
            WriteCategory(json, record.Category);
        }

        json.WriteEndObject();
    }

    private static void WriteCategory(Utf8JsonWriter json, CategoryPart? category)
    {
        if (category is null)
        {
            json.WriteNull("category"u8);
            return;
        }

        json.WriteStartObject("category"u8);
        json.WriteNumber("id"u8, category.Id);
        json.WriteString("category_key"u8, category.CategoryKey);
        json.WriteString("title"u8, category.Title);
        json.WriteEndObject();
    }
}
