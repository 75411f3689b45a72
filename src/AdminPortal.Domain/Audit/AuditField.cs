using System.Collections.Concurrent;
using System.Reflection;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Webhooks;

namespace AdminPortal.Domain.Audit;

/// <summary>What a value in the audit log is, and so how it is shown.</summary>
public enum AuditShape
{
    /// <summary>Text as it is.</summary>
    Text,

    /// <summary>True or false.</summary>
    YesNo,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>The name of a value of <see cref="AuditField.Choice"/>.</summary>
    Choice,

    /// <summary>A moment, UTC.</summary>
    Moment,

    /// <summary>A moment of which only the day in the tenant's zone counts, UTC.</summary>
    Day,

    /// <summary>Minutes after midnight.</summary>
    TimeOfDay,

    /// <summary>An amount in minor units of the record's currency.</summary>
    Amount,

    /// <summary>A line of an invoice, as <see cref="InvoiceLineDraft"/>; amounts in the record's currency.</summary>
    InvoiceLine,

    /// <summary>The id of a record of the kind <see cref="AuditField.Refers"/>.</summary>
    Reference,

    /// <summary>A list of such ids.</summary>
    References,

    /// <summary><c>de</c> or <c>en</c>.</summary>
    Language,

    /// <summary><c>dark</c> or <c>light</c>.</summary>
    Theme,

    /// <summary>The key of a report or a list.</summary>
    Report,

    /// <summary>Scopes of a key, separated by commas.</summary>
    Scopes,

    /// <summary>Codes of the rules a supervisor set aside, separated by commas.</summary>
    Rules,
}

/// <summary>A property as the audit log names it.</summary>
/// <param name="Shape">What its values are.</param>
/// <param name="Choice">The enum, for <see cref="AuditShape.Choice"/>.</param>
/// <param name="Refers">Name of the entity, for <see cref="AuditShape.Reference"/> and <see cref="AuditShape.References"/>.</param>
public sealed record AuditField(AuditShape Shape, Type? Choice = null, string? Refers = null)
{
    private static readonly ConcurrentDictionary<(string Entity, string Name), AuditField> Known = new();

    private static readonly Dictionary<string, Type> Types = typeof(IAudited).Assembly.GetTypes()
        .Where(type => type.IsClass && typeof(IAudited).IsAssignableFrom(type)).Append(typeof(CheckIn)).Append(typeof(Scan))
        .ToDictionary(type => type.Name);

    private static readonly Dictionary<string, string> References = new()
    {
        ["CategoryId"] = nameof(Category),
        ["EarlierEventId"] = nameof(Event),
        ["ContactId"] = nameof(Contact),
        ["CreditOfId"] = nameof(Invoice),
        ["EventId"] = nameof(Event),
        ["InvoiceId"] = nameof(Invoice),
        ["OwnerId"] = nameof(PortalUser),
        ["ParticipantId"] = nameof(Participant),
        ["TeamId"] = nameof(Team),
        ["UserId"] = nameof(PortalUser),
    };

    /// <summary>The field of an entity; one that is not known (any more) is text.</summary>
    public static AuditField Of(string entity, string name) => Known.GetOrAdd((entity, name), key => Read(key.Entity, key.Name));

    private static AuditField Read(string entity, string name)
    {
        if (References.TryGetValue(name, out var refers))
        {
            return new AuditField(AuditShape.Reference, null, refers);
        }

        var type = Types.GetValueOrDefault(entity)?.GetProperty(name,
            BindingFlags.Public | BindingFlags.Instance)?.PropertyType ?? typeof(string);
        type = Nullable.GetUnderlyingType(type) ?? type;
        return (entity, name) switch
        {
            (nameof(Invoice), nameof(Invoice.InvoiceDate) or nameof(Invoice.DueDate)) => new AuditField(AuditShape.Day),
            (nameof(Invoice), _) when name.StartsWith(Invoice.LinePart, StringComparison.Ordinal) => new AuditField(AuditShape.InvoiceLine),
            (nameof(ReportSchedule), nameof(ReportSchedule.Minute)) => new AuditField(AuditShape.TimeOfDay),
            (nameof(ReportSchedule) or nameof(ReportExport), nameof(ReportSchedule.Kind)) => new AuditField(AuditShape.Report),
            (nameof(Station), nameof(Station.Categories)) => new AuditField(AuditShape.References, null, nameof(Category)),
            (nameof(Wall), nameof(Wall.MoreEvents)) => new AuditField(AuditShape.References, null, nameof(Event)),
            (nameof(Station), nameof(Station.Stewards)) => new AuditField(AuditShape.References, null, nameof(PortalUser)),
            (nameof(WebhookEndpoint), nameof(WebhookEndpoint.Events)) => new AuditField(AuditShape.References, null, nameof(Event)),
            (_, nameof(PortalUser.LimitedEvents)) => new AuditField(AuditShape.References, null, nameof(Event)),
            (_, nameof(PortalUser.LimitedDoors)) => new AuditField(AuditShape.References, null, nameof(Station)),
            (nameof(ApiKey), nameof(ApiKey.Scopes)) => new AuditField(AuditShape.Scopes),
            (_, nameof(Scan.Overridden)) => new AuditField(AuditShape.Rules),
            (_, "Language") => new AuditField(AuditShape.Language),
            (_, "Theme") => new AuditField(AuditShape.Theme),
            _ when name.EndsWith("Minor", StringComparison.Ordinal) => new AuditField(AuditShape.Amount),
            _ when type.IsEnum => new AuditField(AuditShape.Choice, type),
            _ when type == typeof(bool) => new AuditField(AuditShape.YesNo),
            _ when type == typeof(DateTime) || type == typeof(DateTimeOffset) => new AuditField(AuditShape.Moment),
            _ when type == typeof(int) || type == typeof(long) => new AuditField(AuditShape.Number),
            _ => new AuditField(AuditShape.Text),
        };
    }
}
