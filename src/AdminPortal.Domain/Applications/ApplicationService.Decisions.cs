using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Applications;

/// <summary>Approving and rejecting, and taking that back.</summary>
public sealed partial class ApplicationService
{
    /// <summary>
    /// Approves an open application for some of its events: the contact takes part in each of them, confirmed; a participation that is
    /// there already is kept as it is. Refused: <c>not_found</c>, <c>already_decided</c>, <c>no_event_chosen</c>, <c>not_applied_for</c>.
    /// </summary>
    /// <returns>When it was decided, for <see cref="ReopenAsync"/>.</returns>
    public Task<Result<DateTime>> ApproveAsync(Actor actor, long id, IReadOnlyCollection<long> eventIds,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, (db, application) => ApproveAsync(db, application, eventIds, actor, cancellationToken), cancellationToken);

    /// <summary>Rejects an open application. Refused: <c>not_found</c>, <c>already_decided</c>.</summary>
    /// <returns>When it was decided, for <see cref="ReopenAsync"/>.</returns>
    public Task<Result<DateTime>> RejectAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, (_, application) => Task.FromResult(Decide(application, ApplicationStatus.Rejected, actor)),
            cancellationToken);

    /// <summary>
    /// Undoes a decision: the application is open again, and participations that the approval made go. Refused: <c>not_found</c>,
    /// <c>not_decided</c>, <c>changed_meanwhile</c> where another decision stands than the one that was seen, <c>participant_came</c> when
    /// one of them was checked in meanwhile.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageApplications"/>.</param>
    /// <param name="id">The application.</param>
    /// <param name="decided">UTC: when it was decided as far as somebody knows; null where nobody looked.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> ReopenAsync(Actor actor, long id, DateTime? decided = null,
        CancellationToken cancellationToken = default)
    {
        var result = await TakeBackManyAsync(actor, [id], a => decided is null || a.DecidedAt == decided, cancellationToken);
        return !result.Ok ? result.Refused<Done>()
            : result.Value.Count > 0 ? Done.It
            : decided is null ? Problem.NotFound() : Problem.ChangedMeanwhile();
    }

    private Result<DateTime> Decide(Application application, ApplicationStatus status, Actor actor)
    {
        if (application.Status != ApplicationStatus.Open)
        {
            return AlreadyDecided;
        }

        var now = Now;
        (application.Status, application.DecidedAt, application.DecidedBy) = (status, now, actor.Name);
        return now;
    }

    /// <param name="db">Inside the write.</param>
    /// <param name="application">With its events.</param>
    /// <param name="eventIds">The chosen ones; null for all that are there.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    private async Task<Result<DateTime>> ApproveAsync(PortalDb db, Application application, IReadOnlyCollection<long>? eventIds,
        Actor actor, CancellationToken cancellationToken)
    {
        if (application.Status == ApplicationStatus.Open)
        {
            // Whoever removes the contact removes its participations too, and must not miss one that is being made.
            if (!await Locks.ContactAsync(db, application.ContactId, cancellationToken))
            {
                return Problem.NotFound();
            }

            var applied = application.Events.ConvertAll(e => e.EventId);
            var alive = await db.Events.Where(e => applied.Contains(e.Id)).Select(e => e.Id).ToListAsync(cancellationToken);
            var chosen = (eventIds ?? alive).ToHashSet();
            if (chosen.Count == 0)
            {
                return new Problem("no_event_chosen", "Choose at least one event.", "event_key");
            }

            if (!chosen.IsSubsetOf(alive))
            {
                return new Problem("not_applied_for", "The application is not for this event.", "event_key");
            }

            foreach (var row in application.Events.Where(e => chosen.Contains(e.EventId)))
            {
                (row.Participant, row.MadeParticipant) = await ParticipantService.AdmitAsync(db, row.EventId, application.ContactId,
                    application.CategoryKey, Now, cancellationToken);
                row.IsApproved = true;
            }
        }

        return Decide(application, ApplicationStatus.Approved, actor);
    }

    /// <param name="db">Inside the write.</param>
    /// <param name="application">With its events; they forget the participations.</param>
    /// <param name="made">Gets the participations that the approval made, for the caller to remove.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    private static async Task<Problem?> TakeBackAsync(PortalDb db, Application application, List<long> made,
        CancellationToken cancellationToken)
    {
        if (application.Status == ApplicationStatus.Open)
        {
            return new Problem("not_decided", "This application has not been decided yet.");
        }

        foreach (var row in application.Events)
        {
            if (row is { MadeParticipant: true, ParticipantId: { } participantId }
                && await db.Participants.AnyAsync(p => p.Id == participantId, cancellationToken))
            {
                if (await db.CheckIns.AnyAsync(c => c.ParticipantId == participantId, cancellationToken))
                {
                    return new Problem("participant_came", "The participant has been checked in meanwhile; correct the check-in first.");
                }

                made.Add(participantId);
            }

            (row.IsApproved, row.ParticipantId, row.MadeParticipant) = (false, null, false);
        }

        (application.Status, application.DecidedAt, application.DecidedBy) = (ApplicationStatus.Open, null, null);
        return null;
    }
}
