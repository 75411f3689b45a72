using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Takes imports back, portion after portion, the last first, each in as many short transactions as it needs. A portion says when it is
/// taken back, so that whoever goes on after a crash begins with the one at which the other one stopped. What an undone import had created
/// goes into the bin as one removal; what an import had created that could not be ended is erased, for it was never to be seen.
/// </summary>
public sealed class ImportUndo(IDbContextFactory<PortalDb> databases, ImportLog log, Removal removal, TimeProvider time)
{
    private const int First = 10;

    private const int Fewest = 20;

    private const int Most = 250;

    /// <summary>
    /// How long a transaction should keep others from writing, and at least half as long they have the database for themselves afterwards.
    /// </summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(30);

    /// <summary>
    /// Takes an import back as far as nobody has changed or used since what it wrote; <see cref="Import.Kept"/> and the portions say what
    /// stays. Refused: <c>not_found</c>, <c>import_not_done</c>, <c>import_running</c>.
    /// </summary>
    /// <param name="actor">Needs what the import needed.</param>
    /// <param name="id">The import.</param>
    /// <param name="cancellationToken">Stops the work before it has begun; begun, it goes on to its end.</param>
    public async Task<Result<int>> UndoAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        await using (var db = databases.Read(actor))
        {
            var kind = await db.Imports.Where(i => i.Id == id).Select(i => i.Kind).SingleOrDefaultAsync(cancellationToken);
            if (kind is null)
            {
                return Problem.NotFound();
            }

            ImportKind.Require(actor, kind);
        }

        var begun = await log.BeginUndoAsync(actor, id, cancellationToken);
        return begun.Ok ? await EndAsync(actor, begun.Value) : begun.Refused<int>();
    }

    /// <summary>Goes on with what a process was doing when it died: an import is taken back, an undo is ended.</summary>
    internal Task ResumeAsync(Import import) => import.State == ImportState.Undoing
        ? EndAsync(Actor.System(import.TenantId, import.UndoneBy ?? import.ActorName), import)
        : TakeBackAsync(import);

    /// <summary>Takes back an import that cannot be ended.</summary>
    internal async Task TakeBackAsync(Import import)
    {
        await log.MoveAsync(import, ImportState.TakingBack);
        var who = new Actor(import.TenantId, import.ActorKind, import.ActorId, import.ActorName, new HashSet<Permission>());
        var kept = await PortionsAsync(who, import, null);
        await log.MoveAsync(import, ImportState.Stopped, own => own.Kept = kept);
    }

    private async Task<Result<int>> EndAsync(Actor actor, Import import)
    {
        var kept = await PortionsAsync(actor, import, new ImportBin(removal, import));
        await log.MoveAsync(import, ImportState.Undone, own => own.Kept = kept);
        return kept;
    }

    /// <summary>Takes all portions back that still stand; returns how many records stayed.</summary>
    private async Task<int> PortionsAsync(Actor who, Import import, ImportBin? bin)
    {
        var operation = new Operation(OperationKind.ImportUndone, import.FileName, import.Id) { Key = import.UndoKey };
        var actor = who.In(operation) with { Priority = WritePriority.Bulk };
        int? last;
        await using (var db = databases.Read(actor))
        {
            last = await db.ImportPortions.Where(p => p.ImportId == import.Id && p.UndoneAt == null).MaxAsync(p => (int?)p.Number);
        }

        // Contacts take another time than participants.
        var paces = new Dictionary<string, ImportPace>();
        for (var number = last ?? -1; number >= 0; number--)
        {
            var progress = (int)((long)import.Rows * (last!.Value + 1 - number) / (last.Value + 1));
            await PortionAsync(actor, import, bin, number, progress, paces);
        }

        await using var read = databases.Read(actor);
        var kept = await read.ImportPortions.Where(p => p.ImportId == import.Id && p.Kept != null).Select(p => p.Kept).ToListAsync();
        return kept.Sum(records => ImportJournal.Read<KeptRecord>(records).Count);
    }

    private async Task PortionAsync(
        Actor actor, Import import, ImportBin? bin, int number, int progress, Dictionary<string, ImportPace> paces)
    {
        await using var db = databases.Read(actor);
        var portion = ImportJournal.Read<ImportChange>(
            await db.ImportPortions.Where(p => p.ImportId == import.Id && p.Number == number).Select(p => p.Changes).SingleAsync());
        var kept = new List<KeptRecord>();
        foreach (var (entity, divided, units) in ImportGroup.Of(portion, await ImportGroup.ContactsAsync(db, portion)))
        {
            if (!paces.TryGetValue(entity, out var pace))
            {
                paces[entity] = pace = new ImportPace(Hold, First, Fewest, Most, time);
            }

            await foreach (var some in pace.PortionsAsync(units, Hold / 2, whole: !divided))
            {
                kept.AddRange(await TakeBackAsync(actor, import, bin, progress, new Part(portion, divided, some), pace));
            }
        }

        (await databases.WriteAsync<Done>(actor, async end =>
        {
            var (at, text) = (time.UtcNow(), kept.Count == 0 ? null : ImportJournal.Write(kept));
            await end.ImportPortions.Where(p => p.ImportId == import.Id && p.Number == number)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.UndoneAt, at).SetProperty(p => p.Kept, text));
            await log.KeepAsync(end, import, progress, CancellationToken.None);
            return Done.It;
        })).Required();
    }

    /// <summary>Takes some units back in one transaction; returns what stays.</summary>
    private async Task<List<KeptRecord>> TakeBackAsync(Actor actor, Import import, ImportBin? bin, int progress, Part part, ImportPace pace)
    {
        var changes = part.Units.SelectMany(unit => unit).ToList();
        try
        {
            var kept = (await databases.WriteAsync<List<KeptRecord>>(actor, async db =>
            {
                pace.Begin();
                var reversal = new ImportReversal(db, part.Portion, changes, bin, time.UtcNow());
                await reversal.RunAsync(CancellationToken.None);
                await log.KeepAsync(db, import, progress, CancellationToken.None);
                return reversal.Kept.ToList();
            })).Required();
            pace.End(part.Units.Count);
            return kept;
        }
        catch (DbUpdateException) when (part is { Divided: true, Units.Count: > 1 })
        {
            // Something stands in the way of one of them that no rule here knows; the others must not stay for it.
            var half = part.Units.Count / 2;
            var (first, second) = (part with { Units = part.Units[..half] }, part with { Units = part.Units[half..] });
            return
            [
                .. await TakeBackAsync(actor, import, bin, progress, first, pace),
                .. await TakeBackAsync(actor, import, bin, progress, second, pace),
            ];
        }
        catch (DbUpdateException)
        {
            return changes.ConvertAll(change => new KeptRecord(change.Entity, change.Id, ImportReversal.Used));
        }
    }

    /// <summary>Some units of a portion, and whether they may be divided further.</summary>
    private sealed record Part(List<ImportChange> Portion, bool Divided, List<List<ImportChange>> Units);
}
