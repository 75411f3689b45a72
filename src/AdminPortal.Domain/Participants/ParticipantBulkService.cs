using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>
/// Changes many participants at once, each with its audit entry, and says what to pass to undo it. Up to
/// <see cref="RemovalPortions.Most"/> are changed all or none; more go in several transactions, so that the doors need not wait.
/// </summary>
public sealed class ParticipantBulkService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
{
    private const int Portion = 500;

    /// <summary>How long a transaction of very many should keep others from writing.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(30);

    /// <summary>Confirms participants, or takes the confirmation back; those that are so already are left alone.</summary>
    public Task<Result<BulkChange>> ConfirmAsync(Actor actor, ParticipantSelection selection, bool confirmed,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, selection, p => p.IsConfirmed != confirmed, p => p.IsConfirmed ? 1 : 0, p => p.IsConfirmed = confirmed,
            cancellationToken);

    /// <summary>Puts participants into a category, or into none. Refused: <c>unknown</c> category.</summary>
    public Task<Result<BulkChange>> SetCategoryAsync(Actor actor, ParticipantSelection selection, long? categoryId,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, selection, p => p.CategoryId != categoryId, p => p.CategoryId, p => p.CategoryId = categoryId,
            cancellationToken, async db =>
            categoryId is not { } id || (await Locks.CategoryAsync(db, id, cancellationToken)
                && await db.Categories.AnyAsync(c => c.Id == id && c.EventId == selection.EventId, cancellationToken))
                ? null
                : Problem.Unknown("category_key", null));

    /// <summary>Undoes <see cref="SetCategoryAsync"/>: everyone gets the category they had.</summary>
    public async Task<Result<BulkChange>> RestoreCategoriesAsync(Actor actor, long eventId, BulkChange change,
        CancellationToken cancellationToken = default)
    {
        var kept = new List<Problem>();
        foreach (var group in change.Before.GroupBy(pair => pair.Value, pair => pair.Key))
        {
            var result = await SetCategoryAsync(actor, new ParticipantSelection(eventId, group.ToList()), group.Key, cancellationToken);
            if (!result.Ok)
            {
                return result;
            }

            kept.AddRange(result.Value.Kept);
        }

        return change with { Kept = kept };
    }

    /// <summary>
    /// Removes participants with their check-ins; <see cref="RestoreAsync"/> undoes it. Those of other events are left alone. Refused:
    /// <c>not_found</c>.
    /// </summary>
    public Task<Result<BulkChange>> DeleteAsync(Actor actor, ParticipantSelection selection,
        CancellationToken cancellationToken = default) =>
        RemovalAsync(actor, selection, db => db.Participants, removal.DeleteAsync<Participant>, cancellationToken);

    /// <summary>
    /// Undoes a removal with the check-ins that went with it. Refused: <c>not_found</c>, <c>removed_event</c>, <c>removed_contact</c>,
    /// <c>held_badge_number</c>, <c>already_participant</c>.
    /// </summary>
    public Task<Result<BulkChange>> RestoreAsync(Actor actor, ParticipantSelection selection,
        CancellationToken cancellationToken = default) =>
        RemovalAsync(actor, selection, RemovalPlan<Participant>.All, removal.RestoreAsync<Participant>, cancellationToken);

    private async Task<Result<BulkChange>> RemovalAsync(
        Actor actor, ParticipantSelection selection, Func<PortalDb, IQueryable<Participant>> which,
        Func<Actor, IReadOnlyCollection<long>, CancellationToken, Task<Result<Removed>>> change, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageParticipants);
        var ids = await ReadIdsAsync(actor, selection, which, cancellationToken);
        var result = await change(actor, ids, cancellationToken);
        return result.Ok
            ? new BulkChange(result.Value.Ids.ToDictionary(id => id, _ => (long?)null)) { Kept = result.Value.Kept }
            : result.Refused<BulkChange>();
    }

    /// <summary>Those of the selection that are of the event.</summary>
    private async Task<List<long>> ReadIdsAsync(Actor actor, ParticipantSelection selection,
        Func<PortalDb, IQueryable<Participant>> which, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(actor);
        var ids = new List<long>();
        foreach (var some in (await IdsAsync(db, actor, selection, cancellationToken)).Chunk(Portion))
        {
            ids.AddRange(await which(db).Where(p => p.EventId == selection.EventId && some.Contains(p.Id)).Select(p => p.Id)
                .ToListAsync(cancellationToken));
        }

        return ids;
    }

    private static async Task<IReadOnlyCollection<long>> IdsAsync(PortalDb db, Actor actor, ParticipantSelection selection,
        CancellationToken cancellationToken) =>
        selection.Ids
            ?? await ParticipantQueries.Apply(db, actor, (selection.Filter ?? new ParticipantFilter()) with { EventId = selection.EventId })
            .Select(p => p.Id).ToListAsync(cancellationToken);

    private async Task<Result<BulkChange>> ChangeAsync(
        Actor actor, ParticipantSelection selection, Func<Participant, bool> differs, Func<Participant, long?> before,
        Action<Participant> change,
        CancellationToken cancellationToken, Func<PortalDb, Task<Problem?>>? first = null)
    {
        actor.Require(Permission.ManageParticipants);
        var ids = await ReadIdsAsync(actor, selection, db => db.Participants, cancellationToken);
        var isMuch = ids.Count > RemovalPortions.Most;
        var who = isMuch ? RemovalPortions.InOne(actor) with { Priority = WritePriority.Bulk } : actor;
        var pace = new ImportPace(Hold, 100, 20, Portion, time);
        var changed = new Dictionary<long, long?>();
        await foreach (var some in pace.PortionsAsync(ids, Hold / 2, whole: !isMuch, cancellationToken))
        {
            var portion = await databases.WriteAsync<Dictionary<long, long?>>(who, async db =>
            {
                pace.Begin();
                return first is not null && await first(db) is { } problem
                    ? problem
                    : await ChangeSomeAsync(db, some, differs, before, change, cancellationToken);
            }, cancellationToken);
            pace.End(some.Count);
            if (!portion.Ok)
            {
                return changed.Count == 0 ? portion.Refused<BulkChange>() : new BulkChange(changed) { Kept = portion.Problems };
            }

            portion.Value.ToList().ForEach(pair => changed[pair.Key] = pair.Value);
        }

        return new BulkChange(changed);
    }

    /// <summary>Changes those that differ.</summary>
    /// <returns>What they were.</returns>
    private async Task<Dictionary<long, long?>> ChangeSomeAsync(
        PortalDb db, List<long> ids, Func<Participant, bool> differs, Func<Participant, long?> before, Action<Participant> change,
        CancellationToken cancellationToken)
    {
        var (now, changed) = (time.UtcNow(), new Dictionary<long, long?>());
        foreach (var some in ids.Chunk(Portion))
        {
            foreach (var participant in (await db.Participants.Where(p => some.Contains(p.Id)).ToListAsync(cancellationToken))
                .Where(differs))
            {
                changed[participant.Id] = before(participant);
                change(participant);
                participant.UpdatedAt = now;
            }

            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        return changed;
    }
}
