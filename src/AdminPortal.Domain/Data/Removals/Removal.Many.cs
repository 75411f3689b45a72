using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>
/// Very many go and come back in many short transactions, and so does what the undoing of an import removed; all of a removal has the same
/// stamp. Neither stops the doors. What breaks off in the middle has gone so far, and its entry says how far.
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

    private async Task<Result<Removed>> DeleteManyAsync<T>(
        Actor who, RemovalPlan<T> plan, IReadOnlyCollection<long> ids, IProgress<int>? progress, CancellationToken cancellationToken)
        where T : class, ISoftDeleted
    {
        var actor = RemovalPortions.InOne(who) with { Priority = WritePriority.Bulk };
        await using (var db = databases.Read(actor))
        {
            foreach (var some in ids.Chunk(Chosen))
            {
                if (await plan.BlockedAsync(db, some, cancellationToken) is { } blocked)
                {
                    return blocked;
                }
            }
        }

        var (pace, gone, done) = (new ImportPace(Hold, 100, Fewest, RemovalStep.Portion, time), new List<Removed>(), 0);
        await foreach (var some in pace.PortionsAsync([.. ids.Distinct().Order()], Hold / 2, cancellationToken: cancellationToken))
        {
            var removed = await databases.WriteAsync(actor, db =>
            {
                pace.Begin();
                return DeleteAsync<T>(db, some, null, null, cancellationToken, gone.FirstOrDefault()?.EntryId);
            }, cancellationToken);
            pace.End(some.Count);
            done += some.Count;
            progress?.Report(done);
            if (removed.Ok)
            {
                gone.Add(removed.Value);
            }
            else if (removed.Problems[0].Code != "not_found")
            {
                return Removed.Sum(gone, [.. removed.Problems]);
            }
        }

        return Removed.Sum(gone, []);
    }

    private async Task<Result<Removed>> RestoreManyAsync(
        Actor who, IReadOnlyList<(RemovalPlan Plan, IReadOnlyCollection<long> Ids)> chosen, CancellationToken cancellationToken)
    {
        var actor = who with { Priority = WritePriority.Bulk };
        var (back, kept) = (new List<Removed>(), new List<Problem>());
        foreach (var (plan, ids) in chosen)
        {
            // Much may have gone along with an event, so each comes back by itself. A credit note comes after its invoice.
            var pace = plan.Entity == nameof(Event)
                ? new ImportPace(Hold, 1, 1, 1, time)
                : new ImportPace(Hold, 10, Fewest, Most, time);
            await foreach (var some in pace.PortionsAsync([.. ids.Order()], Hold, cancellationToken: cancellationToken))
            {
                await RestorePortionAsync(actor, plan, some, back, kept, pace, cancellationToken);
            }
        }

        return Removed.Sum(back, kept);
    }

    /// <summary>Restores a portion; where something stands in the way of one of it, the halves: the others do not stay for it.</summary>
    private async Task RestorePortionAsync(
        Actor actor, RemovalPlan plan, List<long> ids, List<Removed> back, List<Problem> kept, ImportPace pace,
        CancellationToken cancellationToken)
    {
        Task<Result<Removed>> RestoreAsync(PortalDb db)
        {
            pace.Begin();
            return plan.RestoreAsync(this, db, ids, cancellationToken);
        }

        var restored = plan.Entity == nameof(Event)
            ? await portions.RestoreAsync(actor, [(plan, ids)], RestoreAsync, cancellationToken)
            : await databases.WriteAsync(actor, RestoreAsync, cancellationToken);
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
