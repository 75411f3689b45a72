using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Stations;

/// <summary>One stay as a device knows it; times are UTC.</summary>
public sealed record CopyStay(DateTime At, DateTime? Out, int Quantity, string? Station);

/// <summary>One participant as a device knows them.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Badge">Their badge, or null.</param>
/// <param name="Name">As a steward sees it.</param>
/// <param name="CategoryId">Their category, or null.</param>
/// <param name="Confirmed">Whether they are confirmed.</param>
/// <param name="Stays">In order of entry: all of them where a rule of the event counts them, else the open one.</param>
public sealed record CopyPerson(
    long Id, string? Badge, string Name, long? CategoryId, bool Confirmed, IReadOnlyList<CopyStay> Stays);

/// <summary>What a device must know to decide by itself, or what has changed of it.</summary>
/// <param name="Cursor">To ask for what changes from now on.</param>
/// <param name="Full">Whether it is everything; else what has changed since the cursor that was asked with.</param>
/// <param name="Rules">The event's rules.</param>
/// <param name="Categories">Titles by id.</param>
/// <param name="People">The people.</param>
/// <param name="Gone">Ids of people who are not there any more.</param>
public sealed record StationCopy(
    string Cursor, bool Full, EventRules Rules, IReadOnlyDictionary<long, string> Categories, IReadOnlyList<CopyPerson> People,
    IReadOnlyList<long> Gone);

