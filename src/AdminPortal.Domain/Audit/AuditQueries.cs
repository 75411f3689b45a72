using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Audit;

/// <summary>Which audit entries; everything that is set must hold. Times are UTC.</summary>
public sealed record AuditFilter
{
    public string? Entity { get; init; }

    public AuditAction? Action { get; init; }

    /// <summary>Part of the actor's name.</summary>
    public string? Actor { get; init; }

    public DateTime? From { get; init; }

    public DateTime? Until { get; init; }

    public long? EventId { get; init; }

    public long? EntityId { get; init; }
}

/// <summary>Reads the audit log.</summary>
public sealed class AuditQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>One page, newest first.</summary>
    public async Task<Page<AuditEntry>> ListAsync(Actor actor, AuditFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewAudit);
        await using var db = databases.Read(actor);
        var entries = db.AuditEntries.AsQueryable();
        entries = filter.Entity is { } entity ? entries.Where(e => e.Entity == entity) : entries;
        entries = filter.Action is { } action ? entries.Where(e => e.Action == action) : entries;
        entries = string.IsNullOrWhiteSpace(filter.Actor) ? entries : entries.Where(e => e.ActorName.Contains(filter.Actor.Trim()));
        entries = filter.From is { } from ? entries.Where(e => e.At >= from) : entries;
        entries = filter.Until is { } until ? entries.Where(e => e.At < until) : entries;
        entries = filter.EventId is { } eventId ? entries.Where(e => e.EventId == eventId) : entries;
        entries = filter.EntityId is { } entityId ? entries.Where(e => e.EntityId == entityId) : entries;
        var total = await entries.CountAsync(cancellationToken);
        var items = await entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Skip((int)Math.Min(int.MaxValue, page.Skip)).Take(page.Size).ToListAsync(cancellationToken);
        return new Page<AuditEntry>(items, total, page.Number, page.Size);
    }

    /// <summary>The kinds of records the log names, in order.</summary>
    public async Task<IReadOnlyList<string>> EntitiesAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewAudit);
        await using var db = databases.Read(actor);
        return await db.AuditEntries.Select(e => e.Entity).Distinct().OrderBy(e => e).ToListAsync(cancellationToken);
    }
}
