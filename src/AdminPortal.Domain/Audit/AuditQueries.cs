using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Audit;

/// <summary>Which audit entries; everything that is set must hold. Times are UTC.</summary>
public sealed record AuditFilter
{
    public string? Entity { get; init; }

    public AuditAction? Action { get; init; }

    /// <summary>Words of the actor's name, or parts of them.</summary>
    public string? Actor { get; init; }

    /// <summary>
    /// Words of the name of a person the entries concern, or parts of them: a participant, a contact, a user, removed ones too.
    /// </summary>
    public string? Person { get; init; }

    public DateTime? From { get; init; }

    public DateTime? Until { get; init; }

    public long? EventId { get; init; }

    public long? EntityId { get; init; }

    /// <summary>The operation whose rows they are.</summary>
    public long? OperationId { get; init; }
}

/// <summary>One line of the list of operations.</summary>
/// <param name="Operation">Who, when, where from, how many rows.</param>
/// <param name="Parts">How many rows of which kinds, the most first.</param>
/// <param name="Only">Its row where it has one only; otherwise null.</param>
public sealed record AuditLine(AuditOperation Operation, IReadOnlyList<AuditPart> Parts, AuditEntry? Only);

/// <summary>What an operation removed and is removed still.</summary>
/// <param name="Entity">The kind that was chosen; what went along comes back with it.</param>
/// <param name="Records">The records, each with the event it belongs to.</param>
public sealed record AuditRemoved(string Entity, IReadOnlyList<(long Id, long? EventId)> Records);