/// <summary>
/// The copy of an event that a station keeps: what the rules need and nothing else. What has changed is read from the scan log and the
/// audit log, which name everybody whose state has moved since a number in each.
/// </summary>
public sealed class StationCopyQueries(
    IDbContextFactory<PortalDb> databases, EventRulesCache events, EventTallies tallies, TimeProvider time)
{
    /// <summary>When more has changed everything is sent.</summary>
    private const int MostChanges = 2_000;

    /// <summary>A device that was heard of within that may let people in.</summary>
    private static readonly TimeSpan Heard = TimeSpan.FromMinutes(15);

    private readonly BriefMemory<(long TenantId, long EventId), int> inside = new(time);

    private readonly BriefMemory<(long TenantId, long EventId), int> devices = new(time);

    private readonly BriefMemory<(long TenantId, long EventId), string> cursors = new(time);

    /// <summary>People inside an event, by the quantities of its open records; known for one second.</summary>
    /// <param name="actor">Needs <see cref="Permission.ViewCheckIns"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public ValueTask<int> InsideAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        return !actor.Sees(eventId) ? new(0) : inside.GetAsync((actor.TenantId, eventId), async () =>
        {
            return await events.FindAsync(actor, eventId, CancellationToken.None) is not { } rules
                ? 0
                : await tallies.ReadAsync(actor, rules, (_, tally) => Task.FromResult(tally.PeopleInside), CancellationToken.None);
        }, cancellationToken);
    }

    /// <summary>
    /// How many people one device may let in by itself while it has no network: an even part of the room that is left, over the devices
    /// heard of within <see cref="Heard"/>. Null where the event has no limit.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ViewCheckIns"/>.</param>
    /// <param name="rules">The event's rules.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async ValueTask<int?> ShareAsync(Actor actor, EventRules rules, CancellationToken cancellationToken = default)
    {
        if (rules.Limit is not { } limit)
        {
            return null;
        }

        var room = limit - await InsideAsync(actor, rules.Id, cancellationToken);
        var count = await devices.GetAsync((actor.TenantId, rules.Id), async () =>
        {
            var since = time.UtcNow() - Heard;
            await using var db = databases.Read(actor);
            return await db.Stations.CountAsync(s => s.EventId == rules.Id && s.RevokedAt == null && s.LastSeenAt >= since,
                CancellationToken.None);
        }, cancellationToken);
        return Math.Max(0, room) / Math.Max(1, count);
    }

    /// <summary>
    /// The cursor that a copy read now would have: a device whose copy has it need not ask for changes. Known for one second.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ViewCheckIns"/>.</param>
    /// <param name="rules">The event's rules.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public ValueTask<string> CursorAsync(Actor actor, EventRules rules, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        return cursors.GetAsync((actor.TenantId, rules.Id), async () =>
        {
            await using var db = databases.Read(actor);
            return (await NowAsync(db, rules.Id, rules, CancellationToken.None)).ToString();
        }, cancellationToken);
    }

    /// <summary>Reads the copy, or what has changed of it; null when the event is not there.</summary>
    /// <param name="actor">Needs <see cref="Permission.ViewParticipants"/> and <see cref="Permission.ViewCheckIns"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="since">The cursor of the copy that the device has; null or anything else for all.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<StationCopy?> ReadAsync(
        Actor actor, long eventId, string? since, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewParticipants);
        actor.Require(Permission.ViewCheckIns);
        if (await events.FindAsync(actor, eventId, cancellationToken) is not { } rules)
        {
            return null;
        }

        await using var db = databases.Read(actor);
        var known = Cursor.Parse(since);
        var now = await NowAsync(db, eventId, rules, cancellationToken);
        var changed = known is null || known.Rules != now.Rules || known.EventId != eventId
            ? null
            : (await known.Place.ReadAsync(db, eventId, now.Place, time.UtcNow(), MostChanges, null, cancellationToken))?.People;
        var categories = await db.Categories.Where(c => c.EventId == eventId).ToDictionaryAsync(c => c.Id, c => c.Title, cancellationToken);
        var people = await PeopleAsync(db, rules, changed, cancellationToken);
        var gone = changed is null ? [] : changed.Except(people.Select(p => p.Id)).ToList();
        return new StationCopy(now.ToString(), changed is null, rules, categories, people, gone);
    }

    /// <summary>The end of both logs. Whether all stays are sent depends on the rules, so the cursor says by which.</summary>
    internal static async Task<Cursor> NowAsync(PortalDb db, long eventId, EventRules rules, CancellationToken cancellationToken) =>
        new(await LogPlace.NowAsync(db, eventId, cancellationToken), eventId, NeedsHistory(rules));

    internal static async Task<List<CopyPerson>> PeopleAsync(
        PortalDb db, EventRules rules, HashSet<long>? only, CancellationToken cancellationToken)
    {
        if (only is { Count: 0 })
        {
            return [];
        }

        var ids = only?.ToList();
        var participants = (ids is null ? db.Participants : db.OfIds<Participant>(ids)).Where(p => p.EventId == rules.Id);
        var stays = (ids is null ? db.CheckIns.Where(c => c.EventId == rules.Id)
            : db.CheckIns.Where(c => ids.Contains(c.ParticipantId)));
        stays = NeedsHistory(rules) ? stays : stays.Where(c => c.CheckedOutAt == null);
        var byPerson = (await stays.OrderBy(c => c.ParticipantId).ThenBy(c => c.CheckedInAt).ThenBy(c => c.Id)
                .Select(c => new { c.ParticipantId, Stay = new CopyStay(c.CheckedInAt, c.CheckedOutAt, c.Quantity, c.Station) })
                .ToListAsync(cancellationToken))
            .GroupBy(c => c.ParticipantId)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<CopyStay>)g.Select(c => c.Stay).ToList());
        var rows = await participants.Select(p => new
        {
            p.Id,
            p.BadgeNumber,
            p.Contact!.FirstName,
            p.Contact.LastName,
            p.CategoryId,
            p.IsConfirmed,
        }).ToListAsync(cancellationToken);
        return rows.ConvertAll(p => new CopyPerson(p.Id, p.BadgeNumber, Contact.DisplayName(p.FirstName, p.LastName, null), p.CategoryId,
            p.IsConfirmed, byPerson.GetValueOrDefault(p.Id, [])));
    }

    /// <summary>Whether a rule looks at stays that have ended.</summary>
    private static bool NeedsHistory(EventRules rules) => rules.ReEntry is ReEntry.Never or ReEntry.OncePerDay || rules.Windows.AnyLimit;

    /// <summary>A place in both logs, the event, and whether all stays were sent.</summary>
    internal sealed record Cursor(LogPlace Place, long EventId, bool Rules)
    {
        public static Cursor? Parse(string? text) => text?.Split('.') is [var scan, var audit, var where, "0" or "1"]
            && long.TryParse(scan, CultureInfo.InvariantCulture, out var s) && long.TryParse(audit, CultureInfo.InvariantCulture, out var a)
            && long.TryParse(where, CultureInfo.InvariantCulture, out var e)
            ? new Cursor(new LogPlace(s, a), e, text.EndsWith('1'))
            : null;

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Place.Scan}.{Place.Audit}.{EventId}.{(Rules ? 1 : 0)}");
    }
}
