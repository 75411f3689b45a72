using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Outlooks;
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

/// <summary>The figures of an event and what they say of its next hours, as its wall shows both.</summary>
public sealed record CheckInStatsAhead(CheckInStats Stats, Outlook Outlook);

/// <summary>Reads the figures, which are kept up to the moment: at most seven commands, whatever the size of the event.</summary>
public sealed class CheckInStatsQueries(EventTallies tallies, EventRulesCache events, EarlierEvents earlier, TimeProvider time)
{
    /// <summary>The figures of an event, or null when there is none of that key.</summary>
    public async Task<CheckInStats?> FindAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        return await events.FindAsync(actor, eventKey, cancellationToken) is { } rules
            ? await tallies.ReadAsync(actor, rules, (db, tally) => ReadAsync(db, rules, tally, cancellationToken), cancellationToken)
            : null;
    }

    /// <summary>The same with what the wall says of the next hours, of one moment.</summary>
    public async Task<CheckInStatsAhead?> WithOutlookAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        if (await events.FindAsync(actor, eventKey, cancellationToken) is not { } rules)
        {
            return null;
        }

        // Before the tally's turn is taken: two events that are compared with each other must not wait for one another.
        var compared = await earlier.FindAsync(Actor.System(actor.TenantId, "live"), rules, cancellationToken);
        return await tallies.ReadAsync(actor, rules, async (db, tally) => new CheckInStatsAhead(
            await ReadAsync(db, rules, tally, cancellationToken), BoardReader.OutlookOf(rules, tally, compared, time.UtcNow())),
            cancellationToken);
    }

    internal static async Task<CheckInStats> ReadAsync(PortalDb db, EventRules rules, Tally tally, CancellationToken cancellationToken)
    {
        var head = await db.Events.Where(e => e.Id == rules.Id).Select(e => new
        {
            Last = db.CheckIns.Where(c => c.EventId == e.Id).Max(c => (DateTime?)c.CheckedInAt),
            Conflicts = db.Scans.Count(s => s.EventId == e.Id && s.Code != null && s.Decided == DeviceDecision.Admitted
                && s.SettledAt == null),
        }).SingleAsync(cancellationToken);
        var ins = Hours(tally.Minutes);
        var outs = Hours(tally.OutMinutes);
        return new CheckInStats
        {
            EventId = rules.Id,
            EventKey = rules.EventKey,
            EventTitle = rules.Title,
            TotalParticipants = tally.Total,
            ConfirmedParticipants = tally.Confirmed,
            CheckedInNow = tally.Inside,
            PeopleInside = tally.PeopleInside,
            CheckedInTotal = tally.Arrived,
            CheckIns = tally.CheckIns,
            ByType = Enum.GetValues<CheckInType>().ToDictionary(type => type, type => tally.Types.GetValueOrDefault(type)),
            ByStation = tally.Stations.OrderBy(s => s.Key.Length == 0).ThenBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => new StationStats(s.Key.Length == 0 ? null : s.Key, s.Value.CheckIns, s.Value.Inside)).ToList(),
            ByHour = ins.Keys.Union(outs.Keys).Order().Select(hour => new HourStats(
                Clock.FromMinute(hour * 60), ins.GetValueOrDefault(hour), outs.GetValueOrDefault(hour))).ToList(),
            LastCheckInAt = head.Last,
            OpenConflicts = head.Conflicts,
        };
    }

    private static Dictionary<int, int> Hours(Dictionary<int, int> minutes) =>
        minutes.GroupBy(m => m.Key / 60).ToDictionary(g => g.Key, g => g.Sum(m => m.Value));
}
