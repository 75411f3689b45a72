using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Audit;

/// <summary>An event as the audit log needs it.</summary>
public sealed record AuditEvent(string Key, string Title, TimeZoneInfo Zone);

/// <summary>
/// What the entries of a page refer to: names of records as of now, removed ones included, and what their values are read with. What
/// was erased is in none of them.
/// </summary>
public sealed class AuditReferences
{
    private readonly Dictionary<(string Entity, long Id), string> names = [];

    private readonly Dictionary<long, AuditEvent> events = [];

    private readonly Dictionary<(string Entity, long Id), string> currencies = [];

    private AuditReferences()
    {
    }

    /// <summary>The record's name now; null when it has none or is gone.</summary>
    public string? Name(string entity, long id) => names.GetValueOrDefault((entity, id));

    /// <summary>The event, or null.</summary>
    public AuditEvent? Event(long? id) => id is { } known ? events.GetValueOrDefault(known) : null;

    /// <summary>ISO 4217 code of an invoice's or a payment's amounts; null when it is gone.</summary>
    public string? Currency(string entity, long id) => currencies.GetValueOrDefault((entity, id));

    /// <summary>Reads what a page needs: at most one query for each kind of record, however long the page is.</summary>
    internal static async Task<AuditReferences> ReadAsync(
        PortalDb db, Actor actor, IReadOnlyCollection<AuditEntry> entries, IReadOnlyCollection<AuditLine> lines,
            CancellationToken cancellationToken)
    {
        var references = new AuditReferences();
        var asked = entries.Where(entry => entry.Title is null).Select(entry => (entry.Entity, entry.EntityId)).ToHashSet();
        foreach (var entry in entries)
        {
            asked.UnionWith(Named(entry.Entity, entry.Changes));
        }

        foreach (var line in lines.Where(line => line.Operation.Common is not null))
        {
            asked.UnionWith(Named(line.Parts[0].Entity, line.Operation.Common!));
        }

        foreach (var (record, name) in await AuditNames.FindAsync(db, actor.TenantId, asked, cancellationToken,
            actor.May(Permission.ViewContacts)))
        {
            if (name.Title is { } title)
            {
                references.names[record] = title;
            }
        }

        var events = entries.Select(entry => entry.EventId).Concat(lines.SelectMany(line => line.Parts).Select(part => part.EventId))
            .OfType<long>().Distinct().ToList();
        if (events.Count > 0)
        {
            await foreach (var row in db.Events.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(e => events.Contains(e.Id))
                .Select(e => new { e.Id, e.EventKey, e.Title, e.TimeZone }).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                references.events[row.Id] = new AuditEvent(row.EventKey, row.Title, Zone.Find(row.TimeZone));
            }
        }

        await references.ReadCurrenciesAsync(entries, nameof(Invoice), ids => db.Invoices.IgnoreQueryFilters([PortalDb.AliveFilter])
            .Where(i => ids.Contains(i.Id)).Select(i => new Priced(i.Id, i.Currency)), cancellationToken);
        await references.ReadCurrenciesAsync(entries, nameof(Payment), ids => db.Payments.IgnoreQueryFilters([PortalDb.AliveFilter])
            .Where(p => ids.Contains(p.Id)).Select(p => new Priced(p.Id, p.Currency)), cancellationToken);
        return references;
    }

    private async Task ReadCurrenciesAsync(IEnumerable<AuditEntry> entries, string entity, Func<List<long>, IQueryable<Priced>> read,
        CancellationToken cancellationToken)
    {
        var ids = entries.Where(entry => entry.Entity == entity).Select(entry => entry.EntityId).Distinct().ToList();
        if (ids.Count > 0)
        {
            await foreach (var row in read(ids).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                currencies[(entity, row.Id)] = row.Currency;
            }
        }
    }

    /// <summary>The records that changes name by their ids.</summary>
    private static IEnumerable<(string Entity, long Id)> Named(string entity, string changes)
    {
        using var document = JsonDocument.Parse(changes);
        return [.. document.RootElement.EnumerateObject()
            .Select(change => (AuditField.Of(entity, change.Name).Refers, change.Value))
            .Where(change => change.Refers is not null)
            .SelectMany(change => change.Value.EnumerateArray().SelectMany(Flat).Where(value => value.ValueKind == JsonValueKind.Number)
                .Select(value => (change.Refers!, value.GetInt64())))];

        static IEnumerable<JsonElement> Flat(JsonElement value) =>
            value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
    }

    private sealed record Priced(long Id, string Currency);
}
