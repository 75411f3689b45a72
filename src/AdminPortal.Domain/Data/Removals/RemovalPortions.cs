using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>
/// Moves what goes along with one record where it is much, such as the people of an event, in short transactions. The record itself goes
/// first and comes back last, so that nobody sees a part of it: all the while it is removed. Who moves holds the entry of the removal by a
/// lease; what a process leaves in the middle goes to its end, and a restoring is taken back, as soon as the lease has lapsed.
/// </summary>
public sealed class RemovalPortions(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How often it is worth looking for what was left in the middle.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    /// <summary>Records that go along in the transaction of the one they belong to.</summary>
    internal const int Most = 1000;

    /// <summary>Ids that are read ahead.</summary>
    internal const int Ahead = 20_000;

    /// <summary>
    /// How long a transaction should keep others from writing, and at least half as long they have the database for themselves afterwards.
    /// </summary>
    internal static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(30);

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly Problem Running = new("removal_running", "This is still being removed or restored. Try again in a moment.");

    /// <summary>The actor within one operation, so that the audit log tells all portions as one.</summary>
    internal static Actor InOne(Actor actor) => actor.In(new Operation(OperationKind.Change));

    /// <summary>Whether more goes along with a record than one transaction should take.</summary>
    internal async Task<bool> AreNeededAsync(Actor actor, RemovalPlan plan, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken)
    {
        if (ids.Count != 1)
        {
            return false;
        }

        await using var db = databases.Read(actor);
        var found = 0;
        foreach (var branch in plan.Branches)
        {
            found += (await branch.IdsAsync(db, [.. ids], null, Most + 1, cancellationToken)).Count;
        }

        return found > Most;
    }

    /// <summary>Takes the lease of an entry that is saved then.</summary>
    internal void Take(RemovalEntry entry, Actor actor) =>
        (entry.WorkedUntil, entry.OperationKey) = (time.UtcNow() + Lease, actor.Operation!.Key);

    /// <summary>Removes what belongs to the records of an entry, and gives the lease back.</summary>
    /// <returns>How many records went along with them.</returns>
    internal async Task<int> EndAsync(Actor actor, RemovalEntry entry)
    {
        (await MoveAsync(actor, entry, null, entry.At)).Required();
        var counts = new Dictionary<string, int>();
        await using (var db = databases.Read(actor))
        {
            var parents = await ChosenAsync(db, entry);
            foreach (var branch in Plan(entry).Branches)
            {
                counts[branch.Kind.Name] = await branch.CountAsync(db, parents, entry.At, CancellationToken.None);
            }
        }

        var (people, stays) = (counts.GetValueOrDefault("Participant"), counts.GetValueOrDefault("CheckIn"));
        var others = counts.Values.Sum() - people - stays;
        (await databases.WriteAsync<Done>(actor, async db =>
        {
            await KeepAsync(db, entry, null);
            await db.RemovalEntries.Where(e => e.Id == entry.Id).ExecuteUpdateAsync(set => set
                .SetProperty(e => e.Participants, people).SetProperty(e => e.CheckIns, stays).SetProperty(e => e.Others, others));
            return Done.It;
        })).Required();
        return counts.Values.Sum();
    }

    /// <summary>
    /// Restores records by the given work, after all that belongs to those of them with which much went. Where one is refused, what has
    /// come back by then goes again. Refused: as the work is, <c>removal_running</c>.
    /// </summary>
    internal async Task<Result<Removed>> RestoreAsync(
        Actor actor, IReadOnlyList<(RemovalPlan Plan, IReadOnlyCollection<long> Ids)> chosen, Func<PortalDb, Task<Result<Removed>>> work,
            CancellationToken cancellationToken)
    {
        var large = await LargeAsync(actor, chosen, cancellationToken);
        if (large.Count == 0)
        {
            return await databases.WriteAsync(actor, work, cancellationToken);
        }

        var (who, begun, along) = (InOne(actor), new List<RemovalEntry>(), 0);
        Problem? refusal = null;
        foreach (var entry in large)
        {
            refusal = await BeginAsync(who, entry);
            if (refusal is not null)
            {
                break;
            }

            begun.Add(entry);
            var moved = await MoveAsync(who, entry, entry.At, null);
            refusal = moved.Ok ? null : moved.Problems[0];
            if (refusal is not null)
            {
                break;
            }

            along += moved.Value;
        }

        var restored = refusal ?? await databases.WriteAsync(who, work, CancellationToken.None);
        if (restored.Ok)
        {
            return restored.Value with { Along = restored.Value.Along + along };
        }

        foreach (var entry in begun)
        {
            await EndAsync(who, entry);
        }

        return restored;
    }

    /// <summary>Brings removals to their end that a process left in the middle.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        List<RemovalEntry> left;
        await using (var db = databases.CreateDbContext())
        {
            left = await db.RemovalEntries.IgnoreQueryFilters([PortalDb.TenantFilter]).AsNoTracking()
                .Where(entry => entry.WorkedUntil < now)
                .OrderBy(entry => entry.Id).ToListAsync(cancellationToken);
        }

        foreach (var entry in left)
        {
            var operation = new Operation(OperationKind.Change) { Key = entry.OperationKey ?? Guid.NewGuid() };
            var actor = new Actor(entry.TenantId, entry.ActorKind, entry.ActorId, entry.ActorName, new HashSet<Permission>()).In(operation);
            await databases.WriteAsync<Done>(actor, async db =>
            {
                await KeepAsync(db, entry, now + Lease);
                return Done.It;
            }, cancellationToken);
            entry.WorkedUntil = now + Lease;
            await EndAsync(actor, entry);
        }

        return left.Count;
    }

    private static RemovalPlan Plan(RemovalEntry entry) => RemovalPlans.Find(entry.Entity)!;

    private static Task<List<long>> ChosenAsync(PortalDb db, RemovalEntry entry) =>
        db.RemovedRecords.Where(record => record.RemovalId == entry.Id && record.Entity == entry.Entity).Select(record => record.EntityId)
            .ToListAsync();

    /// <summary>Moves the lease on; whoever has lost it must not go on.</summary>
    private static async Task KeepAsync(PortalDb db, RemovalEntry entry, DateTime? until)
    {
        var held = entry.WorkedUntil;
        if (await db.RemovalEntries.Where(e => e.Id == entry.Id && e.WorkedUntil == held)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.WorkedUntil, until)) != 1)
        {
            throw new DbUpdateConcurrencyException("Somebody else goes on with this removal.");
        }
    }

    /// <summary>The removals of those records that are too large for one transaction, or in the middle of something.</summary>
    private async Task<List<RemovalEntry>> LargeAsync(
        Actor actor, IReadOnlyList<(RemovalPlan Plan, IReadOnlyCollection<long> Ids)> chosen, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(actor);
        var found = await db.RemovedRecords
            .Where(record => record.Removal!.WorkedUntil != null
                || (record.Removal.Chosen == 1 && record.Removal.Participants + record.Removal.CheckIns + record.Removal.Others > Most))
            .OrderBy(record => record.Id).Select(record => new { record.Entity, record.EntityId, record.Removal })
            .ToListAsync(cancellationToken);
        return found.Where(record => chosen.Any(of => of.Plan.Entity == record.Entity && of.Ids.Contains(record.EntityId)))
            .Select(record => record.Removal!).DistinctBy(entry => entry.Id).ToList();
    }

    /// <summary>Takes the lease of a removal that is to be taken back; why it cannot be, or null.</summary>
    private async Task<Problem?> BeginAsync(Actor actor, RemovalEntry entry)
    {
        var (now, key) = (time.UtcNow(), actor.Operation!.Key);
        var until = now + Lease;
        var begun = await databases.WriteAsync<Done>(actor, async db =>
        {
            var mine = db.RemovalEntries.Where(e => e.Id == entry.Id && (e.WorkedUntil == null || e.WorkedUntil < now));
            if (await mine.ExecuteUpdateAsync(set => set.SetProperty(e => e.WorkedUntil, until).SetProperty(e => e.OperationKey, key)) != 1)
            {
                return Running;
            }

            return await Plan(entry).JudgeAsync(db, await ChosenAsync(db, entry), CancellationToken.None) is { } problem
                ? problem
                : Done.It;
        });
        entry.WorkedUntil = until;
        return begun.Ok ? null : begun.Problems[0];
    }

    /// <summary>Gives all that belongs to the records of an entry and has one stamp another one.</summary>
    /// <returns>How many records it was.</returns>
    private async Task<Result<int>> MoveAsync(Actor who, RemovalEntry entry, DateTime? from, DateTime? to)
    {
        var actor = who with { Priority = WritePriority.Bulk, Call = null };
        List<long> parents;
        await using (var db = databases.Read(actor))
        {
            parents = await ChosenAsync(db, entry);
        }

        var moved = 0;
        foreach (var branch in Plan(entry).Branches)
        {
            // A check-in takes another time than a participant.
            var pace = new ImportPace(Hold, first: 100, fewest: 20, most: RemovalStep.Portion, time);
            for (List<long> ids; (ids = await NextAsync(actor, branch, parents, from)).Count > 0;)
            {
                await foreach (var some in pace.PortionsAsync(ids, Hold / 2))
                {
                    var portion = await PortionAsync(actor, entry, branch, some, (from, to), pace);
                    if (!portion.Ok)
                    {
                        return portion;
                    }

                    moved += portion.Value;
                }
            }
        }

        return moved;
    }

    private async Task<List<long>> NextAsync(Actor actor, RemovalBranch branch, IReadOnlyList<long> parents, DateTime? stamp)
    {
        await using var db = databases.Read(actor);
        return await branch.IdsAsync(db, parents, stamp, Ahead, CancellationToken.None);
    }

    private async Task<Result<int>> PortionAsync(
        Actor actor, RemovalEntry entry, RemovalBranch branch, List<long> ids, (DateTime? From, DateTime? To) stamps, ImportPace pace)
    {
        var until = time.UtcNow() + Lease;
        var portion = await databases.WriteAsync<int>(actor, async db =>
        {
            pace.Begin();
            await KeepAsync(db, entry, until);
            var step = new RemovalStep(db, time.UtcNow(), CancellationToken.None);
            return await branch.MoveSomeAsync(step, ids, stamps.From, stamps.To) is { } problem ? problem : step.Along;
        });
        pace.End(ids.Count);
        if (portion.Ok)
        {
            entry.WorkedUntil = until;
        }

        return portion;
    }
}
