using System.Globalization;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Invoices;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Audit;

/// <summary>
/// One change as it is read: what, before, after; null values are empty, and a before that rows do not share is not known.
/// </summary>
public sealed record AuditChangeText(string Field, bool HasBefore, string? Before, string? After);

/// <summary>The audit log in the viewer's language: names of fields, values, kinds and records.</summary>
/// <param name="texts">Texts of the log.</param>
/// <param name="problems">Texts of the rules that a supervisor may set aside.</param>
/// <param name="references">Names and events of the page.</param>
/// <param name="tenantZone">For what belongs to no event.</param>
public sealed class AuditWords(IStringLocalizer<AuditTexts> texts, IStringLocalizer<ProblemTexts> problems, AuditReferences references,
    TimeZoneInfo tenantZone)
{
    /// <summary>A kind of record, such as <c>Participant</c>, in the singular.</summary>
    public static string Kind(IStringLocalizer<AuditTexts> texts, string entity) => Found(texts[$"Kind_{entity}"]) ?? entity;

    /// <summary>The record's name as of then, otherwise as of now, otherwise its number.</summary>
    public string Name(AuditEntry entry) => entry.Title ?? references.Name(entry.Entity, entry.EntityId) ?? texts["NoName", entry.EntityId];

    /// <summary>Where the record has its page; null where it has none or the actor may not see it.</summary>
    public string? Link(Actor actor, AuditEntry entry) => AuditLinks.To(actor, entry.Entity, entry.EntityId,
        references.Event(entry.EventId)?.Key);

    /// <summary>The event an entry belongs to, unless it is the record itself.</summary>
    public string? EventTitle(AuditEntry entry) => entry.Entity == "Event" ? null : references.Event(entry.EventId)?.Title;

    /// <summary>The event's title, or null.</summary>
    public string? EventTitle(long? eventId) => references.Event(eventId)?.Title;

    /// <summary>How many records of which kind had what done to them, such as <c>3,032 participants changed</c>.</summary>
    public string Part((string Entity, AuditAction Action) part, int rows)
    {
        var done = texts[$"Action_{part.Action}"].Value;
        return rows == 1
            ? texts["OneOf", Kind(texts, part.Entity), done]
            : texts["ManyOf", rows.ToString("N0", CultureInfo.CurrentCulture), Found(texts[$"Kinds_{part.Entity}"]) ?? part.Entity, done];
    }

    /// <summary>What changed in a record.</summary>
    public IReadOnlyList<AuditChangeText> Changes(AuditEntry entry) => Changes(entry.Entity, entry.EntityId, entry.EventId, entry.Changes);

    /// <summary>What changed in all rows of an operation.</summary>
    public IReadOnlyList<AuditChangeText> Common(AuditLine line) => line.Operation.Common is { } common && line.Parts is [var part, ..]
        ? Changes(part.Entity, 0, part.EventId, common) : [];

    private List<AuditChangeText> Changes(string entity, long id, long? eventId, string json)
    {
        using var document = JsonDocument.Parse(json);
        var changes = document.RootElement;
        var currency = changes.TryGetProperty("Currency", out var stated)
            ? stated[stated.GetArrayLength() - 1].GetString()
            : references.Currency(entity, id);
        return [.. changes.EnumerateObject().Select(change =>
        {
            var values = change.Value.EnumerateArray().Select(value => Text(entity, change.Name, value, eventId, currency)).ToList();
            return new AuditChangeText(Field(entity, change.Name), values.Count > 1, values.Count > 1 ? values[0] : null, values[^1]);
        })];
    }

    /// <summary>A property in words.</summary>
    public string Field(string entity, string name) =>
        entity == nameof(Invoice) && name.StartsWith(Invoice.LinePart, StringComparison.Ordinal)
            ? texts["Field_Invoice_Line", name[Invoice.LinePart.Length..]]
        : Found(texts[$"Field_{entity}_{name}"]) ?? Found(texts[$"Field_{name}"]) ?? name;

    /// <summary>A value as people read it; null for none.</summary>
    internal string? Text(string entity, string name, JsonElement value, long? eventId, string? currency)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var field = AuditField.Of(entity, name);
        var raw = value.ToString();
        return field.Shape switch
        {
            AuditShape.YesNo => texts[value.ValueKind == JsonValueKind.True ? "Yes" : "No"],
            AuditShape.Choice when field.Choice == typeof(DayOfWeek) && Enum.TryParse<DayOfWeek>(raw, out var day) =>
                CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(day),
            AuditShape.Choice => Found(texts[$"Value_{field.Choice!.Name}_{raw}"]) ?? raw,
            AuditShape.Moment when value.TryGetDateTimeOffset(out var moment) => (references.Event(eventId)?.Zone ?? tenantZone)
                .DateAndTime(moment.UtcDateTime),
            AuditShape.Day when value.TryGetDateTime(out var day) => tenantZone.Date(day),
            AuditShape.TimeOfDay when value.TryGetInt32(out var minutes) => TimeOnly.MinValue.AddMinutes(minutes)
                .ToString("t", CultureInfo.CurrentCulture),
            AuditShape.Amount when value.TryGetInt64(out var minor) =>
                currency is null ? Amounts.Plain(minor, "") : Amounts.Text(minor, currency),
            AuditShape.InvoiceLine when value.Deserialize<InvoiceLineDraft>() is { } line => texts[
                "InvoiceLine", Amounts.Quantity(line.QuantityThousandths, CultureInfo.CurrentCulture), line.Description,
                currency is null ? Amounts.Plain(line.UnitPriceMinor, "") : Amounts.Text(line.UnitPriceMinor, currency),
                Amounts.Rate(line.VatHundredths, CultureInfo.CurrentCulture)],
            AuditShape.Number when value.TryGetInt64(out var number) => number.ToString("N0", CultureInfo.CurrentCulture),
            AuditShape.Reference when value.TryGetInt64(out var id) => references.Name(field.Refers!, id) ?? texts["NoName", id],
            AuditShape.References when value.ValueKind == JsonValueKind.Array => string.Join(", ", value.EnumerateArray()
                .Select(id => references.Name(field.Refers!, id.GetInt64()) ?? texts["NoName", id.GetInt64()].Value)),
            AuditShape.Language => Found(texts[$"Language_{raw}"]) ?? raw,
            AuditShape.Theme => Found(texts[$"Theme_{raw}"]) ?? raw,
            AuditShape.Report => ReportTexts.Current.Find($"Report_{raw}") ?? raw,
            AuditShape.Scopes => Each(raw, scope => Found(texts[$"Scope_{scope}"])),
            AuditShape.Rules => Each(raw, code => Found(problems[code])),
            _ => raw,
        };
    }

    private static string Each(string codes, Func<string, string?> text) =>
        string.Join(", ", codes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(code => text(code) ?? code));

    private static string? Found(LocalizedString text) => text.ResourceNotFound ? null : text.Value;
}