/// <summary>Reads the audit log.</summary>
public sealed class AuditQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>The newest operations that a list shows and counts; filters find the older ones.</summary>
    public const int Most = 10_000;

    /// <summary>The kinds that can be restored: where several went in one operation, the first of them took the others along.</summary>
    private static readonly string[] Chosen =
    [
        nameof(Event), nameof(Contact), nameof(Participant), nameof(Category), nameof(CheckInWindow), nameof(Application), nameof(Invoice),
        nameof(Payment), nameof(ReportSchedule), nameof(CheckIn),
    ];

    /// <summary>The kinds of records the log names.</summary>
    public static IReadOnlyCollection<string> Entities => AuditNames.Entities;

    /// <summary>
    /// One page of operations of which a row fits the filter, newest first, in four commands; <see cref="Page{T}.Total"/>
    /// ends at <see cref="Most"/>.
    /// </summary>
    public async Task<Page<AuditLine>> OperationsAsync(Actor actor, AuditFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewAudit);
        await using var db = databases.Read(actor);
        var operations = Operations(db, filter);
        var total = await operations.Take(Most).CountAsync(cancellationToken);
        var headers = page.Skip >= total ? [] : await operations.Skip((int)page.Skip).Take((int)Math.Min(page.Size, total - page.Skip))
            .ToListAsync(cancellationToken);
        return new Page<AuditLine>(await LinesAsync(db, actor, headers, cancellationToken), total, page.Number, page.Size);
    }

    /// <summary>One operation, or null.</summary>
    public async Task<AuditLine?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewAudit);
        await using var db = databases.Read(actor);
        var headers = await db.AuditOperations.Where(o => o.Id == id).ToListAsync(cancellationToken);
        return (await LinesAsync(db, actor, headers, cancellationToken)).SingleOrDefault();
    }

    /// <summary>One page of entries: those of an operation by the names of their people, all others newest first.</summary>
    public async Task<Page<AuditEntry>> ListAsync(Actor actor, AuditFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewAudit);
        await using var db = databases.Read(actor);
        var entries = Entries(db, filter);
        var total = await entries.CountAsync(cancellationToken);
        var sorted = filter.OperationId is null
            ? entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id)
            : entries.OrderBy(e => e.Person).ThenBy(e => e.Id);
        var items = page.Skip >= total ? [] : await sorted.On(page).ToListAsync(cancellationToken);
        items.ForEach(entry => Hide(actor, entry));
        return new Page<AuditEntry>(items, total, page.Number, page.Size);
    }

    /// <summary>
    /// What a removal took and nobody touched since; null when there is nothing to bring back, also for an import that was taken back: that
    /// comes back from the page of removed records, in portions.
    /// </summary>
    public async Task<AuditRemoved?> RemovedAsync(Actor actor, AuditLine line, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewAudit);
        var gone = line.Parts.Where(part => part.Action == AuditAction.Deleted).Select(part => part.Entity).ToHashSet();
        if (line.Operation.Kind is not (OperationKind.Change or OperationKind.Removal)
            || Chosen.FirstOrDefault(gone.Contains) is not { } entity)
        {
            return null;
        }

        await using var db = databases.Read(actor);
        var records = await db.AuditEntries.Where(e => e.OperationId == line.Operation.Id && e.Action == AuditAction.Deleted
            && e.Entity == entity)
            .Where(e => !db.AuditEntries.Any(later => later.Entity == e.Entity && later.EntityId == e.EntityId && later.Id > e.Id))
            .OrderBy(e => e.Id).Select(e => new { e.EntityId, e.EventId }).ToListAsync(cancellationToken);
        return records.Count == 0 ? null : new AuditRemoved(entity, records.ConvertAll(record => (record.EntityId, record.EventId)));
    }

    /// <summary>What rows and lines refer to, to show them by names: in at most one command for each kind of record.</summary>
    public async Task<AuditReferences> ReferencesAsync(
        Actor actor, IReadOnlyCollection<AuditEntry> entries, IReadOnlyCollection<AuditLine> lines,
            CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewAudit);
        await using var db = databases.Read(actor);
        return await AuditReferences.ReadAsync(db, actor, entries, lines, cancellationToken);
    }

    /// <summary>Takes away what the actor may not see of an entry.</summary>
    internal static void Hide(Actor actor, AuditEntry entry)
    {
        entry.Changes = AuditPrivacy.Changes(actor, entry.Entity, entry.Changes);
        entry.Title = AuditPrivacy.ShowsTitle(actor, entry.Entity) ? entry.Title : null;
    }

    private static async Task<IReadOnlyList<AuditLine>> LinesAsync(PortalDb db, Actor actor, List<AuditOperation> headers,
        CancellationToken cancellationToken)
    {
        if (headers.Count == 0)
        {
            return [];
        }

        var ids = headers.ConvertAll(o => o.Id);
        var parts = (await db.AuditParts.Where(p => ids.Contains(p.OperationId)).ToListAsync(cancellationToken))
            .ToLookup(p => p.OperationId);
        var single = headers.Where(o => o.Rows == 1).Select(o => o.Id).ToList();
        var only = await db.AuditEntries.Where(e => single.Contains(e.OperationId))
            .ToDictionaryAsync(e => e.OperationId, cancellationToken);
        foreach (var entry in only.Values)
        {
            Hide(actor, entry);
        }

        foreach (var header in headers.Where(o => o.Common is not null))
        {
            header.Common = parts[header.Id].Aggregate(header.Common!, (common, part) => AuditPrivacy.Changes(actor, part.Entity, common));
        }

        return headers.ConvertAll(o => new AuditLine(o, [.. parts[o.Id].OrderByDescending(p => p.Rows).ThenBy(p => p.Id)],
            only.GetValueOrDefault(o.Id)));
    }

    /// <summary>
    /// In the order of an index. What a filter asks of the rows is looked up for one operation after the other, so that a page of
    /// frequent ones costs no more than itself.
    /// </summary>
    private static IQueryable<AuditOperation> Operations(PortalDb db, AuditFilter filter)
    {
        var operations = db.AuditOperations.AsQueryable();
        operations = Named(operations, Words(filter.Actor));
        operations = filter.From is { } from ? operations.Where(o => o.At >= from) : operations;
        operations = filter.Until is { } until ? operations.Where(o => o.At < until) : operations;
        if (filter.Entity is not null || filter.Action is not null || filter.EventId is not null)
        {
            var parts = db.AuditParts.AsQueryable();
            parts = filter.Entity is { } entity ? parts.Where(p => p.Entity == entity) : parts;
            parts = filter.Action is { } action ? parts.Where(p => p.Action == action) : parts;
            parts = filter.EventId is { } eventId ? parts.Where(p => p.EventId == eventId) : parts;
            operations = operations.Where(o => parts.Any(p => p.OperationId == o.Id));
        }

        if (filter.EntityId is not null || Words(filter.Person).Length > 0)
        {
            var entries = Entries(db, filter with { Actor = null, From = null, Until = null });
            operations = operations.Where(o => entries.Any(e => e.OperationId == o.Id));
        }

        operations = filter.OperationId is { } id ? operations.Where(o => o.Id == id) : operations;
        return operations.OrderByDescending(o => o.At).ThenByDescending(o => o.Id);
    }

    /// <summary>The entries that a filter means.</summary>
    internal static IQueryable<AuditEntry> Entries(PortalDb db, AuditFilter filter)
    {
        var entries = db.AuditEntries.AsQueryable();
        entries = filter.OperationId is { } operationId ? entries.Where(e => e.OperationId == operationId) : entries;
        entries = filter.Entity is { } entity ? entries.Where(e => e.Entity == entity) : entries;
        entries = filter.EntityId is { } entityId ? entries.Where(e => e.EntityId == entityId) : entries;
        entries = filter.Action is { } action ? entries.Where(e => e.Action == action) : entries;
        entries = filter.EventId is { } eventId ? entries.Where(e => e.EventId == eventId) : entries;
        entries = filter.From is { } from ? entries.Where(e => e.At >= from) : entries;
        entries = filter.Until is { } until ? entries.Where(e => e.At < until) : entries;
        if (Words(filter.Actor) is { Length: > 0 } words)
        {
            var named = Named(db.AuditOperations, words);
            entries = entries.Where(e => named.Any(o => o.Id == e.OperationId));
        }

        foreach (var word in Words(filter.Person))
        {
            entries = entries.Where(e => e.Person!.Contains(word));
        }

        return entries;
    }

    private static IQueryable<AuditOperation> Named(IQueryable<AuditOperation> operations, string[] words) =>
        words.Aggregate(operations, (some, word) => some.Where(o => o.ActorSearch.Contains(word)));

    /// <summary>A name may be typed as the log writes it: "Last, First".</summary>
    private static string[] Words(string? typed) => Fold.Words(typed?.Replace(',', ' '));
}
