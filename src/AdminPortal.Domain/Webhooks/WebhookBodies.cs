using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>
/// Writes a record as the API spells it: a <see cref="ParticipantRecord"/>, <see cref="CheckInRecord"/>, <see cref="RefusedScan"/>,
/// <see cref="ApplicationRow"/>, <see cref="InvoiceRow"/> or <see cref="AlarmRow"/>.
/// </summary>
public delegate void WebhookData(Utf8JsonWriter json, object record);

/// <summary>A scan that was refused; times are UTC.</summary>
/// <param name="Code">Why; the API's code.</param>
/// <param name="CheckIn">The record that explains it; null where none does.</param>
public sealed record RefusedScan(long Id, long EventId, string? EventKey, ScanAction Action, CheckInType Type, string Code,
    long? ParticipantId, string? BadgeNumber, string? Station, DateTime OccurredAt, DateTime ReceivedAt, CheckInRecord? CheckIn);

/// <summary>A message, and the events it belongs to.</summary>
internal sealed record MadeMessage(WebhookMessage Message, IReadOnlySet<long> Events);

/// <summary>The records that facts are about, and the JSON that is sent of them.</summary>
public sealed class WebhookBodies(IDbContextFactory<PortalDb> databases, WebhookData write)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Messages of one tenant in the order of the facts; what is no fact after all is left out.</summary>
    internal async Task<List<MadeMessage>> MakeAsync(long tenantId, string slug, IReadOnlyList<WebhookFact> facts,
        CancellationToken cancellationToken)
    {
        await using var db = databases.Read(Actor.System(tenantId, "webhooks"));
        facts = await WebhookClosings.AddAsync(db, await WebhookPayments.KeepAsync(db, facts, cancellationToken), cancellationToken);
        var records = await RecordsAsync(db, facts, cancellationToken);
        var keys = await KeysAsync(db, facts, cancellationToken);
        return facts.Select(fact =>
        {
            var record = records.GetValueOrDefault((Kind(fact), fact.RecordId));
            var eventKey = fact.EventId is { } eventId ? keys.GetValueOrDefault(eventId) : null;
            if (fact.Scan is { Code: { } code } scan)
            {
                record = new RefusedScan(scan.Id, scan.EventId!.Value, eventKey, scan.Action, scan.Type, code, scan.ParticipantId,
                    scan.BadgeNumber, scan.Station, scan.At, scan.WrittenAt, record as CheckInRecord);
            }

            IEnumerable<long> events = record is ApplicationRow application ? application.Events.Select(applied => applied.EventId)
                : fact.EventId is { } one ? [one] : [];
            return new MadeMessage(Message(fact, slug, eventKey, record), events.ToHashSet());
        }).ToList();
    }

    /// <summary>A message.</summary>
    internal WebhookMessage Message(WebhookFact fact, string slug, string? eventKey, object? record)
    {
        var key = $"evt_{Guid.CreateVersion7(new DateTimeOffset(fact.At)):N}";
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, key);
            json.WriteString("type"u8, fact.Type);
            json.WriteString("created_at"u8, fact.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null));
            json.WriteString("tenant"u8, slug);
            json.WriteString("event_key"u8, eventKey);
            if (fact.Change is not null)
            {
                json.WriteString("change"u8, fact.Change);
            }

            json.WritePropertyName("data"u8);
            if (record is null)
            {
                json.WriteNullValue();
            }
            else
            {
                write(json, record);
            }

            json.WriteEndObject();
        }

        return new WebhookMessage
        {
            TenantId = fact.TenantId,
            Source = fact.Source,
            Key = key,
            Type = fact.Type,
            EventKey = eventKey ?? "",
            At = fact.At,
            Body = Encoding.UTF8.GetString(body.ToArray()),
        };
    }

    private static Type Kind(WebhookFact fact) => fact.Type.Split('.')[0] switch
    {
        "participant" => typeof(Participant),
        "check_in" => typeof(CheckIn),
        "application" => typeof(Application),
        "invoice" => typeof(Invoice),
        _ => typeof(Alarm),
    };

    private static async Task<Dictionary<(Type Kind, long Id), object>> RecordsAsync(PortalDb db, IReadOnlyList<WebhookFact> facts,
        CancellationToken cancellationToken)
    {
        var records = new Dictionary<(Type, long), object>();
        List<long> Of(Type kind) =>
            [.. facts.Where(fact => Kind(fact) == kind && fact.RecordId > 0).Select(fact => fact.RecordId).Distinct()];
        async Task AddAsync<T>(Type kind, Func<List<long>, IQueryable<T>> read, Func<T, long> id)
            where T : class
        {
            foreach (var row in Of(kind) is { Count: > 0 } ids ? await read(ids).ToListAsync(cancellationToken) : [])
            {
                records[(kind, id(row))] = row;
            }
        }

        // What was removed is told too.
        await AddAsync(typeof(Participant), ids => db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter])
            .Where(p => ids.Contains(p.Id)).Select(ParticipantQueries.Record), p => p.Id);
        await AddAsync(typeof(CheckIn), ids => db.CheckIns.IgnoreQueryFilters([PortalDb.AliveFilter])
            .Where(c => ids.Contains(c.Id)).Select(CheckInQueries.Record), c => c.Id);
        await AddAsync(typeof(Alarm), ids => db.Alarms.Where(a => ids.Contains(a.Id)).Select(AlarmQueries.Row), a => a.Id);
        if (Of(typeof(Invoice)) is { Count: > 0 } invoices)
        {
            foreach (var row in await InvoiceList.Instance.RowsAsync(
                db, db.Invoices.Where(i => invoices.Contains(i.Id)), default, cancellationToken))
            {
                records[(typeof(Invoice), row.Id)] = row;
            }
        }

        if (Of(typeof(Application)) is { Count: > 0 } applications)
        {
            foreach (var row in await ApplicationList.Instance.RowsAsync(
                db, db.Applications.Where(a => applications.Contains(a.Id)), default, cancellationToken))
            {
                records[(typeof(Application), row.Id)] = row;
            }
        }

        return records;
    }

    /// <summary>Keys of the events, removed ones too.</summary>
    private static async Task<Dictionary<long, string>> KeysAsync(PortalDb db, IReadOnlyList<WebhookFact> facts,
        CancellationToken cancellationToken)
    {
        var ids = facts.Select(fact => fact.EventId).OfType<long>().Distinct().ToList();
        return await db.Events.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(e => ids.Contains(e.Id))
            .ToDictionaryAsync(e => e.Id, e => e.EventKey, cancellationToken);
    }
}
