using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>
/// The undoing of an import is one removal over many short transactions, all with the same stamp, and it comes back in many: neither
/// stops the doors.
/// </summary>
public sealed partial class Removal
{
    private const int Fewest = 20;

    private const int Most = 250;

    /// <summary>How long a transaction should keep others from writing; as long they have the database for themselves afterwards.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Removes inside the caller's transaction some of what an import created; the caller has asked for the permission and has seen that
    /// nobody uses it. That is a stricter rule than the kinds' own, and the only way in which an issued invoice goes: one that was
    /// imported by mistake.
    /// </summary>
    internal Task<Result<Removed>> DeleteImportedAsync<T>(
        PortalDb db, IReadOnlyCollection<long> ids, Import undone, CancellationToken cancellationToken)
        where T : class, ISoftDeleted => DeleteAsync<T>(db, ids, null, undone, cancellationToken);

    private async Task<Result<Removed>> RestoreImportAsync(Actor who, RemovalEntry undone, CancellationToken cancellationToken)
    {
        var operation = new Operation(OperationKind.Restoration, undone.ImportFile, undone.ImportId);
        var actor = who.In(operation) with { Priority = WritePriority.Bulk };
        var (back, kept) = (new List<Removed>(), new List<Problem>());
        foreach (var plan in RemovalPlans.All.Where(plan => actor.May(plan.Permission)))
        {
            var pace = new ImportPace(Hold, 10, Fewest, Most, time);
            for (var last = 0L; ;)
            {
                var (after, rows) = (last, pace.Rows);
                await using var db = databases.Read(actor);
                var some = await db.RemovedRecords
                    .Where(record => record.RemovalId == undone.Id && record.Entity == plan.Entity && record.EntityId > after)
                    .OrderBy(record => record.EntityId).Take(rows).Select(record => record.EntityId).ToListAsync(cancellationToken);
                if (some.Count == 0)
                {
                    break;
                }

                last = some[^1]; // a credit note comes after its invoice
                await RestorePortionAsync(actor, plan, some, back, kept, pace, cancellationToken);
                await Task.Delay(pace.Rest(Hold), cancellationToken);
            }
        }

        if (back.Count == 0)
        {
            return kept.Count > 0 ? kept[0] : Problem.NotFound();
        }

        var (ids, events) = (back.SelectMany(one => one.Ids).ToList(), back.SelectMany(one => one.Events).Distinct().ToList());
        return new Removed(ids, back.Sum(one => one.Along), events) { Kept = kept };
    }

    /// <summary>Restores a portion; where something stands in the way of one of it, the halves: the others do not stay for it.</summary>
    private async Task RestorePortionAsync(
        Actor actor, RemovalPlan plan, List<long> ids, List<Removed> back, List<Problem> kept, ImportPace pace,
        CancellationToken cancellationToken)
    {
        var restored = await databases.WriteAsync(actor, async db =>
        {
            pace.Begin();
            return await plan.RestoreAsync(this, db, ids, cancellationToken);
        }, cancellationToken);
        pace.End(ids.Count);
        if (restored.Ok)
        {
            back.Add(restored.Value);
        }
        else if (ids.Count > 1)
        {
            var half = ids.Count / 2;
            await RestorePortionAsync(actor, plan, ids[..half], back, kept, pace, cancellationToken);
            await RestorePortionAsync(actor, plan, ids[half..], back, kept, pace, cancellationToken);
        }
        else
        {
            kept.AddRange(restored.Problems.Where(problem => problem.Code != "not_found"));
        }
    }
}
