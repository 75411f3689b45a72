using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>
/// Changes many participants at once, each with its audit entry, and says what to pass to undo it. Up to
/// <see cref="RemovalPortions.Most"/> are changed all or none; more go in several transactions, so that the doors need not wait, and the
/// progress says how many of them are done.
/// </summary>
public sealed partial class ParticipantBulkService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
{
    private const int Portion = 500;

    /// <summary>How long a transaction of very many should keep others from writing.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(30);

    /// <summary>Confirms participants, or takes the confirmation back; those that are so already are left alone.</summary>
    public Task<Result<BulkChange>> ConfirmAsync(Actor actor, ParticipantSelection selection, bool confirmed,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, selection, nameof(Participant.IsConfirmed), p => p.IsConfirmed, confirmed, was => was ? 1 : 0, null, null,
            progress, cancellationToken);

    /// <summary>Puts participants into a category, or into none. Refused: <c>unknown</c> category.</summary>
    public Task<Result<BulkChange>> SetCategoryAsync(Actor actor, ParticipantSelection selection, long? categoryId,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default) =>
        SetCategoryAsync(actor, selection, categoryId, null, progress, cancellationToken);

    /// <summary>
    /// Undoes <see cref="SetCategoryAsync(Actor, ParticipantSelection, long?, IProgress{int}?, CancellationToken)"/>: everyone gets the
    /// category they had; who was put into another one since stays there. Refused: <c>unknown</c> for a category that is gone by now,
    /// <c>changed_meanwhile</c> when nobody is left.
    /// </summary>
    public async Task<Result<BulkChange>> RestoreCategoriesAsync(Actor actor, long eventId, BulkChange change,
        CancellationToken cancellationToken = default)
    {
        var (back, kept) = (0, new List<Problem>());
        foreach (var group in change.Before.GroupBy(pair => pair.Value, pair => pair.Key))
        {
            var result = await SetCategoryAsync(actor, new ParticipantSelection(eventId, group.ToList()), group.Key,
                now => now == change.CategoryId, null, cancellationToken);
            back += result.Value?.Count ?? 0;
            kept.AddRange(result.Value?.Kept ?? result.Problems);
        }

        return back > 0 ? change with { Kept = kept } : kept.Count > 0 ? kept : Problem.ChangedMeanwhile();
    }

    /// <summary>
    /// Removes participants with their check-ins; <see cref="RestoreAsync"/> undoes it. Those of other events are left alone. Refused:
    /// <c>not_found</c>.
    /// </summary>
    public Task<Result<BulkChange>> DeleteAsync(Actor actor, ParticipantSelection selection, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default) =>
        RemovalAsync(actor, selection, (who, ids, token) => removal.DeleteAsync<Participant>(who, ids, progress, token), cancellationToken);

    /// <summary>
    /// Undoes a removal with the check-ins that went with it. Refused: <c>not_found</c>, <c>removed_event</c>, <c>removed_contact</c>,
    /// <c>held_badge_number</c>, <c>already_participant</c>.
    /// </summary>
    public Task<Result<BulkChange>> RestoreAsync(Actor actor, ParticipantSelection selection,
        CancellationToken cancellationToken = default) =>
        RemovalAsync(actor, selection, removal.RestoreAsync<Participant>, cancellationToken);

    private async Task<Result<BulkChange>> SetCategoryAsync(Actor actor, ParticipantSelection selection, long? categoryId,
        Func<long?, bool>? when, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var changed = await ChangeAsync(actor, selection, nameof(Participant.CategoryId), p => p.CategoryId, categoryId, was => was, when,
            async db => categoryId is not { } id || (await Locks.CategoryAsync(db, id, cancellationToken)
                && await db.Categories.AnyAsync(c => c.Id == id && c.EventId == selection.EventId, cancellationToken))
                ? null
                : Problem.Unknown("category_key", null), progress, cancellationToken);
        return changed.Ok ? changed.Value with { CategoryId = categoryId } : changed;
    }

