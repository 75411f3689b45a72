using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>What the pages of removed records bring back.</summary>
public sealed partial class Removal
{
    /// <summary>
    /// Restores rows of the list of removed records, of any kind, all or none; more than <see cref="RemovalPortions.Most"/> as far as
    /// nothing stands in the way. Refused as each kind is; <c>not_found</c> also for kinds that the actor may not restore.
    /// </summary>
    /// <param name="actor">Needs each kind's permission.</param>
    /// <param name="records">Ids of <see cref="RemovedRecord"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<Removed>> RestoreRecordsAsync(Actor actor, IReadOnlyCollection<long> records,
        CancellationToken cancellationToken = default) =>
        RestoreListedAsync(actor, async db =>
        {
            var found = new List<Listed>();
            foreach (var some in records.Distinct().Chunk(Chosen))
            {
                found.AddRange(await db.RemovedRecords.Where(record => some.Contains(record.Id))
                    .Select(record => new Listed(record.Entity, record.EntityId)).ToListAsync(cancellationToken));
            }

            return found;
        }, cancellationToken);

    /// <summary>
    /// Restores all of one removal that is still removed. Refused as <see cref="RestoreRecordsAsync"/>; but what the undoing of an import
    /// removed comes back as far as nothing stands in its way.
    /// </summary>
    public async Task<Result<Removed>> RestoreAllAsync(Actor actor, long removalId, CancellationToken cancellationToken = default)
    {
        RemovalEntry? undone;
        await using (var db = databases.Read(actor))
        {
            undone = await db.RemovalEntries.SingleOrDefaultAsync(entry => entry.Id == removalId && entry.ImportId != null,
                cancellationToken);
        }

        return await RestoreListedAsync(
            actor,
            db => db.RemovedRecords.Where(record => record.RemovalId == removalId)
                .Select(record => new Listed(record.Entity, record.EntityId)).ToListAsync(cancellationToken),
            cancellationToken, undone);
    }

    private async Task<Result<Removed>> RestoreListedAsync(Actor actor, Func<PortalDb, Task<List<Listed>>> which,
        CancellationToken cancellationToken, RemovalEntry? undone = null)
    {
        IReadOnlyList<(RemovalPlan Plan, IReadOnlyCollection<long> Ids)> chosen;
        await using (var read = databases.Read(actor))
        {
            chosen = OfKinds(await which(read));
        }

        if (undone is not null || chosen.Sum(kind => kind.Ids.Count) > RemovalPortions.Most)
        {
            var operation = undone is null
                ? new Operation(OperationKind.Change)
                : new Operation(OperationKind.Restoration, undone.ImportFile, undone.ImportId);
            return await RestoreManyAsync(actor.In(operation), chosen, cancellationToken);
        }

        return await portions.RestoreAsync(actor, chosen, async db =>
        {
            var back = new List<Removed>();
            foreach (var (plan, ids) in OfKinds(await which(db)))
            {
                var restored = await plan.RestoreAsync(this, db, ids, cancellationToken);
                if (!restored.Ok)
                {
                    return restored;
                }

                back.Add(restored.Value);
            }

            return back.Count == 0
                ? Problem.NotFound()
                : new Removed([.. back.SelectMany(one => one.Ids)], back.Sum(one => one.Along),
                    [.. back.SelectMany(one => one.Events).Distinct()]);
        }, cancellationToken);

        List<(RemovalPlan Plan, IReadOnlyCollection<long> Ids)> OfKinds(List<Listed> records)
        {
            var listed = records.ToLookup(record => record.Entity, record => record.EntityId);
            return [.. RemovalPlans.All.Where(plan => actor.May(plan.Permission) && listed.Contains(plan.Entity))
                .Select(plan => (plan, (IReadOnlyCollection<long>)[.. listed[plan.Entity]]))];
        }
    }

    /// <summary>A record that is listed as removed: of a large import hundreds of thousands, so nothing more is read of it.</summary>
    private readonly record struct Listed(string Entity, long EntityId);
}
