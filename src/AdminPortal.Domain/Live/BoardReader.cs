using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Outlooks;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Live;

/// <summary>
/// Reads the live figures of an event: one command to see whether anything changed, and what the tally
/// of the event needs to know of it, however large the event is.
/// </summary>
public sealed class BoardReader(
    IDbContextFactory<PortalDb> databases, EventRulesCache events, EventTallies tallies, EarlierEvents earlier, PortalMeter meter,
    TimeProvider time)
{
    /// <summary>Scans shown.</summary>
    public const int RecentScans = 12;

    /// <summary>Figures are read again after this time even when nothing seems changed: the rate moves with the clock.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Scans that may still be committed below the newest one seen.</summary>
    private const int Overlap = 500;

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

        // Before the tally's turn is taken: two events that are compared with each other must not wait for one another.
        var compared = await earlier.FindAsync(actor, rules, cancellationToken);
        var snapshot = await tallies.ReadAsync(actor, rules,
            (moment, tally) => ReadAsync(moment, rules, mark, now, tally, cancellationToken, compared), cancellationToken);
        meter.BoardRead(time.GetElapsedTime(began), changed: true);
        return new BoardState(snapshot, now);
    }

    internal static async Task<BoardSnapshot> ReadAsync(PortalDb db, EventRules rules, BoardMark mark, DateTime now, Tally tally,
        CancellationToken cancellationToken, EarlierEvent? earlier = null)
    {
        var titles = await db.Categories.Where(c => c.EventId == rules.Id).OrderBy(c => c.Position).ThenBy(c => c.Id)
            .Select(c => new { c.Id, c.Title }).ToListAsync(cancellationToken);
        var recent = await RecentAsync(db, rules.Id, cancellationToken);
        var categories = titles.ConvertAll(t => Category(t.Id, t.Title, tally.Categories.GetValueOrDefault(t.Id)));

        // Whoever has none, or one that was deleted since, still counts.
        var rest = tally.Categories.ExceptBy(titles.Select(t => t.Id), c => c.Key).Select(c => c.Value).Aggregate(
            default(CategoryTally), (sum, one) => sum + one);
        if (rest.Total > 0)
        {
            categories.Add(Category(null, null, rest));
        }

        var arrivals = Arrivals.From(tally.Minutes, now, rules.Zone);
        var stations = Stations(tally, now);
        return new BoardSnapshot
        {
            EventId = rules.Id,
            EventKey = rules.EventKey,
            EventTitle = rules.Title,
            Zone = rules.Zone,
            ReadAt = now,
            Mark = mark,
            InsideNow = tally.Inside,
            PeopleInside = tally.PeopleInside,
            Arrived = tally.Arrived,
            Expected = tally.Total,
            CheckIns = tally.CheckIns,
            Capacity = rules.Capacity,
            Arrivals = arrivals,
            Outlook = Outlook.Of(rules, tally, arrivals, stations, earlier, now),
            Refused = tally.Refused.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal)
                .Select(r => new RefusedCount(r.Key, r.Value)).ToList(),
            OpenConflicts = mark.Conflicts,
            Stations = stations,
            Categories = categories,
            Recent = recent,
        };
    }

    /// <summary>What the tally says of the next hours; no command.</summary>
    internal static Outlook OutlookOf(EventRules rules, Tally tally, EarlierEvent? earlier, DateTime now) =>
        Outlook.Of(rules, tally, Arrivals.From(tally.Minutes, now, rules.Zone), Stations(tally, now), earlier, now);

    private static List<StationBoard> Stations(Tally tally, DateTime now) =>
        StationBoard.MarkSlow(tally.Stations.OrderByDescending(s => s.Value.CheckIns).ThenBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => Station(s.Key, s.Value, tally.Seen, now)).ToList(), now);

    private static CategoryBoard Category(long? id, string? title, CategoryTally of) => new(id, title, of.Arrived, of.Total, of.Inside);

    private static StationBoard Station(string name, StationTally of, Dictionary<string, DateTime> seen, DateTime now)
    {
        var last = of.Minutes.Keys.Last();
        var counted = of.Minutes.Where(m => m.Key > last - StationBoard.UsualMinutes).ToList();
        var minutes = Math.Max(StationBoard.UsualLeast, last - counted[0].Key + 1);
        return new StationBoard(
            name.Length == 0 ? null : name, of.CheckIns, of.Inside, seen.GetValueOrDefault(name, Clock.FromMinute(last)))
        {
            PerMinute = Arrivals.Rate(of.Minutes, of.Minutes.Keys.First(), now),
            Usual = counted.Sum(m => m.Value) / (decimal)minutes,
            LastEntry = Clock.FromMinute(last),
        };
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
            Contact.DisplayName(r.FirstName, r.LastName, null) is { Length: > 0 } name ? name : null)
        { ShortName = RecentScan.Shorten(r.FirstName, r.LastName) });
    }
}