    private async Task<Result<BulkChange>> RemovalAsync(
        Actor actor, ParticipantSelection selection,
        Func<Actor, IReadOnlyCollection<long>, CancellationToken, Task<Result<Removed>>> change, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageParticipants);
        var result = await change(actor, await IdsAsync(actor, selection, cancellationToken), cancellationToken);
        return result.Ok
            ? new BulkChange(result.Value.Ids.ToDictionary(id => id, _ => (long?)null)) { Kept = result.Value.Kept }
            : result.Refused<BulkChange>();
    }

    /// <summary>The selection's participants, of those picked by hand only the event's own, removed ones too.</summary>
    private async Task<List<long>> IdsAsync(Actor actor, ParticipantSelection selection, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(actor);
        if (selection.Ids is null)
        {
            var filter = (selection.Filter ?? new ParticipantFilter()) with { EventId = selection.EventId };
            return await ParticipantQueries.Apply(db, actor, filter).Select(p => p.Id).ToListAsync(cancellationToken);
        }

        var ids = new List<long>();
        foreach (var some in selection.Ids.Chunk(Portion))
        {
            var found = await RemovalPlan<Participant>.ById(db, some).Select(p => new { p.Id, p.EventId, p.TenantId })
                .ToListAsync(cancellationToken);
            ids.AddRange(found.Where(p => p.EventId == selection.EventId && p.TenantId == actor.TenantId).Select(p => p.Id));
        }

        return ids;
    }

    /// <param name="actor">Who changes.</param>
    /// <param name="selection">Whom.</param>
    /// <param name="name">The property.</param>
    /// <param name="property">The same.</param>
    /// <param name="value">What they get.</param>
    /// <param name="keep">What is kept of what they had.</param>
    /// <param name="when">By what they have: whether they are changed; null for all.</param>
    /// <param name="first">What forbids it, asked in each transaction.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    private async Task<Result<BulkChange>> ChangeAsync<T>(
        Actor actor, ParticipantSelection selection, string name, Expression<Func<Participant, T>> property, T value, Func<T, long?> keep,
        Func<T, bool>? when, Func<PortalDb, Task<Problem?>>? first, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageParticipants);
        var ids = await IdsAsync(actor, selection, cancellationToken);
        var isMuch = ids.Count > RemovalPortions.Most;
        var who = isMuch ? RemovalPortions.InOne(actor) with { Priority = WritePriority.Bulk } : actor;
        var pace = new ImportPace(Hold, 100, 20, Portion, time);
        var (changed, done) = (new Dictionary<long, long?>(), 0);
        await foreach (var some in pace.PortionsAsync(ids, Hold / 2, whole: !isMuch, cancellationToken))
        {
            var portion = await databases.WriteAsync<List<(long Id, T Was)>>(who, async db =>
            {
                pace.Begin();
                if (first is not null && await first(db) is { } problem)
                {
                    return problem;
                }

                var rows = new List<(long Id, T Was)>();
                foreach (var few in some.Chunk(Portion))
                {
                    rows.AddRange(await ChangeSomeAsync(db, selection.EventId, few, name, property, value, when, cancellationToken));
                }

                return rows;
            }, cancellationToken);
            pace.End(some.Count);
            progress?.Report(done += some.Count);
            if (!portion.Ok)
            {
                return changed.Count == 0 ? portion.Refused<BulkChange>() : new BulkChange(changed) { Kept = portion.Problems };
            }

            portion.Value.ForEach(row => changed[row.Id] = keep(row.Was));
        }

        return new BulkChange(changed);
    }

    /// <summary>Changes those that differ, by one statement for each value they had, with an audit entry for each.</summary>
    /// <returns>What they were.</returns>
    private async Task<List<(long Id, T Was)>> ChangeSomeAsync<T>(
        PortalDb db, long eventId, IReadOnlyCollection<long> ids, string name, Expression<Func<Participant, T>> property, T value,
        Func<T, bool>? when, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var living = await RemovalPlan<Participant>.ById(db, ids).Where(p => p.DeletedAt == null)
            .Select(p => new { p.Id, Was = EF.Property<T>(p, name) }).ToListAsync(cancellationToken);
        var differing = living.Where(row => !Equals(row.Was, value) && when?.Invoke(row.Was) != false).ToList();
        foreach (var group in differing.GroupBy(row => row.Was))
        {
            var (was, some) = (group.Key, group.Select(row => row.Id).ToList());
            var changed = await RemovalPlan<Participant>.ById(db, some)
                .Where(p => p.DeletedAt == null && EF.Property<T>(p, name)!.Equals(was))
                .ExecuteUpdateAsync(set => set.SetProperty(property, value).SetProperty(p => p.UpdatedAt, now)
                    .SetProperty(p => p.Version, p => p.Version + 1), cancellationToken);
            if (changed != some.Count)
            {
                throw new DbUpdateConcurrencyException("Somebody else changed a participant meanwhile.");
            }
        }

        if (differing.Count > 0)
        {
            db.Touch(eventId);
            await new RemovalStep(db, now, cancellationToken).AddAsync(differing.ConvertAll(row => AuditRecorder.Entry(db.Actor!, now,
                AuditAction.Changed, nameof(Participant), row.Id, eventId, new() { [name] = [row.Was, value] })));
        }

        return differing.ConvertAll(row => (row.Id, row.Was));
    }
}
