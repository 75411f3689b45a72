using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Applications;

/// <summary>What an application is created from. Keys and numbers are compared letter by letter.</summary>
/// <param name="CustomerNumber">Of the contact that applies.</param>
/// <param name="EventKeys">The events applied for, at least one.</param>
/// <param name="CategoryKey">The category applied for; at least one of the events must have it.</param>
/// <param name="Message">At most 2,000 characters.</param>
/// <param name="Rating">1 to 5, or null.</param>
/// <param name="ReceivedAt">UTC, not ahead of now; null for now.</param>
public sealed record ApplicationDraft(string CustomerNumber, IReadOnlyList<string> EventKeys, string? CategoryKey = null, string? Message = null, int? Rating = null, DateTime? ReceivedAt = null);

/// <summary>The only way to create, rate, decide and delete applications.</summary>
public sealed class ApplicationService(IDbContextFactory<PortalDb> databases, LiveBoards boards, TimeProvider time)
{
    /// <summary>Creates an application. Refused: unknown contact, event or category, a rating out of range, a text too long.</summary>
    public Task<Result<long>> CreateAsync(Actor actor, ApplicationDraft draft, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageApplications);
        return databases.WriteAsync<long>(actor, async db =>
        {
            var check = CheckTexts(draft, time.UtcNow());
            var contact = await db.Contacts.Where(c => c.CustomerNumber == draft.CustomerNumber).Select(c => new { c.Id }).SingleOrDefaultAsync(cancellationToken);
            check.That(contact is not null || string.IsNullOrWhiteSpace(draft.CustomerNumber), Problem.Unknown("customer_number", draft.CustomerNumber));
            var events = await db.Events.Where(e => draft.EventKeys.Contains(e.EventKey)).Select(e => new { e.Id, e.EventKey }).ToListAsync(cancellationToken);
            var ids = events.ConvertAll(e => e.Id);
            var unknown = draft.EventKeys.FirstOrDefault(key => events.TrueForAll(e => e.EventKey != key));
            check.That(unknown is null, Problem.Unknown("event_key", unknown));
            check.That(draft.CategoryKey is null || unknown is not null || await db.Categories.AnyAsync(c => c.CategoryKey == draft.CategoryKey && ids.Contains(c.EventId), cancellationToken), Problem.Unknown("category_key", draft.CategoryKey));
            if (!check.Ok)
            {
                return check.Problems;
            }

            var application = Make(draft, contact!.Id, ids, time.UtcNow());
            db.Applications.Add(application);
            await db.SaveChangesAsync(cancellationToken);
            return application.Id;
        }, cancellationToken);
    }

    /// <summary>Rates an application, or takes the rating away. Refused: <c>not_found</c>, <c>invalid_rating</c>.</summary>
    public Task<Result<Done>> RateAsync(Actor actor, long id, int? rating, CancellationToken cancellationToken = default) => ChangeAsync(actor, id, (_, application) =>
    {
        if (rating is < 1 or > 5)
        {
            return Task.FromResult<Problem?>(InvalidRating);
        }

        application.Rating = rating;
        return Task.FromResult<Problem?>(null);
    }, cancellationToken);

    /// <summary>
    /// Approves an open application for some of its events: the contact takes part in each of them, confirmed; a participation that is there already is kept as it is.
    /// Refused: <c>not_found</c>, <c>already_decided</c>, <c>no_event_chosen</c>, <c>not_applied_for</c>.
    /// </summary>
    public async Task<Result<Done>> ApproveAsync(Actor actor, long id, IReadOnlyCollection<long> eventIds, CancellationToken cancellationToken = default)
    {
        var result = await ChangeAsync(actor, id, (db, application) => ApproveAsync(db, application, eventIds, actor, cancellationToken), cancellationToken);
        MarkDirty(result, eventIds);
        return result;
    }

    /// <summary>Rejects an open application. Refused: <c>not_found</c>, <c>already_decided</c>.</summary>
    public Task<Result<Done>> RejectAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, (_, application) => Task.FromResult(Decide(application, ApplicationStatus.Rejected, actor)), cancellationToken);

    /// <summary>
    /// Undoes a decision: the application is open again, and participations that the approval made go. Refused: <c>not_found</c>,
    /// <c>not_decided</c>, <c>participant_came</c> when one of them was checked in meanwhile.
    /// </summary>
    public async Task<Result<Done>> ReopenAsync(Actor actor, long id, CancellationToken cancellationToken = default) => (await ReopenManyAsync(actor, [id], cancellationToken)) is { Ok: false } refused ? refused.Refused<Done>() : Done.It;

    /// <summary>Approves those of the applications that are open, each for all of its events, all in one step. The ids that changed.</summary>
    public Task<Result<IReadOnlyList<long>>> ApproveManyAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) => ChangeManyAsync(
        actor, ids, a => a.Status == ApplicationStatus.Open, async (db, a) => await ApproveAsync(db, a, null, actor, cancellationToken), cancellationToken);

    /// <summary>Rejects those of the applications that are open. The ids that changed.</summary>
    public Task<Result<IReadOnlyList<long>>> RejectManyAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) => ChangeManyAsync(
        actor, ids, a => a.Status == ApplicationStatus.Open, (_, a) => Task.FromResult(Decide(a, ApplicationStatus.Rejected, actor)), cancellationToken);

    /// <summary>Undoes decisions, all or none; refused as a single one.</summary>
    public Task<Result<IReadOnlyList<long>>> ReopenManyAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) => ChangeManyAsync(
        actor, ids, _ => true, async (db, a) => await TakeBackAsync(db, a, cancellationToken), cancellationToken);

    /// <summary>Deletes an application; participations that came of it stay. <see cref="RestoreAsync"/> undoes it.</summary>
    public Task<Result<Done>> DeleteAsync(Actor actor, long id, CancellationToken cancellationToken = default) => SetDeletedAsync(actor, id, time.UtcNow(), cancellationToken);

    /// <summary>Undoes a deletion. Refused: <c>not_found</c>, also when the contact is gone.</summary>
    public Task<Result<Done>> RestoreAsync(Actor actor, long id, CancellationToken cancellationToken = default) => SetDeletedAsync(actor, id, null, cancellationToken);

    /// <summary>What is wrong with a draft, without asking the database; also used by the import.</summary>
    internal static Check CheckTexts(ApplicationDraft draft, DateTime now) => new Check()
        .That(!string.IsNullOrWhiteSpace(draft.CustomerNumber), Problem.Required("customer_number"))
        .That(draft.EventKeys.Count > 0, Problem.Required("event_key"))
        .Length("message", draft.Message, Application.MessageLimit)
        .That(draft.Rating is null or (>= 1 and <= 5), InvalidRating)
        .That(draft.ReceivedAt is null || (draft.ReceivedAt <= now && draft.ReceivedAt.Value.Year >= 2000), Problem.Invalid("created_at", "A time from the year 2000 until now is needed.") with { Code = "invalid_date" });

    /// <summary>An open application; also used by the import.</summary>
    internal static Application Make(ApplicationDraft draft, long contactId, IEnumerable<long> eventIds, DateTime now) => new()
    {
        ContactId = contactId,
        CategoryKey = draft.CategoryKey,
        Message = string.IsNullOrWhiteSpace(draft.Message) ? null : draft.Message.Trim(),
        Rating = draft.Rating,
        CreatedAt = draft.ReceivedAt is { } received ? Clock.Cut(received) : now,
        UpdatedAt = now,
        Events = [.. eventIds.Select(id => new ApplicationEvent { EventId = id })],
    };

    private static Problem InvalidRating { get; } = Problem.Invalid("rating", "A whole number from 1 to 5 is needed.") with { Code = "invalid_rating" };

    private Problem? Decide(Application application, ApplicationStatus status, Actor actor)
    {
        if (application.Status != ApplicationStatus.Open)
        {
            return new Problem("already_decided", "This application has been decided already.");
        }

        (application.Status, application.DecidedAt, application.DecidedBy) = (status, time.UtcNow(), actor.Name);
        return null;
    }

    /// <param name="db">Inside the write.</param>
    /// <param name="application">With its events.</param>
    /// <param name="eventIds">The chosen ones; null for all that are there.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    private async Task<Problem?> ApproveAsync(PortalDb db, Application application, IReadOnlyCollection<long>? eventIds, Actor actor, CancellationToken cancellationToken)
    {
        if (application.Status == ApplicationStatus.Open)
        {
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
                (row.Participant, row.MadeParticipant) = await ParticipantService.AdmitAsync(db, row.EventId, application.ContactId, application.CategoryKey, time.UtcNow(), cancellationToken);
                row.IsApproved = true;
            }
        }

        return Decide(application, ApplicationStatus.Approved, actor);
    }

    private async Task<Problem?> TakeBackAsync(PortalDb db, Application application, CancellationToken cancellationToken)
    {
        if (application.Status == ApplicationStatus.Open)
        {
            return new Problem("not_decided", "This application has not been decided yet.");
        }

        foreach (var row in application.Events)
        {
            if (row is { MadeParticipant: true, ParticipantId: { } participantId } && await db.Participants.SingleOrDefaultAsync(p => p.Id == participantId, cancellationToken) is { } participant)
            {
                if (await db.CheckIns.AnyAsync(c => c.ParticipantId == participantId, cancellationToken))
                {
                    return new Problem("participant_came", "The participant has been checked in meanwhile; correct the check-in first.");
                }

                participant.DeletedAt = time.UtcNow();
            }

            (row.IsApproved, row.ParticipantId, row.MadeParticipant) = (false, null, false);
        }

        (application.Status, application.DecidedAt, application.DecidedBy) = (ApplicationStatus.Open, null, null);
        return null;
    }

    private Task<Result<Done>> ChangeAsync(Actor actor, long id, Func<PortalDb, Application, Task<Problem?>> change, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageApplications);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            var application = await db.Applications.Include(a => a.Events).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
            if (application is null)
            {
                return Problem.NotFound();
            }

            if (await change(db, application) is { } problem)
            {
                return problem;
            }

            await SaveAsync(db, application, cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    private async Task<Result<IReadOnlyList<long>>> ChangeManyAsync(Actor actor, IReadOnlyCollection<long> ids, Func<Application, bool> wanted, Func<PortalDb, Application, Task<Problem?>> change, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageApplications);
        var events = new HashSet<long>();
        var result = await databases.WriteAsync<IReadOnlyList<long>>(actor, async db =>
        {
            var changed = new List<long>();
            foreach (var some in ids.Distinct().Chunk(500))
            {
                var applications = await db.Applications.Include(a => a.Events).Where(a => some.Contains(a.Id)).ToListAsync(cancellationToken);
                foreach (var application in applications.Where(wanted))
                {
                    if (await change(db, application) is { } problem)
                    {
                        return problem;
                    }

                    // One after the other: two applications of one contact lead to one participation.
                    await SaveAsync(db, application, cancellationToken);
                    changed.Add(application.Id);
                    events.UnionWith(application.Events.Select(e => e.EventId));
                }
            }

            return changed;
        }, cancellationToken);
        MarkDirty(result, events);
        return result;
    }

    private async Task SaveAsync(PortalDb db, Application application, CancellationToken cancellationToken)
    {
        if (db.ChangeTracker.HasChanges())
        {
            application.UpdatedAt = time.UtcNow();
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private Task<Result<Done>> SetDeletedAsync(Actor actor, long id, DateTime? stamp, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageApplications);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            var application = await db.Applications.IgnoreQueryFilters([PortalDb.AliveFilter]).SingleOrDefaultAsync(a => a.Id == id && (a.DeletedAt == null) == (stamp != null), cancellationToken);
            if (application is null || (stamp is null && !await db.Contacts.AnyAsync(c => c.Id == application.ContactId, cancellationToken)))
            {
                return Problem.NotFound();
            }

            application.DeletedAt = stamp;
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    private void MarkDirty<T>(Result<T> result, IEnumerable<long> eventIds)
    {
        if (result.Ok)
        {
            foreach (var id in eventIds)
            {
                boards.MarkDirty(id);
            }
        }
    }
}
