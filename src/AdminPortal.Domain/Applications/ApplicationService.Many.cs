using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Applications;

/// <summary>Many applications in one step, all or none; what does not need the change is left alone.</summary>
public sealed partial class ApplicationService
{
    private const int Portion = 500;

    /// <summary>
    /// Approves those of the applications that are open, each for all of its events, or those that want it for one event. The ids that
    /// changed.
    /// </summary>
    public Task<Result<IReadOnlyList<long>>> ApproveManyAsync(Actor actor, IReadOnlyCollection<long> ids, long? eventId = null,
        CancellationToken cancellationToken = default) => ChangeManyAsync(
        actor, ids, a => a.Status == ApplicationStatus.Open && (eventId is null || a.Events.Exists(e => e.EventId == eventId)),
        (db, a) => ApproveAsync(db, a, eventId is { } only ? [only] : null, actor, cancellationToken), cancellationToken);

    /// <summary>Rejects those of the applications that are open. The ids that changed.</summary>
    public Task<Result<IReadOnlyList<long>>> RejectManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default) => ChangeManyAsync(
        actor, ids, a => a.Status == ApplicationStatus.Open, (_, a) => Task.FromResult(Decide(a, ApplicationStatus.Rejected, actor)),
            cancellationToken);

    /// <summary>Undoes decisions; refused as a single one.</summary>
    public Task<Result<IReadOnlyList<long>>> ReopenManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default) =>
        TakeBackManyAsync(actor, ids, discard: false, cancellationToken);

    /// <summary>
    /// Rates applications, or takes their ratings away. The answer is what those had that changed, for <see cref="RestoreRatingsAsync"/>.
    /// Refused: <c>invalid_rating</c>.
    /// </summary>
    public async Task<Result<IReadOnlyDictionary<long, int?>>> RateManyAsync(Actor actor, IReadOnlyCollection<long> ids, int? rating,
        CancellationToken cancellationToken = default) =>
        await RateManyAsync(actor, ids.Distinct().ToDictionary(id => id, _ => rating), null, cancellationToken);

    /// <summary>
    /// Gives ratings back that <see cref="RateManyAsync(Actor, IReadOnlyCollection{long}, int?, CancellationToken)"/> changed; what was
    /// rated otherwise since stays. Refused: <c>changed_meanwhile</c> when that is so for all of them.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageApplications"/>.</param>
    /// <param name="before">What they had.</param>
    /// <param name="rating">What they were given.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<IReadOnlyDictionary<long, int?>>> RestoreRatingsAsync(Actor actor, IReadOnlyDictionary<long, int?> before,
        int? rating, CancellationToken cancellationToken = default)
    {
        var restored = await RateManyAsync(actor, before, now => now == rating, cancellationToken);
        return restored is { Ok: true, Value.Count: 0 } ? Problem.ChangedMeanwhile() : restored;
    }

    /// <summary>
    /// Removes applications as if they had never come: also the participations that their approval made. Refused: <c>participant_came</c>.
    /// The ids that went.
    /// </summary>
    public Task<Result<IReadOnlyList<long>>> DiscardManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default) =>
        TakeBackManyAsync(actor, ids, discard: true, cancellationToken);

    private async Task<Result<IReadOnlyDictionary<long, int?>>> RateManyAsync(Actor actor, IReadOnlyDictionary<long, int?> ratings,
        Func<int?, bool>? when, CancellationToken cancellationToken)
    {
        var before = new Dictionary<long, int?>();
        if (ratings.Values.Any(rating => rating is < 1 or > 5))
        {
            actor.Require(Permission.ManageApplications);
            return InvalidRating;
        }

        var changed = await ChangeManyAsync(actor, [.. ratings.Keys], Wanted, (_, a) =>
        {
            (before[a.Id], a.Rating) = (a.Rating, ratings[a.Id]);
            return Task.FromResult<Problem?>(null);
        }, cancellationToken);
        return changed.Ok ? changed.Value.ToDictionary(id => id, id => before[id]) : changed.Refused<IReadOnlyDictionary<long, int?>>();

        bool Wanted(Application a) => a.Rating != ratings[a.Id] && when?.Invoke(a.Rating) != false;
    }

    private async Task<Result<IReadOnlyList<long>>> TakeBackManyAsync(Actor actor, IReadOnlyCollection<long> ids, bool discard,
        CancellationToken cancellationToken)
    {
        return await WriteAsync<IReadOnlyList<long>>(actor, async db =>
        {
            var (changed, made) = (new List<long>(), new List<long>());
            foreach (var some in ids.Distinct().Chunk(Portion))
            {
                foreach (var application in await Own(db).Include(a => a.Events).Where(a => some.Contains(a.Id))
                    .OrderBy(a => a.ContactId).ThenBy(a => a.Id).ToListAsync(cancellationToken))
                {
                    if (!(discard && application.Status == ApplicationStatus.Open)
                        && await TakeBackAsync(db, application, made, cancellationToken) is { } problem)
                    {
                        return problem;
                    }

                    await SaveAsync(db, application, cancellationToken);
                    changed.Add(application.Id);
                }

                db.ChangeTracker.Clear();
            }

            await Removal.DeleteAsync<Participant>(db, made, cancellationToken);
            if (discard)
            {
                await Removal.DeleteAsync<Application>(db, changed, cancellationToken);
            }

            return changed;
        }, cancellationToken);
    }

    private async Task<Result<IReadOnlyList<long>>> ChangeManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        Func<Application, bool> wanted, Func<PortalDb, Application, Task<Problem?>> change, CancellationToken cancellationToken)
    {
        return await WriteAsync<IReadOnlyList<long>>(actor, async db =>
        {
            var changed = new List<long>();
            foreach (var some in ids.Distinct().Chunk(Portion))
            {
                foreach (var application in (await Own(db).Include(a => a.Events).Where(a => some.Contains(a.Id))
                    .OrderBy(a => a.ContactId).ThenBy(a => a.Id).ToListAsync(cancellationToken)).Where(wanted))
                {
                    if (await change(db, application) is { } problem)
                    {
                        return problem;
                    }

                    // One after the other: two applications of one contact lead to one participation.
                    await SaveAsync(db, application, cancellationToken);
                    changed.Add(application.Id);
                }

                db.ChangeTracker.Clear();
            }

            return changed;
        }, cancellationToken);
    }
}
