using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>The figures of an event's check-ins, as the API contract defines them. Times are UTC.</summary>
public sealed record CheckInStats
{
    public required long EventId { get; init; }

    public required string EventKey { get; init; }

    public required string EventTitle { get; init; }

    public required int TotalParticipants { get; init; }

    public required int ConfirmedParticipants { get; init; }

    /// <summary>Distinct participants with an open record.</summary>
    public required int CheckedInNow { get; init; }

    /// <summary>Sum of the open records' quantities.</summary>
    public required int PeopleInside { get; init; }

    /// <summary>Distinct participants who were ever in.</summary>
    public required int CheckedInTotal { get; init; }

    /// <summary>Records.</summary>
    public required int CheckIns { get; init; }

    public required IReadOnlyDictionary<CheckInType, int> ByType { get; init; }

    public required IReadOnlyList<StationStats> ByStation { get; init; }

    public required IReadOnlyList<HourStats> ByHour { get; init; }

    public required DateTime? LastCheckInAt { get; init; }

    /// <summary>Scans that a device without network has let pass though the rules refuse them, and nobody has settled yet.</summary>
    public required int OpenConflicts { get; init; }

    public int NotCheckedIn => TotalParticipants - CheckedInTotal;

    /// <summary>Participants whose newest record is closed.</summary>
    public int CheckedOut => CheckedInTotal - CheckedInNow;

    /// <summary><see cref="CheckedInTotal"/> of all participants, four decimals; 0 when there are none.</summary>
    public decimal CheckInRate => TotalParticipants == 0
        ? 0
        : Math.Round((decimal)CheckedInTotal / TotalParticipants, 4, MidpointRounding.AwayFromZero);
}

/// <summary>Check-ins at one station; null is "no station named".</summary>
public sealed record StationStats(string? Station, int CheckIns, int CheckedInNow);

/// <summary>Check-ins and check-outs in one hour that begins at that UTC time.</summary>
public sealed record HourStats(DateTime Hour, int CheckIns, int CheckOuts);

/// <summary>Reads the figures in three commands.</summary>
public sealed class CheckInStatsQueries(IDbContextFactory<PortalDb> databases, EventRulesCache events)
{
    /// <summary>The figures of an event, or null when there is none of that key.</summary>
    public async Task<CheckInStats?> FindAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        if (await events.FindAsync(actor, eventKey, cancellationToken) is not { } rules)
        {
            return null;
        }

        return await databases.ReadAtOnceAsync(actor, db => ReadAsync(db, rules, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Inside <see cref="Snapshots.ReadAtOnceAsync"/>; where the database shows no snapshots, the open records come before the totals, so
    /// that nobody is inside who has not arrived.
    /// </summary>
    internal static async Task<CheckInStats> ReadAsync(PortalDb db, EventRules rules, CancellationToken cancellationToken)
    {
        var ins = await db.CheckIns.Where(c => c.EventId == rules.Id)
            .GroupBy(c => new { c.Station, c.Type, Hour = c.InMinute / 60 })
            .Select(g => new
            {
                g.Key.Station,
                g.Key.Type,
                g.Key.Hour,
                Count = g.Count(),
                Open = g.Sum(c => c.OutMinute == null ? 1 : 0),
                Inside = g.Sum(c => c.OutMinute == null ? c.Quantity : 0)
            })
            .ToListAsync(cancellationToken);
        var outs = await db.CheckIns.Where(c => c.EventId == rules.Id && c.OutMinute != null)
            .GroupBy(c => c.OutMinute!.Value / 60)
            .Select(g => new { Hour = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Hour, g => g.Count, cancellationToken);
        var head = await db.Events.Where(e => e.Id == rules.Id).Select(e => new
        {
            Total = db.Participants.Count(p => p.EventId == e.Id),
            Confirmed = db.Participants.Count(p => p.EventId == e.Id && p.IsConfirmed),
            // Not Distinct(): SQLite before 3.38 drops it because of the unique index, although that one holds open records only.
            Ever = db.CheckIns.Where(c => c.EventId == e.Id).GroupBy(c => c.ParticipantId).Count(),
            Last = db.CheckIns.Where(c => c.EventId == e.Id).Max(c => (DateTime?)c.CheckedInAt),
            Conflicts = db.Scans.Count(s => s.EventId == e.Id && s.Code != null && s.Decided == DeviceDecision.Admitted
                && s.SettledAt == null),
        }).SingleAsync(cancellationToken);
        var insByHour = ins.GroupBy(g => g.Hour).ToDictionary(g => g.Key, g => g.Sum(x => x.Count));
        return new CheckInStats
        {
            EventId = rules.Id,
            EventKey = rules.EventKey,
            EventTitle = rules.Title,
            TotalParticipants = head.Total,
            ConfirmedParticipants = head.Confirmed,
            CheckedInNow = ins.Sum(g => g.Open),
            PeopleInside = ins.Sum(g => g.Inside),
            CheckedInTotal = head.Ever,
            CheckIns = ins.Sum(g => g.Count),
            ByType = Enum.GetValues<CheckInType>().ToDictionary(type => type, type => ins.Where(g => g.Type == type).Sum(g => g.Count)),
            ByStation = ins.GroupBy(g => g.Station).OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new StationStats(g.Key, g.Sum(x => x.Count), g.Sum(x => x.Open))).ToList(),
            ByHour = insByHour.Keys.Union(outs.Keys).Order()
                .Select(hour => new HourStats(Clock.FromMinute(hour * 60), insByHour.GetValueOrDefault(hour), outs.GetValueOrDefault(hour)))
                .ToList(),
            LastCheckInAt = head.Last,
            OpenConflicts = head.Conflicts,
        };
    }
}
