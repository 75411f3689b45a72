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
    /// Approves those of the applications that are open, each for all of its events, or those that want it for one event. The answer is
    /// those that changed, and when they were decided, for <see cref="ReopenManyAsync"/>.
    /// </summary>
    public Task<Result<IReadOnlyDictionary<long, DateTime>>> ApproveManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        long? eventId = null, CancellationToken cancellationToken = default) => ChangeManyAsync(
        actor, ids, a => a.Status == ApplicationStatus.Open && (eventId is null || a.Events.Exists(e => e.EventId == eventId)),
        (db, a) => ApproveAsync(db, a, eventId is { } only ? [only] : null, actor, cancellationToken), cancellationToken);

    /// <summary>Rejects those of the applications that are open. The answer is as that of <see cref="ApproveManyAsync"/>.</summary>
    public Task<Result<IReadOnlyDictionary<long, DateTime>>> RejectManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default) => ChangeManyAsync(
        actor, ids, a => a.Status == ApplicationStatus.Open, (_, a) => Task.FromResult(Decide(a, ApplicationStatus.Rejected, actor)),
            cancellationToken);

    /// <summary>
    /// Undoes decisions; what was opened or decided otherwise since stays as it is. Refused as a single one; <c>changed_meanwhile</c> when
    /// that is so for all of them. The answer is those that are open again, and when they had been decided.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageApplications"/>.</param>
    /// <param name="decided">UTC: when they were decided.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<IReadOnlyDictionary<long, DateTime>>> ReopenManyAsync(Actor actor,
        IReadOnlyDictionary<long, DateTime> decided, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decided);
        var opened = await TakeBackManyAsync(actor, [.. decided.Keys], a => a.DecidedAt == decided[a.Id], cancellationToken);
        return opened is { Ok: true, Value.Count: 0 } ? Problem.ChangedMeanwhile() : opened;
    }

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

    private async Task<Result<IReadOnlyDictionary<long, int?>>> RateManyAsync(Actor actor, IReadOnlyDictionary<long, int?> ratings,
        Func<int?, bool>? when, CancellationToken cancellationToken)
    {
        if (ratings.Values.Any(rating => rating is < 1 or > 5))
        {
            actor.Require(Permission.ManageApplications);
            return InvalidRating;
        }

        return await ChangeManyAsync<int?>(actor, [.. ratings.Keys], Wanted, (_, a) =>
        {
            var before = a.Rating;
            a.Rating = ratings[a.Id];
            return Task.FromResult<Result<int?>>(before);
        }, cancellationToken);

        bool Wanted(Application a) => a.Rating != ratings[a.Id] && when?.Invoke(a.Rating) != false;
    }

    private Task<Result<IReadOnlyDictionary<long, DateTime>>> TakeBackManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        Func<Application, bool> wanted, CancellationToken cancellationToken)
    {
        return WriteAsync(actor, async db =>
        {
            var made = new List<long>();
            var opened = await ChangeManyAsync<DateTime>(db, ids, wanted, async (db, a) =>
            {
                var decided = a.DecidedAt;
                return await TakeBackAsync(db, a, made, cancellationToken) is { } problem ? problem : decided!.Value;
            }, cancellationToken);
            if (opened.Ok)
            {
                await Removal.DeleteAsync<Participant>(db, made, cancellationToken);
            }

            return opened;
        }, cancellationToken);
    }

    private Task<Result<IReadOnlyDictionary<long, T>>> ChangeManyAsync<T>(Actor actor, IReadOnlyCollection<long> ids,
        Func<Application, bool> wanted, Func<PortalDb, Application, Task<Result<T>>> change, CancellationToken cancellationToken) =>
        WriteAsync(actor, db => ChangeManyAsync(db, ids, wanted, change, cancellationToken), cancellationToken);

    private async Task<Result<IReadOnlyDictionary<long, T>>> ChangeManyAsync<T>(PortalDb db, IReadOnlyCollection<long> ids,
        Func<Application, bool> wanted, Func<PortalDb, Application, Task<Result<T>>> change, CancellationToken cancellationToken)
    {
        var changed = new Dictionary<long, T>();
        foreach (var some in ids.Distinct().Chunk(Portion))
        {
            foreach (var application in (await Own(db).Include(a => a.Events).Where(a => some.Contains(a.Id))
                .OrderBy(a => a.ContactId).ThenBy(a => a.Id).ToListAsync(cancellationToken)).Where(wanted))
            {
                var result = await change(db, application);
                if (!result.Ok)
                {
                    return result.Refused<IReadOnlyDictionary<long, T>>();
                }

                // One after the other: two applications of one contact lead to one participation.
                await SaveAsync(db, application, cancellationToken);
                changed[application.Id] = result.Value;
            }

            db.ChangeTracker.Clear();
        }

        return changed;
    }
}
