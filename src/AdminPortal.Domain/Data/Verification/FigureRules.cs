using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Verification;

/// <summary>The figures that pages, walls and the API show, against a count of the records one by one.</summary>
internal static class FigureRules
{
    internal const string Name = "figures";

    /// <summary>The rule, over what the pages themselves are drawn from.</summary>
    public static Rule Of(CheckInStatsQueries statistics, BoardReader boards) => new(Name, async (db, cancellationToken) =>
    {
        var found = new List<Finding>();
        foreach (var row in await db.Events.IgnoreQueryFilters([PortalDb.TenantFilter]).ToListAsync(cancellationToken))
        {
            var actor = Actor.System(row.TenantId, "verify");
            db.Actor = actor;
            var counted = await CountAsync(db, row, cancellationToken);
            if (await statistics.FindAsync(actor, row.EventKey, cancellationToken) is { } stats)
            {
                Compare(found, row, "statistics", Count.Of(stats), counted);
                FigureParts.Compare(found, row, "statistics", FigureParts.Of(stats),
                    await FigureParts.StatisticsAsync(db, row, cancellationToken));
            }

            if (await boards.ReadAsync(row.TenantId, row.Id, null, cancellationToken) is { } board)
            {
                Compare(found, row, "board", Count.Of(board.Snapshot, counted.Confirmed), counted);
                FigureParts.Compare(found, row, "board", FigureParts.Of(board.Snapshot),
                    await FigureParts.BoardAsync(db, row, cancellationToken));
            }
        }

        return found;
    });

    private static void Compare(List<Finding> found, Event row, string where, Count shown, Count counted)
    {
        if (shown != counted)
        {
            found.Add(new Finding(Name, row.TenantId, row.Id,
                $"The {where} of event {row.EventKey} shows {shown}, but its records say {counted}."));
        }
    }

    /// <summary>Counts living check-ins of living participants, without the database's help.</summary>
    private static async Task<Count> CountAsync(PortalDb db, Event row, CancellationToken cancellationToken)
    {
        var participants = await db.Participants.Where(p => p.EventId == row.Id).Select(p => new { p.Id, p.IsConfirmed })
            .ToDictionaryAsync(p => p.Id, p => p.IsConfirmed, cancellationToken);
        var (inside, arrived) = (new HashSet<long>(), new HashSet<long>());
        var (people, records) = (0, 0);
        await foreach (var stay in db.CheckIns.Where(c => c.EventId == row.Id)
            .Select(c => new { c.ParticipantId, c.CheckedOutAt, c.Quantity }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (!participants.ContainsKey(stay.ParticipantId))
            {
                continue;
            }

            records++;
            arrived.Add(stay.ParticipantId);
            if (stay.CheckedOutAt is null && inside.Add(stay.ParticipantId))
            {
                people += stay.Quantity;
            }
        }

        return new Count(participants.Count, participants.Values.Count(confirmed => confirmed), inside.Count, people,
            arrived.Count, records);
    }

    private sealed record Count(int Participants, int Confirmed, int Inside, int People, int Arrived, int Records)
    {
        public static Count Of(CheckInStats stats) =>
            new(stats.TotalParticipants, stats.ConfirmedParticipants, stats.CheckedInNow, stats.PeopleInside, stats.CheckedInTotal,
                stats.CheckIns);

        public static Count Of(BoardSnapshot board, int confirmed) =>
            new(board.Expected, confirmed, board.InsideNow, board.PeopleInside, board.Arrived, board.CheckIns);

        public override string ToString() =>
            $"{Participants} participants, {Confirmed} confirmed, {Inside} inside with {People} people, {Arrived} arrived, {Records} " +
                "records";
    }
}
