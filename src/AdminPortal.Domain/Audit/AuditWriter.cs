using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Audit;

/// <summary>
/// Writes entries as rows of their operations: those of one transaction and one actor are one, and an <see cref="Operation"/> goes on
/// over several.
/// </summary>
internal sealed class AuditWriter(PortalDb db)
{
    private readonly Dictionary<(long Tenant, string Actor), Running> running = [];

    private Guid? transaction;

    /// <summary>
    /// Adds the entries to the database, with the names of their records. Call it inside the transaction of the changes, after they
    /// were saved.
    /// </summary>
    /// <param name="entries">The entries.</param>
    /// <param name="named">What the records in hand are called, by entry.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task WriteAsync(IReadOnlyList<AuditEntry> entries, Dictionary<AuditEntry, AuditName> named,
        CancellationToken cancellationToken)
    {
        if (transaction != db.Database.CurrentTransaction!.TransactionId)
        {
            running.Clear();
            transaction = db.Database.CurrentTransaction.TransactionId;
        }

        await NameAsync(entries, named, cancellationToken);
        foreach (var group in entries.GroupBy(entry => (entry.TenantId,
            Actor: $"{entry.ActorKind} {entry.ActorId} {entry.ActorName} {entry.Address}")))
        {
            await AppendAsync(group.Key, [.. group], cancellationToken);
        }
    }

    private async Task NameAsync(IReadOnlyList<AuditEntry> entries, Dictionary<AuditEntry, AuditName> named,
        CancellationToken cancellationToken)
    {
        foreach (var tenant in entries.Where(entry => !named.ContainsKey(entry)).GroupBy(entry => entry.TenantId))
        {
            var found = await AuditNames.FindAsync(db, tenant.Key, tenant.Select(entry => (entry.Entity, entry.EntityId)),
                cancellationToken);
            foreach (var entry in tenant)
            {
                if (found.TryGetValue((entry.Entity, entry.EntityId), out var name))
                {
                    named[entry] = name;
                }
            }
        }

        foreach (var (entry, name) in named)
        {
            (entry.Title, entry.Person) = (name.Title, name.Person);
        }
    }

    private async Task AppendAsync((long Tenant, string Actor) key, List<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var isOwn = db.Actor is not { } actor || (entries[0].ActorKind == actor.Kind && entries[0].ActorId == actor.Id
            && entries[0].ActorName == actor.Name);
        var operation = isOwn ? db.Actor?.Operation : null;
        if (!running.TryGetValue(key, out var run))
        {
            run = operation is null ? null : await FindAsync(key.Tenant, operation, cancellationToken);
            run ??= new Running(Begin(entries[0], operation), []);
            running[key] = run;
        }

        var isNew = run.Header.Id == 0;
        run.Add(entries);
        var (rows, common) = (run.Header.Rows, run.Header.Common);
        if (isNew)
        {
            db.AuditOperations.Add(run.Header);
            await db.SaveWithoutAuditAsync(cancellationToken);
            db.Entry(run.Header).State = EntityState.Detached;
        }
        else
        {
            await db.AuditOperations.IgnoreQueryFilters().Where(o => o.Id == run.Header.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(o => o.Rows, rows).SetProperty(o => o.Common, common), cancellationToken);
        }

        foreach (var kind in entries.GroupBy(entry => (entry.Entity, entry.Action, entry.EventId)))
        {
            await CountAsync(run, kind.Key, kind.Count(), cancellationToken);
        }

        entries.ForEach(entry => entry.OperationId = run.Header.Id);
        db.AuditEntries.AddRange(entries);
        await db.SaveWithoutAuditAsync(cancellationToken);
        run.Detach(db);
    }

    private async Task CountAsync(Running run, (string Entity, AuditAction Action, long? EventId) kind, int rows,
        CancellationToken cancellationToken)
    {
        if (run.Parts.Find(part => (part.Entity, part.Action, part.EventId) == kind) is { } known)
        {
            known.Rows += rows;
            var total = known.Rows;
            await db.AuditParts.IgnoreQueryFilters().Where(p => p.Id == known.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.Rows, total), cancellationToken);
            return;
        }

        var part = new AuditPart
        {
            TenantId = run.Header.TenantId,
            OperationId = run.Header.Id,
            Entity = kind.Entity,
            Action = kind.Action,
            EventId = kind.EventId,
            Rows = rows,
        };
        run.Parts.Add(part);
        db.AuditParts.Add(part);
    }

    private async Task<Running?> FindAsync(long tenant, Operation operation, CancellationToken cancellationToken)
    {
        var header = await db.AuditOperations.IgnoreQueryFilters().AsNoTracking()
            .SingleOrDefaultAsync(o => o.TenantId == tenant && o.Key == operation.Key, cancellationToken);
        return header is null
            ? null
            : new Running(header, await db.AuditParts.IgnoreQueryFilters().AsNoTracking()
                .Where(p => p.TenantId == tenant && p.OperationId == header.Id).ToListAsync(cancellationToken));
    }

    private static AuditOperation Begin(AuditEntry first, Operation? operation) => new()
    {
        TenantId = first.TenantId,
        Key = operation?.Key,
        At = first.At,
        ActorKind = first.ActorKind,
        ActorId = first.ActorId,
        ActorName = first.ActorName,
        ActorSearch = Fold.Join(200, first.ActorName),
        Address = first.Address,
        Kind = operation?.Kind ?? OperationKind.Change,
        About = operation?.About is { Length: > 200 } about ? about[..200] : operation?.About,
        AboutId = operation?.AboutId,
    };

    /// <summary>An operation of the current transaction; its rows are tracked no longer than they are written.</summary>
    private sealed record Running(AuditOperation Header, List<AuditPart> Parts)
    {
        private string? common = Header.Common;

        public void Add(List<AuditEntry> entries)
        {
            common = AuditCommon.Of(common, entries);
            Header.Rows += entries.Count;

            // A single row says itself what changed; only an operation that may go on elsewhere has to tell what its first one was.
            Header.Common = Header.Rows == 1 && Header.Key is null ? null : common;
        }

        public void Detach(PortalDb db)
        {
            foreach (var part in Parts)
            {
                db.Entry(part).State = EntityState.Detached;
            }
        }
    }
}
