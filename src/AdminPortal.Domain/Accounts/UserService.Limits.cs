using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>An event that somebody may be limited to.</summary>
public sealed record LimitEvent(long Id, string EventKey, string Title, DateTime StartsAt)
{
    /// <summary>The newest of the tenant, at most <see cref="EventLimits.Most"/>, and those that are asked for, the newest first.</summary>
    internal static async Task<IReadOnlyList<LimitEvent>> NewestAsync(PortalDb db, IReadOnlyList<long> chosen,
        CancellationToken cancellationToken)
    {
        var newest = await db.Events.OrderByDescending(e => e.StartsAt).ThenByDescending(e => e.Id).Take(EventLimits.Most)
            .Select(e => new LimitEvent(e.Id, e.EventKey, e.Title, e.StartsAt)).ToListAsync(cancellationToken);
        var older = chosen.Except(newest.Select(e => e.Id)).ToList();
        var missing = older.Count == 0 ? [] : await db.Events.Where(e => older.Contains(e.Id))
            .Select(e => new LimitEvent(e.Id, e.EventKey, e.Title, e.StartsAt)).ToListAsync(cancellationToken);
        return [.. newest.Concat(missing).OrderByDescending(e => e.StartsAt).ThenByDescending(e => e.Id)];
    }
}

/// <summary>A door of an event that a steward may be limited to.</summary>
public sealed record LimitDoor(long Id, long EventId, string Name);

/// <summary>What people may be limited to.</summary>
/// <param name="Events">The newest events, at most <see cref="EventLimits.Most"/>, and those that are asked for.</param>
/// <param name="Doors">Their doors by name, at most 500.</param>
public sealed record LimitChoices(IReadOnlyList<LimitEvent> Events, IReadOnlyList<LimitDoor> Doors);

/// <summary>Limits people to events, and stewards to doors.</summary>
public sealed partial class UserService
{
    private const int MostDoors = 500;

    /// <summary>
    /// Limits somebody to events and doors, or to nothing; they have to sign in again within five seconds, and devices they check in with
    /// begin anew. Admins and owners keep the limits for the day on which they have another role. Refused: <c>proof_needed</c>,
    /// <c>not_found</c>, <c>changed_meanwhile</c> where they end elsewhere than seen, <c>in_team</c> for somebody whose limits are those of
    /// a <see cref="Team"/>, <c>unknown</c> and <c>too_many_events</c> on <c>events</c>, <c>too_many_chosen</c> and, for a door of
    /// another event, <c>unknown</c> on <c>doors</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageUsers"/>.</param>
    /// <param name="id">The person.</param>
    /// <param name="limits">Where their rights end.</param>
    /// <param name="seen">Where they ended when somebody looked; null where nobody did.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<Done>> LimitAsync(Actor actor, long id, LimitDraft limits, LimitDraft? seen = null,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageUsers);
        if (actor.Missing(time) is { } proof)
        {
            return Task.FromResult<Result<Done>>(proof);
        }

        return databases.WriteAsync<Done>(actor, async db =>
        {
            await Locks.TenantAsync(db, cancellationToken); // or a team that takes them in meanwhile would find other limits than its own
            if (await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.TenantId == actor.TenantId, cancellationToken) is not { } user)
            {
                return Problem.NotFound();
            }

            RequireRank(actor, user.Role);
            if (user.TeamId is { } team)
            {
                var name = await db.Teams.Where(t => t.Id == team).Select(t => t.Name).SingleAsync(cancellationToken);
                return new Problem("in_team", $"This person belongs to the team {name}, whose limits hold.", "events", name);
            }

            var held = new LimitDraft(user.LimitedEvents, user.LimitedDoors);
            if (seen?.Same(held) == false)
            {
                return Problem.ChangedMeanwhile();
            }

            var check = new Check();
            var there = await WithoutErasedAsync(db, limits, held, cancellationToken);
            var (events, doors) = await CheckAsync(db, there, check, cancellationToken);
            if (!check.Ok)
            {
                return check.Problems;
            }

            if (held.Same(new(events, doors)))
            {
                return Done.It;
            }

            (user.LimitedEvents, user.LimitedDoors, user.LimitedSince) = (events, doors, time.UtcNow());
            user.SecurityStamp = Guid.NewGuid().ToString("N");
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>Events and doors to choose from, the newest events first. Needs <see cref="Permission.ManageUsers"/>.</summary>
    /// <param name="actor">Who chooses.</param>
    /// <param name="chosen">Ids of events that are to be among them, however old they are.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<LimitChoices> LimitChoicesAsync(Actor actor, IReadOnlyList<long> chosen,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageUsers);
        await using var db = databases.Read(actor);
        var events = await LimitEvent.NewestAsync(db, chosen, cancellationToken);
        List<long> ids = [.. events.Select(e => e.Id)];
        var doors = await db.Stations.Where(s => s.UserId == null && s.RevokedAt == null && ids.Contains(s.EventId))
            .OrderBy(s => s.Name).ThenBy(s => s.Id).Take(MostDoors).Select(s => new LimitDoor(s.Id, s.EventId, s.Name))
            .ToListAsync(cancellationToken);
        return new LimitChoices(events, doors);
    }

    /// <summary>
    /// Limits without those events and doors that were erased for good since somebody was limited to them: nobody can choose them any more,
    /// and they are no reason to refuse the others.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="limits">The limits that are chosen.</param>
    /// <param name="held">Those that hold until now.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal static async Task<LimitDraft> WithoutErasedAsync(PortalDb db, LimitDraft limits, LimitDraft held,
        CancellationToken cancellationToken)
    {
        List<long> events = [.. held.Events ?? []];
        List<long> doors = [.. held.Doors];
        var keptEvents = events.Count == 0 ? [] : await db.Events.IgnoreQueryFilters([PortalDb.AliveFilter])
            .Where(e => events.Contains(e.Id)).Select(e => e.Id).ToListAsync(cancellationToken);
        var keptDoors = doors.Count == 0 ? [] : await db.Stations.Where(s => doors.Contains(s.Id)).Select(s => s.Id)
            .ToListAsync(cancellationToken);
        return new LimitDraft(limits.Events is null ? null : [.. limits.Events.Except(events.Except(keptEvents))],
            [.. limits.Doors.Except(doors.Except(keptDoors))]);
    }

    /// <summary>What is wrong with limits; without events there are no doors.</summary>
    internal static async Task<(List<long>? Events, List<long> Doors)> CheckAsync(PortalDb db, LimitDraft limits, Check check,
        CancellationToken cancellationToken)
    {
        if (limits.Events is null)
        {
            return (null, []);
        }

        List<long> events = [.. limits.Events.Distinct().Order()];
        List<long> doors = [.. limits.Doors.Distinct().Order()];
        check.That(events.Count <= EventLimits.Most,
            new Problem("too_many_events", $"At most {EventLimits.Most} events can be chosen.", "events", EventLimits.Most))
            .Few("doors", doors);
        if (check.Ok)
        {
            // A removed event stays what it was chosen for: it may come back.
            check.That(await db.Events.IgnoreQueryFilters([PortalDb.AliveFilter]).CountAsync(e => events.Contains(e.Id), cancellationToken)
                == events.Count, Problem.Unknown("events", null));
            check.That(doors.Count == 0 || await db.Stations.CountAsync(s => doors.Contains(s.Id) && s.UserId == null
                && events.Contains(s.EventId), cancellationToken) == doors.Count, Problem.Unknown("doors", null));
        }

        return (events, doors);
    }
}
