using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>Changes many participants at once, all or none, each with its audit entry, and says what to pass to undo it.</summary>
public sealed class ParticipantBulkService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private const int Portion = 500;

    /// <summary>Confirms participants, or takes the confirmation back; those that are so already are left alone.</summary>
    public Task<Result<BulkChange>> ConfirmAsync(Actor actor, ParticipantSelection selection, bool confirmed, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, selection, p => p.IsConfirmed != confirmed, p => p.IsConfirmed ? 1 : 0, p => p.IsConfirmed = confirmed, cancellationToken);

    /// <summary>Puts participants into a category, or into none. Refused: <c>unknown</c> category.</summary>
    public Task<Result<BulkChange>> SetCategoryAsync(Actor actor, ParticipantSelection selection, long? categoryId, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, selection, p => p.CategoryId != categoryId, p => p.CategoryId, p => p.CategoryId = categoryId, cancellationToken, async db =>
            categoryId is not { } id || (await Locks.CategoryAsync(db, id, cancellationToken) && await db.Categories.AnyAsync(c => c.Id == id && c.EventId == selection.EventId, cancellationToken))
                ? null
                : Problem.Unknown("category_key", null));

    /// <summary>Undoes <see cref="SetCategoryAsync"/>: everyone gets the category they had.</summary>
    public async Task<Result<BulkChange>> RestoreCategoriesAsync(Actor actor, long eventId, BulkChange change, CancellationToken cancellationToken = default)
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

    /// <summary>Removes participants with their check-ins; <see cref="RestoreAsync"/> undoes it.</summary>
    public Task<Result<BulkChange>> DeleteAsync(Actor actor, ParticipantSelection selection, CancellationToken cancellationToken = default) => SetDeletedAsync(actor, selection, time.UtcNow(), cancellationToken);

    /// <summary>Undoes a removal with the check-ins that went with it. Refused: <c>taken</c> when a badge or the contact's place was given away meanwhile.</summary>
    public Task<Result<BulkChange>> RestoreAsync(Actor actor, ParticipantSelection selection, CancellationToken cancellationToken = default) => SetDeletedAsync(actor, selection, null, cancellationToken);

    private Task<Result<BulkChange>> ChangeAsync(
        Actor actor, ParticipantSelection selection, Func<Participant, bool> differs, Func<Participant, long?> before, Action<Participant> change,
        CancellationToken cancellationToken, Func<PortalDb, Task<Problem?>>? first = null) =>
        PortionsAsync(actor, selection, false, (_, portion) =>
        {
            var now = time.UtcNow();
            var changed = portion.Where(differs).ToDictionary(p => p.Id, before);
            foreach (var participant in portion.Where(differs).ToList())
            {
                change(participant);
                participant.UpdatedAt = now;
            }

            return Task.FromResult<Result<Dictionary<long, long?>>>(changed);
        }, cancellationToken, first);

    private Task<Result<BulkChange>> SetDeletedAsync(Actor actor, ParticipantSelection selection, DateTime? stamp, CancellationToken cancellationToken) =>
        PortionsAsync(actor, selection, stamp is null, async (db, portion) =>
        {
            var ids = portion.ConvertAll(p => p.Id);
            var dead = db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(p => ids.Contains(p.Id));
            if (stamp is null && await dead.AnyAsync(p => db.Participants.Any(other => other.EventId == p.EventId && (other.BadgeNumber == p.BadgeNumber || other.ContactId == p.ContactId)), cancellationToken))
            {
                return Problem.Taken("badge_number", null);
            }

            foreach (var group in portion.GroupBy(p => p.DeletedAt))
            {
                var members = group.Select(p => p.Id).ToList();
                var stays = db.CheckIns.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(c => members.Contains(c.ParticipantId) && c.DeletedAt == group.Key);
                var action = stamp is null ? AuditAction.Restored : AuditAction.Deleted;
                db.AuditEntries.AddRange((await stays.AsNoTracking().ToListAsync(cancellationToken))
                    .Select(stay => AuditRecorder.Entry(actor, time.UtcNow(), action, nameof(CheckIn), stay.Id, stay.EventId, stay.AuditFacts())));
                await stays.ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, stamp), cancellationToken);
            }

            portion.ForEach(p => p.DeletedAt = stamp);
            return ids.ToDictionary(id => id, _ => (long?)null);
        }, cancellationToken);

    private async Task<Result<BulkChange>> PortionsAsync(
        Actor actor, ParticipantSelection selection, bool dead, Func<PortalDb, List<Participant>, Task<Result<Dictionary<long, long?>>>> change,
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
            var ids = selection.Ids ?? await ParticipantQueries.Apply(db, actor, (selection.Filter ?? new ParticipantFilter()) with { EventId = selection.EventId }).Select(p => p.Id).ToListAsync(cancellationToken);
            foreach (var some in ids.Chunk(Portion))
            {
                var participants = dead ? db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(p => p.DeletedAt != null) : db.Participants;
                var portion = await participants.Where(p => p.EventId == selection.EventId && some.Contains(p.Id)).ToListAsync(cancellationToken);
                var changed = await change(db, portion);
                if (!changed.Ok)
                {
                    return changed.Refused<BulkChange>();
                }

                await db.SaveChangesAsync(cancellationToken);
                db.ChangeTracker.Clear();
                foreach (var (id, value) in changed.Value)
                {
                    before[id] = value;
                }
            }

            return new BulkChange(before);
        }, cancellationToken);
    }
}
