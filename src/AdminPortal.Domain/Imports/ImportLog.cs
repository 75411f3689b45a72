using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>Another process took the import over, because this one did not renew its lease in time.</summary>
internal sealed class ImportLostException() : Exception("The import was taken over by another process.");

/// <summary>Keeps the records of imports: begins them, moves them on, ends them. Whoever works on one holds its lease.</summary>
public sealed class ImportLog(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How long a lease holds without being renewed; every transaction of an import renews it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>How long one can look at an import and undo it: as long as at what was removed.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int Together = 100;

    /// <summary>Begins an import. Refused: <c>import_running</c>, unknown event.</summary>
    internal Task<Result<Import>> BeginAsync(
        Actor actor, ImportKind kind, ImportRequest request, string fileName, IReadOnlyList<string> headers, int rows,
            CancellationToken cancellationToken) =>
        databases.WriteAsync<Import>(actor, async db =>
        {
            if (await db.Imports.AnyAsync(i => i.LeaseUntil != null, cancellationToken))
            {
                return ImportProblems.Running;
            }

            var key = request.EventKey;
            var eventId = key is null ? null : await db.Events.Where(e => e.EventKey == key).Select(e => (long?)e.Id)
                .SingleOrDefaultAsync(cancellationToken);
            if (key is not null && eventId is null)
            {
                return Problem.Unknown("event_key", key);
            }

            var import = new Import
            {
                Kind = kind.Key,
                EventId = eventId,
                FileName = fileName.Length > Import.FileNameLimit ? fileName[..Import.FileNameLimit] : fileName,
                Mode = request.Mode,
                Partial = request.Partial,
                ActorKind = actor.Kind,
                ActorId = actor.Id,
                ActorName = actor.Name,
                StartedAt = time.UtcNow(),
                Rows = rows,
                Owner = ImportOwner.New(),
                LeaseUntil = time.UtcNow() + Lease,
                Headers = ImportJournal.Write(headers),
            };
            db.Imports.Add(import);
            await db.SaveChangesAsync(cancellationToken);
            return import;
        }, cancellationToken);

    /// <summary>Renews the lease and tells the progress, inside the caller's transaction.</summary>
    /// <exception cref="ImportLostException">Somebody else works on it.</exception>
    internal async Task KeepAsync(PortalDb db, Import import, int progress, CancellationToken cancellationToken)
    {
        var until = time.UtcNow() + Lease;
        var kept = await Own(db, import)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.LeaseUntil, until).SetProperty(i => i.Progress, progress), cancellationToken);
        if (kept == 0)
        {
            throw new ImportLostException();
        }
    }

    /// <summary>Goes on to another state; those without work give the lease up.</summary>
    /// <exception cref="ImportLostException">Somebody else works on it.</exception>
    internal async Task MoveAsync(Import import, ImportState state, Action<Import>? more = null)
    {
        var moved = await databases.WriteAsync<Done>(Actor.System(import.TenantId, "import"), async db =>
        {
            if (await Own(db, import).AsTracking().SingleOrDefaultAsync() is not { } own)
            {
                return Problem.NotFound();
            }

            own.State = state;
            if (state is not (ImportState.Running or ImportState.TakingBack or ImportState.Undoing))
            {
                (own.Owner, own.LeaseUntil) = (null, null);
                own.FinishedAt ??= time.UtcNow();
            }

            more?.Invoke(own);
            await db.SaveChangesAsync();
            return Done.It;
        }, CancellationToken.None);
        if (!moved.Ok)
        {
            throw new ImportLostException();
        }

        import.State = state;
    }

    /// <summary>
    /// Takes the lease of an import that was carried out, to undo it. Refused: <c>not_found</c>, <c>import_not_done</c>,
    /// <c>import_running</c>.
    /// </summary>
    internal Task<Result<Import>> BeginUndoAsync(Actor actor, long id, CancellationToken cancellationToken) =>
        databases.WriteAsync<Import>(actor, async db =>
        {
            if (await db.Imports.SingleOrDefaultAsync(i => i.Id == id, cancellationToken) is not { } import)
            {
                return Problem.NotFound();
            }

            if (import.State != ImportState.Done || import.Created + import.Updated == 0)
            {
                return ImportProblems.NotDone;
            }

            if (await db.Imports.AnyAsync(i => i.LeaseUntil != null, cancellationToken))
            {
                return ImportProblems.Running;
            }

            (import.State, import.Owner, import.LeaseUntil, import.Progress) =
                (ImportState.Undoing, ImportOwner.New(), time.UtcNow() + Lease, 0);
            (import.UndoneBy, import.UndoneAt) = (actor.Name, time.UtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return import;
        }, cancellationToken);

    /// <summary>Takes over one import whose process has died, of whatever tenant; null when there is none.</summary>
    internal async Task<Import?> TakeOverAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = databases.Read(Actor.System(0, "import"));
        var leased = await db.Imports.IgnoreQueryFilters().Where(i => i.LeaseUntil != null).ToListAsync(cancellationToken);
        foreach (var import in leased.Where(import => import.LeaseUntil <= now || ImportOwner.HasDied(import.Owner)))
        {
            var (owner, until) = (ImportOwner.New(), now + Lease);
            var taken = await db.Imports.IgnoreQueryFilters().Where(i => i.Id == import.Id && i.Owner == import.Owner)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.Owner, owner).SetProperty(i => i.LeaseUntil, until), cancellationToken);
            if (taken == 1)
            {
                import.Owner = owner;
                return import;
            }
        }

        return null;
    }

    /// <summary>Deletes imports that ended longer ago than <see cref="Kept"/>, some portions at a time; what they wrote stays.</summary>
    internal async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = time.UtcNow() - Kept;
        await using var db = databases.Read(Actor.System(0, "import"));
        var old = await db.Imports.IgnoreQueryFilters().Where(i => i.LeaseUntil == null && i.FinishedAt < before).Select(i => i.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in old)
        {
            while (await db.ImportPortions.IgnoreQueryFilters().Where(p => p.ImportId == id).OrderBy(p => p.Id).Take(Together)
                .ExecuteDeleteAsync(cancellationToken) > 0
                || await db.ImportRefusals.IgnoreQueryFilters().Where(r => r.ImportId == id).OrderBy(r => r.Id).Take(Together)
                    .ExecuteDeleteAsync(cancellationToken) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            await db.Imports.IgnoreQueryFilters().Where(i => i.Id == id).ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>Writes refused rows down.</summary>
    internal static ImportRefusals Refusals(Import import, IReadOnlyList<RefusedCells> rows) =>
        new() { ImportId = import.Id, Count = rows.Count, Rows = ImportJournal.Write(rows) };

    private static IQueryable<Import> Own(PortalDb db, Import import) =>
        db.Imports.Where(i => i.Id == import.Id && i.Owner == import.Owner && i.LeaseUntil != null);
}
