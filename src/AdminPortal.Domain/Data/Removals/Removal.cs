using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>
/// Removes and restores records, one or many in one step, with all that belongs to them (see <see cref="RemovalPlans"/>). Nothing else
/// writes <see cref="ISoftDeleted.DeletedAt"/>. A step is one transaction, or several where much goes along (see
/// <see cref="RemovalPortions"/>) or many are chosen; each record it touches is in the audit log; what was removed by another step stays
/// as it is.
/// </summary>
public sealed partial class Removal(IDbContextFactory<PortalDb> databases, RemovalPortions portions, TimeProvider time)
{
    private const int Chosen = 500;

    /// <summary>
    /// Removes records. Refused: <c>not_found</c> when none of them lives, and what the kind's plan forbids, such as <c>has_finance</c>.
    /// More than <see cref="RemovalPortions.Most"/> go in several transactions and have one entry.
    /// </summary>
    public Task<Result<Removed>> DeleteAsync<T>(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
        where T : class, ISoftDeleted => DeleteAsync<T>(actor, ids, null, cancellationToken);

    /// <summary>The same, and says how many of very many have gone.</summary>
    public async Task<Result<Removed>> DeleteAsync<T>(Actor actor, IReadOnlyCollection<long> ids, IProgress<int>? progress,
        CancellationToken cancellationToken)
        where T : class, ISoftDeleted
    {
        var plan = RemovalPlans.Of<T>();
        actor.Require(plan.Permission);
        if (ids.Count > RemovalPortions.Most)
        {
            return await DeleteManyAsync(actor, plan, ids, progress, cancellationToken);
        }

        if (!await portions.AreNeededAsync(actor, plan, ids, cancellationToken))
        {
            return await databases.WriteAsync(actor, db => DeleteAsync<T>(db, ids, cancellationToken), cancellationToken);
        }

        var who = RemovalPortions.InOne(actor);
        RemovalEntry? begun = null;
        var removed = await databases.WriteAsync(who, db =>
            DeleteAsync<T>(db, ids, entry => portions.Take(begun = entry, who), null, cancellationToken), cancellationToken);
        return removed.Ok ? removed.Value with { Along = await portions.EndAsync(who, begun!) } : removed;
    }

    /// <summary>
    /// Restores removed records with all that went along. Refused: <c>not_found</c> when none of them is removed, <c>removed_…</c> when
    /// what it belongs to is removed too, <c>held_FIELD</c> when a living record has a value that must be unique, <c>removal_running</c>
    /// while much still goes or comes back. More than <see cref="RemovalPortions.Most"/> come back as far as nothing stands in the way.
    /// </summary>
    public async Task<Result<Removed>> RestoreAsync<T>(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default)
        where T : class, ISoftDeleted
    {
        var plan = RemovalPlans.Of<T>();
        actor.Require(plan.Permission);
        return ids.Count > RemovalPortions.Most
            ? await RestoreManyAsync(RemovalPortions.InOne(actor), [(plan, ids)], cancellationToken)
            : await portions.RestoreAsync(actor, [(plan, ids)], db => RestoreAsync<T>(db, ids, cancellationToken), cancellationToken);
    }

    /// <summary>Restores what a note says was removed: the record itself, or what it went along with. Refused as the kind is.</summary>
    public Task<Result<Removed>> RestoreAsync(Actor actor, RemovedNote note, CancellationToken cancellationToken = default)
    {
        var plan = RemovalPlans.Find(note.Entity)
            ?? throw new ArgumentException("The note is of no kind that can be restored.", nameof(note));
        actor.Require(plan.Permission);
        return portions.RestoreAsync(actor, [(plan, [note.EntityId])], db =>
            plan.RestoreAsync(this, db, [note.EntityId], cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Removes inside the caller's transaction; the caller has asked for the permission. What the context tracks of these records is out of
    /// date then.
    /// </summary>
    public Task<Result<Removed>> DeleteAsync<T>(PortalDb db, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
        where T : class, ISoftDeleted => DeleteAsync<T>(db, ids, null, null, cancellationToken);

    /// <summary>
    /// Removes with what goes along, or, where the entry is taken, without it. Goes on with the entry of an import or of that id.
    /// </summary>
    private async Task<Result<Removed>> DeleteAsync<T>(
        PortalDb db, IReadOnlyCollection<long> ids, Action<RemovalEntry>? take, Import? undone, CancellationToken cancellationToken,
        long? begun = null)
        where T : class, ISoftDeleted
    {
        var plan = RemovalPlans.Of<T>();
        var step = new RemovalStep(db, time.UtcNow(), cancellationToken);
        var gone = new List<long>();
        RemovalEntry? entry = null;
        foreach (var some in ids.Distinct().Chunk(Chosen))
        {
            await plan.HoldAsync(db, some, cancellationToken);
            var living = (await RemovalPlan<T>.FindAsync(db, some, cancellationToken)).FindAll(row => row.DeletedAt == null);
            if (living.Count == 0)
            {
                continue;
            }

            var found = living.ConvertAll(row => row.Id);
            if (undone is null && await plan.BlockedAsync(db, found, cancellationToken) is { } blocked)
            {
                return blocked;
            }

            entry ??= await BeginAsync(db, plan, undone, begun, cancellationToken);
            await RecordAsync(step, plan, entry, living, cancellationToken);
            await step.MoveSomeAsync(plan, found, null, entry.At, along: false);
            foreach (var branch in take is null ? plan.Branches : [])
            {
                await branch.MoveAsync(step, found, null, entry.At);
            }

            gone.AddRange(found);
        }

        if (entry is null)
        {
            return Problem.NotFound();
        }

        entry.Chosen += gone.Count;
        step.Count(entry);
        take?.Invoke(entry);
        await db.SaveChangesAsync(cancellationToken);
        db.Entry(entry).State = EntityState.Detached;
        return new Removed(gone, step.Along, step.Events) { EntryId = entry.Id };
    }

    /// <summary>
    /// Restores inside the caller's transaction, as <see cref="DeleteAsync{T}(PortalDb, IReadOnlyCollection{long}, CancellationToken)"/>
    /// removes.
    /// </summary>
    public async Task<Result<Removed>> RestoreAsync<T>(PortalDb db, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default)
        where T : class, ISoftDeleted
    {
        var plan = RemovalPlans.Of<T>();
        var step = new RemovalStep(db, time.UtcNow(), cancellationToken);
        var back = new List<long>();
        foreach (var some in ids.Distinct().Chunk(Chosen))
        {
            var dead = (await RemovalPlan<T>.FindAsync(db, some, cancellationToken)).FindAll(row => row.DeletedAt != null);

            // Records of one removal lived together, so they cannot be in each other's way; those of another one are judged against them.
            foreach (var removal in dead.GroupBy(row => row.DeletedAt).OrderBy(group => group.Key))
            {
                var members = removal.Select(row => row.Id).Order().ToList();
                if (await plan.GuardedAsync(db, RemovalPlan<T>.ById(db, members), removal.ToList(), cancellationToken) is { } guarded)
                {
                    return guarded;
                }

                if (await ReviveAsync(step, plan, members, removal.Key) is { } problem)
                {
                    return problem;
                }

                await RemovalQueries.ForgetAsync(db, plan.Entity, members, cancellationToken);
                back.AddRange(members);
            }
        }

        return back.Count == 0 ? Problem.NotFound() : new Removed(back, step.Along, step.Events);
    }

    private static async Task<Problem?> ReviveAsync<T>(RemovalStep step, RemovalPlan<T> plan, List<long> ids, DateTime? stamp)
        where T : class, ISoftDeleted
    {
        if (await step.MoveSomeAsync(plan, ids, stamp, null, along: false) is { } problem)
        {
            return problem;
        }

        foreach (var branch in plan.Branches)
        {
            if (await branch.MoveAsync(step, ids, stamp, null) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>
    /// The stamp is later than any other of the tenant, so that two removals within one millisecond do not mix; its index decides between
    /// two processes.
    /// </summary>
    private async Task<RemovalEntry> BeginAsync(PortalDb db, RemovalPlan plan, Import? undone, long? begun,
        CancellationToken cancellationToken)
    {
        var entries = undone is not null
            ? db.RemovalEntries.AsTracking().Where(own => own.ImportId == undone.Id)
            : db.RemovalEntries.AsTracking().Where(own => own.Id == begun);
        if ((undone is not null || begun is not null) && await entries.SingleOrDefaultAsync(cancellationToken) is { } own)
        {
            return own;
        }

        var actor = db.Actor ?? Actor.System(db.TenantId, "portal");
        var (now, newest) = (time.UtcNow(), await db.RemovalEntries.MaxAsync(entry => (DateTime?)entry.At, cancellationToken));
        var entry = new RemovalEntry
        {
            At = newest >= now ? newest.Value.AddMilliseconds(1) : now,
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            Entity = plan.Entity,
            ImportId = undone?.Id,
            ImportFile = undone?.FileName,
        };
        db.RemovalEntries.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
        return entry;
    }

    private static async Task RecordAsync<T>(RemovalStep step, RemovalPlan<T> plan, RemovalEntry entry, List<T> rows,
        CancellationToken cancellationToken)
        where T : class, ISoftDeleted
    {
        var names = await plan.NamesAsync(step.Db, rows.ConvertAll(row => row.Id), cancellationToken);
        await step.Db.BulkInsertAsync(rows.ConvertAll(row => new RemovedRecord
        {
            RemovalId = entry.Id,
            Entity = plan.Entity,
            EntityId = row.Id,
            EventId = (row as IOfEvent)?.EventId,
            Title = names[row.Id].Title is { Length: > RemovedRecord.TitleLimit } title
                ? title[..RemovedRecord.TitleLimit]
                : names[row.Id].Title,
            Detail = names[row.Id].Detail,
            SearchText = Fold.Join(RemovedRecord.SearchLimit, names[row.Id].Title, names[row.Id].Detail),
        }), cancellationToken);
    }
}
