using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Takes imports back, portion after portion in short transactions, the last first. Each portion says when it is taken back, so that whoever goes on after a
/// crash begins where the other one stopped.
/// </summary>
public sealed class ImportUndo(IDbContextFactory<PortalDb> databases, ImportLog log, TimeProvider time)
{
    /// <summary>
    /// Takes an import back as far as nobody has changed or used since what it wrote; <see cref="Import.Kept"/> and the portions say what stays.
    /// Refused: <c>not_found</c>, <c>import_not_done</c>, <c>import_running</c>.
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
        var kept = await PortionsAsync(new Actor(import.TenantId, import.ActorKind, import.ActorId, import.ActorName, new HashSet<Permission>()), import);
        await log.MoveAsync(import, ImportState.Stopped, own => own.Kept = kept);
    }

    private async Task<Result<int>> EndAsync(Actor actor, Import import)
    {
        var kept = await PortionsAsync(actor, import);
        await log.MoveAsync(import, ImportState.Undone, own => own.Kept = kept);
        return kept;
    }

    /// <summary>Takes all portions back that still stand, and answers how many records stayed.</summary>
    private async Task<int> PortionsAsync(Actor who, Import import)
    {
        var operation = new Operation(OperationKind.ImportUndone, import.FileName, import.Id) { Key = import.UndoKey };
        var actor = who.In(operation) with { Priority = WritePriority.Bulk };
        int? last;
        await using (var db = databases.Read(actor))
        {
            last = await db.ImportPortions.Where(p => p.ImportId == import.Id && p.UndoneAt == null).MaxAsync(p => (int?)p.Number);
        }

        for (var number = last ?? -1; number >= 0; number--)
        {
            var progress = (int)((long)import.Rows * (last!.Value + 1 - number) / (last.Value + 1));
            try
            {
                await PortionAsync(actor, import, number, progress, reversed: true);
            }
            catch (DbUpdateException)
            {
                // Something stands in its way that no rule here knows; the others must not stay for it.
                await PortionAsync(actor, import, number, progress, reversed: false);
            }

            await Task.Delay(ImportRequest.InProcessPause);
        }

        await using var read = databases.Read(actor);
        var kept = await read.ImportPortions.Where(p => p.ImportId == import.Id && p.Kept != null).Select(p => p.Kept).ToListAsync();
        return kept.Sum(records => ImportJournal.Read<KeptRecord>(records).Count);
    }

    private async Task PortionAsync(Actor actor, Import import, int number, int progress, bool reversed) =>
        (await databases.WriteAsync<Done>(actor, async db =>
        {
            var portion = await db.ImportPortions.SingleAsync(p => p.ImportId == import.Id && p.Number == number);
            var changes = ImportJournal.Read<ImportChange>(portion.Changes);
            var reversal = new ImportReversal(db, changes, time.UtcNow());
            if (reversed)
            {
                await reversal.RunAsync(CancellationToken.None);
            }

            var kept = reversed ? reversal.Kept : changes.ConvertAll(change => new KeptRecord(change.Entity, change.Id, ImportReversal.Used));
            portion.UndoneAt = time.UtcNow();
            portion.Kept = kept.Count == 0 ? null : ImportJournal.Write(kept);
            await db.SaveChangesAsync();
            await log.KeepAsync(db, import, progress, CancellationToken.None);
            return Done.It;
        })).Required();
}
