using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
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
public sealed class StationCopyQueries(IDbContextFactory<PortalDb> databases, EventRulesCache events, TimeProvider time)
{
    /// <summary>When more has changed everything is sent.</summary>
    private const int MostChanges = 2_000;

    /// <summary>Entries before the cursor that are read once more: on SQL Server a smaller number may be committed later.</summary>
    private const int Again = 64;

    /// <summary>A device that was heard of within that may let people in.</summary>
    private static readonly TimeSpan Heard = TimeSpan.FromMinutes(15);

    private readonly BriefMemory<(long TenantId, long EventId), int> inside = new(time);

    private readonly BriefMemory<(long TenantId, long EventId), int> devices = new(time);

    /// <summary>People inside an event, by the quantities of its open records; known for one second.</summary>
    /// <param name="actor">Needs <see cref="Permission.ViewCheckIns"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public ValueTask<int> InsideAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        return inside.GetAsync((actor.TenantId, eventId), async () =>
        {
            await using var db = databases.Read(actor);
            return await db.CheckIns.Where(c => c.EventId == eventId && c.CheckedOutAt == null).SumAsync(c => c.Quantity,
                CancellationToken.None);
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
        var changed = known is null || known.Rules != now.Rules ? null : await ChangedAsync(db, actor, eventId, known, cancellationToken);
        var categories = await db.Categories.Where(c => c.EventId == eventId).ToDictionaryAsync(c => c.Id, c => c.Title, cancellationToken);
        var people = await PeopleAsync(db, rules, changed, cancellationToken);
        var gone = changed is null ? [] : changed.Except(people.Select(p => p.Id)).ToList();
        return new StationCopy(now.ToString(), changed is null, rules, categories, people, gone);
    }

    /// <summary>The newest numbers of both logs. Whether all stays are sent depends on the rules, so the cursor says by which.</summary>
    internal static async Task<Cursor> NowAsync(PortalDb db, long eventId, EventRules rules, CancellationToken cancellationToken) => new(
            await db.Scans.Where(s => s.EventId == eventId).MaxAsync(s => (long?)s.Id, cancellationToken) ?? 0,
            await db.AuditEntries.IgnoreQueryFilters().MaxAsync(e => (long?)e.Id, cancellationToken) ?? 0,
            eventId,
            NeedsHistory(rules));

    /// <summary>Who has changed since; null when it is too many to name.</summary>
    internal static async Task<HashSet<long>?> ChangedAsync(
        PortalDb db, Actor actor, long eventId, Cursor since, CancellationToken cancellationToken)
    {
        if (since.EventId != eventId)
        {
            return null;
        }

        var scanned = await db.Scans.Where(s => s.EventId == eventId && s.Id > since.Scan - Again && s.ParticipantId != null)
            .OrderBy(s => s.Id).Select(s => s.ParticipantId!.Value).Take(MostChanges + 1).ToListAsync(cancellationToken);
        string[] kinds = [nameof(Participant), nameof(CheckIn), nameof(Contact)];
        var audited = await Audits(db, actor)
            .Where(e => e.Id > since.Audit - Again && (e.EventId == eventId || e.EventId == null) && kinds.Contains(e.Entity))
            .OrderBy(e => e.Id).Select(e => new { e.Entity, e.EntityId }).Take(MostChanges + 1).ToListAsync(cancellationToken);
        if (scanned.Count > MostChanges || audited.Count > MostChanges)
        {
            return null;
        }

        List<long> Of(string entity) => audited.Where(e => e.Entity == entity).Select(e => e.EntityId).Distinct().ToList();
        var (stays, contacts) = (Of(nameof(CheckIn)), Of(nameof(Contact)));
        var changed = scanned.Concat(Of(nameof(Participant))).ToHashSet();
        if (stays.Count > 0)
        {
            changed.UnionWith(await db.OfIds<CheckIn>(stays).IgnoreQueryFilters([PortalDb.AliveFilter])
                .Select(c => c.ParticipantId).ToListAsync(cancellationToken));
        }

        if (contacts.Count > 0)
        {
            changed.UnionWith(await db.Participants.Where(p => p.EventId == eventId && contacts.Contains(p.ContactId)).Select(p => p.Id)
                .ToListAsync(cancellationToken));
        }

        return changed;
    }

    /// <summary>Read by number alone, not through the tenant's other indexes.</summary>
    private static IQueryable<AuditEntry> Audits(PortalDb db, Actor actor) =>
        db.AuditEntries.IgnoreQueryFilters().Where(e => e.TenantId + 0 == actor.TenantId);

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

    /// <summary>A number in each log, the event, and whether all stays were sent.</summary>
    internal sealed record Cursor(long Scan, long Audit, long EventId, bool Rules)
    {
        public static Cursor? Parse(string? text) => text?.Split('.') is [var scan, var audit, var where, "0" or "1"]
            && long.TryParse(scan, CultureInfo.InvariantCulture, out var s) && long.TryParse(audit, CultureInfo.InvariantCulture, out var a)
            && long.TryParse(where, CultureInfo.InvariantCulture, out var e)
            ? new Cursor(s, a, e, text.EndsWith('1'))
            : null;

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Scan}.{Audit}.{EventId}.{(Rules ? 1 : 0)}");
    }
}
