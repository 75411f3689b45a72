using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>
/// The only way to add, change and remove single participants; for many at once see <see cref="ParticipantBulkService"/>.
/// </summary>
public sealed class ParticipantService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>
    /// Makes a contact a participant of an event. Refused: missing or unknown event, customer number or category, <c>taken</c> on
    /// <c>customer_number</c> when the contact takes part already (also when two requests race) and on <c>badge_number</c>.
    /// </summary>
    public async Task<Result<long>> CreateAsync(Actor actor, ParticipantDraft draft, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageParticipants);
        return await databases.WriteAsync<long>(actor, async db =>
        {
            var check = CheckTexts(draft);
            var where = await Lookup.HoldEventAsync(db, draft.EventKey, check, cancellationToken);
            var categoryId = where is { } at ? await Lookup.HoldCategoryAsync(db, at, draft.CategoryKey, check, cancellationToken) : null;
            var who = await Lookup.HoldContactAsync(db, draft.CustomerNumber, check, cancellationToken);
            if (where is { } eventId)
            {
                await CheckBadgeAsync(db, eventId, 0, draft.BadgeNumber, check, cancellationToken);
                check.That(who is null || !await db.Participants.AnyAsync(p => p.EventId == eventId && p.ContactId == who,
                    cancellationToken), AlreadyParticipant);
            }

            if (!check.Ok)
            {
                return check.Problems;
            }

            var now = time.UtcNow();
            var participant = new Participant
            {
                EventId = where!.Value,
                ContactId = who!.Value,
                CategoryId = categoryId,
                IsConfirmed = draft.IsConfirmed,
                BadgeNumber = draft.BadgeNumber,
                CreatedAt = now,
                UpdatedAt = now,
            };
            db.Participants.Add(participant);
            await db.SaveChangesAsync(cancellationToken);
            if (actor.Call is { } call)
            {
                await CallMemory.StoreAsync(db, call,
                    (await ParticipantQueries.RecordAsync(db, actor, participant.Id, cancellationToken))!);
            }

            return participant.Id;
        }, cancellationToken);
    }

    /// <summary>
    /// Changes what was sent; an empty patch changes nothing. Refused: <c>not_found</c>, another event or contact, unknown category,
    /// <c>taken</c> on <c>badge_number</c>, and <c>changed_meanwhile</c> when somebody changed it since the version that was seen.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageParticipants"/>.</param>
    /// <param name="id">The participant.</param>
    /// <param name="patch">What changes.</param>
    /// <param name="version">The version that was seen; null where the last one wins, as over the API.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<Done>> UpdateAsync(Actor actor, long id, ParticipantPatch patch, int? version = null,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageParticipants);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            var participant = await db.Participants.Include(p => p.Event).Include(p => p.Contact)
                .SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
            if (participant is null)
            {
                return Problem.NotFound();
            }

            if (version is { } seen && participant.Version != seen)
            {
                return Problem.ChangedMeanwhile();
            }

            var check = new Check(patch.Unreadable);
            check.That(!patch.EventKey.Sent || patch.EventKey.Value == participant.Event!.EventKey,
                new Problem("unchangeable", "The event of a participant cannot be changed.", "event_key"));
            check.That(!patch.CustomerNumber.Sent || patch.CustomerNumber.Value == participant.Contact!.CustomerNumber,
                new Problem("unchangeable", "The contact of a participant cannot be changed.", "customer_number"));
            if (patch.BadgeNumber.Sent)
            {
                CheckBadgeText(patch.BadgeNumber.Value, check);
                await CheckBadgeAsync(db, participant.EventId, id, patch.BadgeNumber.Value, check, cancellationToken);
            }

            var categoryId = patch.CategoryKey.Sent
                ? await Lookup.HoldCategoryAsync(db, participant.EventId, patch.CategoryKey.Value, check, cancellationToken)
                : participant.CategoryId;
            if (!check.Ok)
            {
                return check.Problems;
            }

            participant.IsConfirmed = patch.IsConfirmed.Or(participant.IsConfirmed);
            participant.BadgeNumber = patch.BadgeNumber.Or(participant.BadgeNumber);
            participant.CategoryId = categoryId;
            if (db.ChangeTracker.HasChanges())
            {
                participant.UpdatedAt = time.UtcNow();
                await db.SaveChangesAsync(cancellationToken);
            }

            return Done.It;
        }, cancellationToken);
    }

    /// <summary>The contact is in the event already.</summary>
    internal static Problem AlreadyParticipant { get; } =
        new("already_participant", "This contact already takes part in the event.", "customer_number");

    /// <summary>Checks the texts of a draft without asking the database; also used by the import.</summary>
    public static Check CheckTexts(ParticipantDraft draft)
    {
        var check = new Check(draft.Unreadable);
        check.That(!string.IsNullOrWhiteSpace(draft.EventKey), Problem.Required("event_key"));
        check.That(!string.IsNullOrWhiteSpace(draft.CustomerNumber), Problem.Required("customer_number"));
        CheckBadgeText(draft.BadgeNumber, check);
        return check;
    }

    /// <summary>
    /// Inside another service's write: the contact's participation in the event, a confirmed new one where there is none, and whether it is
    /// new. The caller holds the contact and saves.
    /// </summary>
    internal static async Task<(Participant Participant, bool IsNew)> AdmitAsync(PortalDb db, long eventId, long contactId,
        string? categoryKey, DateTime now, CancellationToken cancellationToken)
    {
        if (await db.Participants.SingleOrDefaultAsync(p => p.EventId == eventId && p.ContactId == contactId, cancellationToken) is
            { } existing)
        {
            return (existing, false);
        }

        var category = categoryKey is null ? null : await db.Categories.Where(c => c.EventId == eventId && c.CategoryKey == categoryKey)
            .Select(c => (long?)c.Id).SingleOrDefaultAsync(cancellationToken);
        var participant = new Participant
        { EventId = eventId, ContactId = contactId, CategoryId = category, IsConfirmed = true, CreatedAt = now, UpdatedAt = now };
        db.Participants.Add(participant);
        return (participant, true);
    }

    private static void CheckBadgeText(string? badgeNumber, Check check) => check
        .Length("badge_number", badgeNumber, Participant.BadgeLimit)
        .That(badgeNumber is null || (badgeNumber.Length > 0 && badgeNumber.Trim() == badgeNumber && !badgeNumber.Any(char.IsControl)),
            Problem.Invalid("badge_number",
                "A badge number has no spaces at its ends, no control characters, and is not empty.") with
            { Code = "invalid_badge" });

    private static async Task CheckBadgeAsync(PortalDb db, long eventId, long id, string? badgeNumber, Check check,
        CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(badgeNumber)
            && await db.Participants.Where(p => p.EventId == eventId && p.BadgeNumber == badgeNumber && p.Id != id)
                .Select(p => new { p.Contact!.FirstName, p.Contact.LastName, p.Contact.CompanyName })
                    .FirstOrDefaultAsync(cancellationToken) is { } other)
        {
            check.That(false, Problem.Taken("badge_number", badgeNumber,
                Contacts.Contact.DisplayName(other.FirstName, other.LastName, other.CompanyName)));
        }
    }
}
