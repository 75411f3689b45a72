using System.Text.Json;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>What became of records after an import had written them, as the audit log tells it.</summary>
internal static class ImportSince
{
    /// <summary>
    /// Those of the records that are again as the import left them, though they were saved since: what was changed was changed back, as
    /// when everybody is confirmed and that is undone.
    /// </summary>
    /// <param name="db">Of the import's tenant.</param>
    /// <param name="import">The key of the import's operation.</param>
    /// <param name="entity">The kind of the records.</param>
    /// <param name="ids">The records.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<HashSet<long>> ChangedBackAsync(PortalDb db, Guid import, string entity, List<long> ids,
        CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var own = await db.AuditOperations.Where(o => o.Key == import).Select(o => o.Id).ToListAsync(cancellationToken);
        var entries = await db.AuditEntries.Where(e => e.Entity == entity && EF.Parameter(ids).Contains(e.EntityId))
            .OrderBy(e => e.Id).Select(e => new { e.EntityId, e.OperationId, e.Action, e.Changes }).ToListAsync(cancellationToken);
        var back = new HashSet<long>();
        foreach (var record in entries.GroupBy(e => e.EntityId).Select(of => of.ToList()))
        {
            var written = record.FindLastIndex(e => own.Contains(e.OperationId));
            var since = record.Skip(written + 1).ToList();
            if (written >= 0 && since.Count > 0
                && since.TrueForAll(e => e.Action is AuditAction.Changed or AuditAction.Deleted or AuditAction.Restored)
                && IsNothing(since.Select(e => e.Changes)))
            {
                back.Add(record[0].EntityId);
            }
        }

        return back;
    }

    /// <summary>Whether changes, one after the other, end with the values they began with.</summary>
    private static bool IsNothing(IEnumerable<string> changes)
    {
        var (first, last) = (new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement>());
        foreach (var (name, values) in changes.SelectMany(text => JsonSerializer.Deserialize<Dictionary<string, JsonElement[]>>(text)!))
        {
            first.TryAdd(name, values[0]);
            last[name] = values[^1];
        }

        return first.All(value => JsonElement.DeepEquals(value.Value, last[value.Key]));
    }
}
