using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Live;

/// <summary>
/// Reads the live figures of an event: one command to see whether anything changed, eleven for all of them, however large the event is.
/// </summary>
public sealed class BoardReader(IDbContextFactory<PortalDb> databases, EventRulesCache events, PortalMeter meter, TimeProvider time)
{
    /// <summary>Scans shown.</summary>
    public const int RecentScans = 12;

    /// <summary>Figures are read again after this time even when nothing seems changed: the rate moves with the clock.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Scans that may still be committed below the newest one seen.</summary>
    private const int Overlap = 500;

    /// <summary>
    /// Scans that the first read looks through for when each station was last seen; older stations are known to the minute.
    /// </summary>
    private const int FirstLook = 5000;

    /// <summary>
    /// The figures now: <paramref name="previous"/> itself when nothing changed since. Null when the event does not exist in the tenant.
    /// </summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="previous">What was read before, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<BoardState?> ReadAsync(long tenantId, long eventId, BoardSnapshot? previous,
        CancellationToken cancellationToken = default)
    {
        var actor = Actor.System(tenantId, "live");
        var now = time.UtcNow();
        var began = time.GetTimestamp();
        await using var db = databases.Read(actor);
        var mark = await db.Tenants.Where(t => t.Id == tenantId)
            .Select(t => new
            {
                Scan = db.Scans.Where(s => s.EventId == eventId).Max(s => (long?)s.Id),
                Change = db.AuditEntries.Max(a => (DateTime?)a.At),
                Conflicts = db.Scans.Count(s => s.EventId == eventId && s.Code != null && s.Decided == DeviceDecision.Admitted
                    && s.SettledAt == null),
            })
            .Select(m => new BoardMark(m.Scan ?? 0, db.Scans.Count(s => s.EventId == eventId && s.Id > m.Scan - Overlap), m.Change,
                m.Conflicts))
            .SingleOrDefaultAsync(cancellationToken);
        if (previous is not null && previous.Mark == mark && now - previous.ReadAt < Longest)
        {
            meter.BoardRead(time.GetElapsedTime(began), changed: false);
            return new BoardState(previous, now);
        }

        if (await events.FindAsync(actor, eventId, cancellationToken) is not { } rules)
        {
            return null;
        }

        var snapshot = await databases.ReadAtOnceAsync(actor, moment => ReadAsync(moment, rules, mark, now, previous, cancellationToken),
            cancellationToken);
        meter.BoardRead(time.GetElapsedTime(began), changed: true);
        return new BoardState(snapshot, now);
    }

    /// <summary>
    /// Inside <see cref="Snapshots.ReadAtOnceAsync"/>; where the database shows no snapshots, the open records come before the totals, so
    /// that nobody is inside who has not arrived.
    /// </summary>
    internal static async Task<BoardSnapshot> ReadAsync(PortalDb db, EventRules rules, BoardMark mark, DateTime now,
        BoardSnapshot? previous, CancellationToken cancellationToken)
    {
        var stations = await db.CheckIns.Where(c => c.EventId == rules.Id).GroupBy(c => c.Station)
            .Select(g => new
            {
                Station = g.Key,
                CheckIns = g.Count(),
                Open = g.Sum(c => c.OutMinute == null ? 1 : 0),
                People = g.Sum(c => c.OutMinute == null ? c.Quantity : 0),
                Last = g.Max(c => c.InMinute)
            })
            .ToListAsync(cancellationToken);
        var minutes = await db.CheckIns.Where(c => c.EventId == rules.Id).GroupBy(c => c.InMinute)
            .Select(g => new { Minute = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Minute, g => g.Count, cancellationToken);
        var usual = await UsualAsync(db, rules.Id, now, cancellationToken);
        var seen = await SeenAsync(db, rules.Id, mark, previous, cancellationToken);
        var categories = await CategoriesAsync(db, rules.Id, cancellationToken);
        var refused = await db.Scans.Where(s => s.EventId == rules.Id && s.Code != null).GroupBy(s => s.Code!)
            .Select(g => new { Code = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return new BoardSnapshot
        {
            EventId = rules.Id,
            EventKey = rules.EventKey,
            EventTitle = rules.Title,
            Zone = rules.Zone,
            ReadAt = now,
            Mark = mark,
            InsideNow = stations.Sum(s => s.Open),
            PeopleInside = stations.Sum(s => s.People),
            Arrived = categories.Sum(c => c.Arrived),
            Expected = categories.Sum(c => c.Expected),
            CheckIns = stations.Sum(s => s.CheckIns),
            Capacity = rules.Capacity,
            Arrivals = Arrivals.From(minutes, now, rules.Zone),
            Refused = refused.OrderByDescending(r => r.Count).ThenBy(r => r.Code, StringComparer.Ordinal)
                .Select(r => new RefusedCount(r.Code, r.Count)).ToList(),
            Stations = stations.OrderByDescending(s => s.CheckIns).ThenBy(s => s.Station, StringComparer.Ordinal)
                .Select(s => new StationBoard(s.Station, s.CheckIns, s.Open,
                    seen.GetValueOrDefault(s.Station ?? "", Clock.FromMinute(s.Last)))
                {
                    Usual = usual.GetValueOrDefault(s.Station ?? ""),
                }).ToList(),
            OpenConflicts = mark.Conflicts,
            Categories = categories,
            Recent = await RecentAsync(db, rules.Id, cancellationToken),
        };
    }

    /// <summary>How busy each station was before its last check-in; those of the last hour and a half only.</summary>
    private static async Task<Dictionary<string, decimal>> UsualAsync(PortalDb db, long eventId, DateTime now,
        CancellationToken cancellationToken)
    {
        var from = Clock.Minute(now) - 60 - StationBoard.UsualMinutes;
        var rows = await db.CheckIns.Where(c => c.EventId == eventId && c.InMinute >= from)
            .GroupBy(c => new { c.Station, c.InMinute }).Select(g => new { g.Key.Station, Minute = g.Key.InMinute, Count = g.Count() })
            .ToListAsync(cancellationToken);
        return rows.GroupBy(r => r.Station ?? "").ToDictionary(g => g.Key, g =>
        {
            var last = g.Max(r => r.Minute);
            var counted = g.Where(r => r.Minute > last - StationBoard.UsualMinutes).ToList();
            return counted.Sum(r => r.Count) / (decimal)Math.Max(StationBoard.UsualLeast, last - counted.Min(r => r.Minute) + 1);
        });
    }

    /// <summary>When each station was last heard of: what is known already, and the scans that came since.</summary>
    private static async Task<Dictionary<string, DateTime>> SeenAsync(PortalDb db, long eventId, BoardMark mark, BoardSnapshot? previous,
        CancellationToken cancellationToken)
    {
        var from = previous is null ? mark.Scan - FirstLook : previous.Mark.Scan - Overlap;
        var seen = await db.Scans.Where(s => s.EventId == eventId && s.Id > from).GroupBy(s => s.Station)
            .Select(g => new { Station = g.Key, Last = g.Max(s => s.ReceivedAt) })
            .ToDictionaryAsync(g => g.Station ?? "", g => g.Last, cancellationToken);
        foreach (var station in previous?.Stations ?? [])
        {
            seen.TryAdd(station.Station ?? "", station.LastSeen);
        }

        return seen;
    }

    private static async Task<List<CategoryBoard>> CategoriesAsync(PortalDb db, long eventId, CancellationToken cancellationToken)
    {
        var participants = db.Participants.Where(p => p.EventId == eventId);
        Task<Dictionary<long, int>> CountAsync(IQueryable<Participants.Participant> which) =>
            which.GroupBy(p => p.CategoryId).Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => g.Key ?? 0, g => g.Count, cancellationToken);

        var inside = await CountAsync(participants.Where(p => db.CheckIns.Any(c => c.ParticipantId == p.Id && c.CheckedOutAt == null)));
        var arrived = await CountAsync(participants.Where(p => db.CheckIns.Any(c => c.ParticipantId == p.Id)));
        var expected = await CountAsync(participants);
        var titles = await db.Categories.Where(c => c.EventId == eventId).OrderBy(c => c.Position).ThenBy(c => c.Id)
            .Select(c => new { c.Id, c.Title }).ToListAsync(cancellationToken);
        var named = titles.ConvertAll(t => new CategoryBoard(t.Id, t.Title, arrived.GetValueOrDefault(t.Id),
            expected.GetValueOrDefault(t.Id), inside.GetValueOrDefault(t.Id)));

        // Whoever has none, or one that was deleted since, still counts.
        var rest = new CategoryBoard(null, null, arrived.Values.Sum() - named.Sum(c => c.Arrived),
            expected.Values.Sum() - named.Sum(c => c.Expected), inside.Values.Sum() - named.Sum(c => c.InsideNow));
        return rest.Expected > 0 ? [.. named, rest] : named;
    }

    private static async Task<List<RecentScan>> RecentAsync(PortalDb db, long eventId, CancellationToken cancellationToken)
    {
        var rows = await db.Scans.Where(s => s.EventId == eventId).OrderByDescending(s => s.Id).Take(RecentScans)
            .Select(s => new
            {
                s.Id,
                s.At,
                s.Action,
                s.Code,
                s.BadgeNumber,
                Category = s.Participant!.Category!.Title,
                s.Station,
                s.Participant.Contact!.FirstName,
                s.Participant.Contact.LastName,
                Since = s.Code == null ? null : (DateTime?)s.CheckIn!.CheckedInAt,
                SinceStation = s.Code == null ? null : s.CheckIn!.Station,
            }).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new RecentScan(
            r.Id, r.At, r.Action, r.Code, r.BadgeNumber, r.Category, r.Station, r.Since, r.SinceStation,
            Contact.DisplayName(r.FirstName, r.LastName, null) is { Length: > 0 } name ? name : null));
    }
}
