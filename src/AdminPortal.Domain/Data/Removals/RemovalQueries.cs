using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Lists;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>Which removed records; everything that is set must hold.</summary>
/// <param name="EventId">Of this event, and not the event itself; null for all of the tenant.</param>
/// <param name="Search">Words of title, badge, key or number.</param>
public sealed record RemovedFilter(long? EventId = null, string? Search = null);

/// <summary>A removed record as it is listed; times are UTC.</summary>
/// <param name="Id">Of the row, for restoring it.</param>
/// <param name="RemovalId">The removal it belongs to.</param>
/// <param name="Entity">Its kind.</param>
/// <param name="EntityId">The record.</param>
/// <param name="Title">As it was shown.</param>
/// <param name="Detail">Its badge, key or number.</param>
/// <param name="EventTitle">The event it belongs to.</param>
/// <param name="At">When it went.</param>
/// <param name="By">Who removed it.</param>
/// <param name="Chosen">How many were removed in the same step.</param>
/// <param name="Participants">Participants that went along with the whole removal.</param>
/// <param name="CheckIns">Check-ins that went along with the whole removal.</param>
/// <param name="Others">Other records that went along with the whole removal.</param>
/// <param name="ImportFile">The file of the import whose undoing removed it; null where somebody chose it.</param>
public sealed record RemovedRow(
    long Id, long RemovalId, string Entity, long EntityId, string Title, string? Detail, string? EventTitle, DateTime At, string By,
    int Chosen, int Participants, int CheckIns, int Others,
    string? ImportFile);

/// <summary>Why a record is not there: what was removed, by whom and when.</summary>
/// <param name="Entity">The kind of record that was chosen to be removed: this one, or what it went along with.</param>
/// <param name="EntityId">That record.</param>
/// <param name="Title">As it was shown; null where it was removed before the portal kept such records.</param>
/// <param name="Along">Whether the record went along with that other one.</param>
/// <param name="By">Who removed it; null where that is not known.</param>
/// <param name="At">UTC.</param>
/// <param name="MayRestore">Whether the actor may take it back.</param>
public sealed record RemovedNote(string Entity, long EntityId, string? Title, bool Along, string? By, DateTime At, bool MayRestore);

/// <summary>Reads what was removed and can be restored.</summary>
public sealed class RemovalQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>One page, newest first, of the kinds that the actor may restore.</summary>
    public async Task<Page<RemovedRow>> ListAsync(Actor actor, RemovedFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        var rows = Found(db, actor, filter);
        var total = await rows.CountAsync(cancellationToken);
        var items = await rows.OrderByDescending(r => r.RemovalId).ThenBy(r => r.Id).On(page)
            .Select(r => new RemovedRow(
                r.Id, r.RemovalId, r.Entity, r.EntityId, r.Title, r.Detail,
                db.Events.IgnoreQueryFilters(new[] { PortalDb.AliveFilter }).Where(e => e.Id == r.EventId).Select(e => e.Title)
                    .FirstOrDefault(),
                r.Removal!.At, r.Removal.ActorName, r.Removal.Chosen, r.Removal.Participants, r.Removal.CheckIns, r.Removal.Others,
                r.Removal.ImportFile))
            .ToListAsync(cancellationToken);
        return new Page<RemovedRow>(items, total, page.Number, page.Size);
    }

    /// <summary>Ids of all rows that <see cref="ListAsync"/> finds.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync(Actor actor, RemovedFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        return await Found(db, actor, filter).Select(r => r.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Why a record of that kind is not there; null when it lives or never was.</summary>
    /// <param name="actor">Whoever may see the record may know who removed it.</param>
    /// <param name="id">The record.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<RemovedNote?> FindAsync<T>(Actor actor, long id, CancellationToken cancellationToken = default)
        where T : class, ISoftDeleted
    {
        await using var db = databases.Read(actor);
        var plan = RemovalPlans.Of<T>();
        if (await plan.StampAsync(db, id, cancellationToken) is not { } at)
        {
            return null;
        }

        var (parent, parentId) = await plan.MissingAsync(db, id, cancellationToken) ?? (plan.Entity, id);
        var found = await db.RemovedRecords.Where(r => r.Removal!.At == at)
            .OrderBy(r => r.Entity == plan.Entity && r.EntityId == id ? 0 : r.Entity == parent && r.EntityId == parentId ? 1 : 2)
            .ThenBy(r => r.Id)
            .Select(r => new { r.Entity, r.EntityId, r.Title, r.Removal!.ActorName }).FirstOrDefaultAsync(cancellationToken);
        return found is null
            ? new RemovedNote(plan.Entity, id, null, false, null, at, actor.May(plan.Permission))
            : new RemovedNote(found.Entity, found.EntityId, found.Title, found.Entity != plan.Entity || found.EntityId != id,
                found.ActorName, at, actor.May(RemovalPlans.Find(found.Entity)!.Permission));
    }

    /// <summary>
    /// The event of that key that was removed last; null when there is none. Nothing is said about an event of that key that lives.
    /// </summary>
    public async Task<RemovedNote?> FindEventAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        var id = await RemovalPlan<Event>.All(db).Where(e => e.EventKey == eventKey && e.DeletedAt != null)
            .OrderByDescending(e => e.DeletedAt).Select(e => (long?)e.Id).FirstOrDefaultAsync(cancellationToken);
        return id is { } found ? await FindAsync<Event>(actor, found, cancellationToken) : null;
    }

    private static IQueryable<RemovedRecord> Found(PortalDb db, Actor actor, RemovedFilter filter)
    {
        var kinds = RemovalPlans.All.Where(plan => actor.May(plan.Permission)).Select(plan => plan.Entity).ToList();
        return db.RemovedRecords.Where(r => kinds.Contains(r.Entity))
            .When(filter.EventId, eventId => r => r.EventId == eventId)
            .WhenWords(filter.Search, word => r => r.SearchText.Contains(word));
    }

    /// <summary>Takes records that came back (or were erased) off the list, and their removal when nothing of it is left.</summary>
    internal static async Task ForgetAsync(PortalDb db, string entity, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        // The bounds lead SQLite into the index of the records; with the ids alone it takes to be quicker what walks through all of the
        // tenant's.
        var (first, last) = (ids.Min(), ids.Max());
        var records = db.RemovedRecords.IgnoreQueryFilters([PortalDb.EventFilter])
            .Where(r => r.Entity == entity && r.EntityId >= first && r.EntityId <= last && ids.Contains(r.EntityId));
        var removals = await records.Select(r => r.RemovalId).Distinct().ToListAsync(cancellationToken);
        await records.ExecuteDeleteAsync(cancellationToken);
        await db.RemovalEntries.IgnoreQueryFilters() // the tenant's own: their records say so
            .Where(r => removals.Contains(r.Id)
                && !db.RemovedRecords.Any(record => record.TenantId == r.TenantId && record.RemovalId == r.Id))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
