using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>Changes many participants at once, all or none, each with its audit entry, and says what to pass to undo it.</summary>
public sealed class ParticipantBulkService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
{
    private const int Portion = 500;

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
        foreach (var group in change.Before.GroupBy(pair => pair.Value, pair => pair.Key))
        {
            var result = await SetCategoryAsync(actor, new ParticipantSelection(eventId, group.ToList()), group.Key, cancellationToken);
            if (!result.Ok)
            {
                return result;
            }
        }

        return change;
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
        Func<PortalDb, IReadOnlyCollection<long>, CancellationToken, Task<Result<Removed>>> change, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageParticipants);
        var result = await databases.WriteAsync(actor, async db =>
        {
            var ids = new List<long>();
            foreach (var some in (await IdsAsync(db, actor, selection, cancellationToken)).Chunk(Portion))
            {
                ids.AddRange(await which(db).Where(p => p.EventId == selection.EventId && some.Contains(p.Id)).Select(p => p.Id)
                    .ToListAsync(cancellationToken));
            }

            return await change(db, ids, cancellationToken);
        }, cancellationToken);
        return result.Ok ? new BulkChange(result.Value.Ids.ToDictionary(id => id, _ => (long?)null)) : result.Refused<BulkChange>();
    }

    private static async Task<IReadOnlyCollection<long>> IdsAsync(PortalDb db, Actor actor, ParticipantSelection selection,
        CancellationToken cancellationToken) =>
        selection.Ids
            ?? await ParticipantQueries.Apply(db, actor, (selection.Filter ?? new ParticipantFilter()) with { EventId = selection.EventId })
            .Select(p => p.Id).ToListAsync(cancellationToken);

    private Task<Result<BulkChange>> ChangeAsync(
        Actor actor, ParticipantSelection selection, Func<Participant, bool> differs, Func<Participant, long?> before,
        Action<Participant> change,
        CancellationToken cancellationToken, Func<PortalDb, Task<Problem?>>? first = null) =>
        PortionsAsync(actor, selection, portion =>
        {
            var now = time.UtcNow();
            var changed = portion.Where(differs).ToDictionary(p => p.Id, before);
            foreach (var participant in portion.Where(differs).ToList())
            {
                change(participant);
                participant.UpdatedAt = now;
            }

            return changed;
        }, cancellationToken, first);

    private async Task<Result<BulkChange>> PortionsAsync(
        Actor actor, ParticipantSelection selection, Func<List<Participant>, Dictionary<long, long?>> change,
        CancellationToken cancellationToken, Func<PortalDb, Task<Problem?>>? first = null)
    {
        actor.Require(Permission.ManageParticipants);
        return await databases.WriteAsync<BulkChange>(actor, async db =>
        {
            if (first is not null && await first(db) is { } problem)
            {
                return problem;
            }

            var before = new Dictionary<long, long?>();
            foreach (var some in (await IdsAsync(db, actor, selection, cancellationToken)).Chunk(Portion))
            {
                var portion = await db.Participants.Where(p => p.EventId == selection.EventId && some.Contains(p.Id))
                    .ToListAsync(cancellationToken);
                foreach (var (id, value) in change(portion))
                {
                    before[id] = value;
                }

                await db.SaveChangesAsync(cancellationToken);
                db.ChangeTracker.Clear();
            }

            return new BulkChange(before);
        }, cancellationToken);
    }
}
