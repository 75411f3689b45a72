using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>What the only way to write records of a kind always has: changing one, removing them and bringing them back.</summary>
/// <param name="databases">The database.</param>
/// <param name="removal">Removes and restores.</param>
/// <param name="time">For when a record was changed.</param>
/// <param name="needs">What somebody needs to write them.</param>
public abstract class RecordService<T>(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time, Permission needs)
    where T : class, ISoftDeleted, IAudited, ITenantOwned
{
    /// <summary>UTC.</summary>
    private protected DateTime Now => time.UtcNow();

    /// <summary>Removes and restores.</summary>
    private protected Removal Removal => removal;

    /// <summary>
    /// Removes a record with what goes along; <see cref="RestoreAsync"/> undoes it. Refused: <c>not_found</c>, and what the plan of the
    /// kind says (<see cref="RemovalPlans"/>).
    /// </summary>
    public Task<Result<Removed>> DeleteAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        removal.DeleteAsync<T>(actor, [id], cancellationToken);

    /// <summary>Removes records, all in one step; what is not there is left out. The ids that went.</summary>
    public virtual async Task<Result<IReadOnlyList<long>>> DeleteManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default) =>
        Removed.Gone(await removal.DeleteAsync<T>(actor, ids, cancellationToken));

    /// <summary>
    /// Undoes a removal. Refused: <c>not_found</c>, <c>removed_…</c> while what it belongs to is removed, <c>held_…</c> when another
    /// one has its unique number meanwhile.
    /// </summary>
    public Task<Result<Removed>> RestoreAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        removal.RestoreAsync<T>(actor, [id], cancellationToken);

    /// <summary>Undoes removals. Refused as a single one; <c>not_found</c> when none of them is removed. The ids that came back.</summary>
    public async Task<Result<IReadOnlyList<long>>> RestoreManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default) =>
        Removed.Back(await removal.RestoreAsync<T>(actor, ids, cancellationToken));

    /// <summary>Whether whoever makes or changes one has to have proved lately who they are, see <see cref="Proofs.Missing"/>.</summary>
    private protected virtual bool NeedsProof => false;

    /// <summary>The records that the context's actor may change.</summary>
    private protected virtual IQueryable<T> Changeable(PortalDb db) => db.Set<T>();

    /// <summary>
    /// Writes as somebody who may, see <see cref="PortalDbFactory"/>. Refused: <c>proof_needed</c> where that is asked for.
    /// </summary>
    private protected Task<Result<TAnswer>> WriteAsync<TAnswer>(Actor actor, Func<PortalDb, Task<Result<TAnswer>>> work,
        CancellationToken cancellationToken)
    {
        actor.Require(needs);
        return NeedsProof && actor.Missing(time) is { } proof
            ? Task.FromResult<Result<TAnswer>>(proof)
            : databases.WriteAsync(actor, work, cancellationToken);
    }

    /// <summary>
    /// Lets one record be changed and saves it with the time, if something changed. Refused: <c>not_found</c>, <c>changed_meanwhile</c>
    /// when it has another version, and what <paramref name="change"/> refuses.
    /// </summary>
    /// <param name="actor">Who writes.</param>
    /// <param name="id">The record.</param>
    /// <param name="version">The version that was seen; null where the last one wins.</param>
    /// <param name="change">Decides and changes, inside the transaction.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="with">What is read along with the record.</param>
    private protected Task<Result<TAnswer>> ChangeAsync<TAnswer>(Actor actor, long id, int? version,
        Func<PortalDb, T, Task<Result<TAnswer>>> change, CancellationToken cancellationToken,
        Func<IQueryable<T>, IQueryable<T>>? with = null) =>
        WriteAsync(actor, async db =>
        {
            var records = Changeable(db);
            records = with is null ? records : with(records);
            if (await records.SingleOrDefaultAsync(record => record.Id == id, cancellationToken) is not { } record)
            {
                return Problem.NotFound();
            }

            var entry = db.Entry(record);
            if (version is { } seen && entry.Property<int>("Version").CurrentValue != seen)
            {
                return Problem.ChangedMeanwhile();
            }

            var result = await change(db, record);
            if (result.Ok && db.ChangeTracker.HasChanges())
            {
                if (entry.Metadata.FindProperty("UpdatedAt") is not null)
                {
                    // Also where only parts of it change the version number moves, and the audit log tells it.
                    entry.Property<DateTime>("UpdatedAt").CurrentValue = Now;
                    entry.Property("UpdatedAt").IsModified = true;
                }

                await db.SaveChangesAsync(cancellationToken);
            }

            return result;
        }, cancellationToken);
}
