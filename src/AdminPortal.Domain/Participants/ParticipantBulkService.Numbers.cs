using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>Gives badge numbers to many participants.</summary>
public sealed partial class ParticipantBulkService
{
    /// <summary>
    /// Gives numbers to those of the selection that have none, in the order in which they were added. A number that somebody of the event
    /// has, removed ones included, is left out. Refused: <c>invalid</c> on <c>prefix</c>, <c>invalid_digits</c>, <c>invalid_start</c>, and
    /// <c>numbers_exhausted</c> when the digits do not suffice; what was given before that stays.
    /// </summary>
    public async Task<Result<GivenNumbers>> NumberAsync(Actor actor, ParticipantSelection selection, BadgeNumbering numbering,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageParticipants);
        if (numbering.Problems() is { Count: > 0 } wrong)
        {
            return wrong;
        }

        var ids = await WithoutBadgeAsync(actor, selection, cancellationToken);
        var (given, counter, done) = (new Dictionary<long, string>(), numbering.Start, 0);
        await foreach (var (who, some, pace) in InTurnAsync(actor, ids, cancellationToken))
        {
            var portion = await databases.WriteAsync<(List<(long Id, string Badge)> Given, long Next)>(who, async db =>
            {
                pace.Begin();

                // Whoever gives numbers at the same time waits: both would take the same ones.
                return await Locks.EventAsync(db, selection.EventId, cancellationToken)
                    ? await NumberSomeAsync(db, selection.EventId, some, numbering, counter, cancellationToken)
                    : Problem.NotFound();
            }, cancellationToken);
            pace.End(some.Count);
            if (!portion.Ok)
            {
                return given.Count == 0 ? portion.Refused<GivenNumbers>() : new GivenNumbers(given) { Kept = portion.Problems };
            }

            counter = portion.Value.Next;
            portion.Value.Given.ForEach(row => given[row.Id] = row.Badge);
            progress?.Report(done += some.Count);
        }

        return new GivenNumbers(given);
    }

    /// <summary>Takes numbers back; one that was changed since stays.</summary>
    /// <returns>Those that were taken back.</returns>
    public async Task<Result<GivenNumbers>> TakeNumbersBackAsync(Actor actor, long eventId, GivenNumbers given,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageParticipants);
        var taken = new Dictionary<long, string>();
        await foreach (var (who, some, pace) in InTurnAsync(actor, [.. given.Numbers.Keys], cancellationToken))
        {
            var portion = await databases.WriteAsync<List<(long Id, string Badge)>>(who, async db =>
            {
                pace.Begin();
                var rows = await db.OfIds<Participant>(some).Where(p => p.EventId == eventId && p.BadgeNumber != null)
                    .ToListAsync(cancellationToken);
                rows.RemoveAll(row => row.BadgeNumber != given.Numbers[row.Id]);
                return await SetAsync(db, rows.ConvertAll(row => (row, (string?)null)), cancellationToken);
            }, cancellationToken);
            pace.End(some.Count);
            portion.Required().ForEach(row => taken[row.Id] = row.Badge);
        }

        return new GivenNumbers(taken);
    }

    private async Task<List<long>> WithoutBadgeAsync(Actor actor, ParticipantSelection selection, CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(actor, selection, cancellationToken);
        ids.Sort();
        await using var db = databases.Read(actor);
        var without = await db.Participants.Where(p => p.EventId == selection.EventId && p.BadgeNumber == null).Select(p => p.Id)
            .ToListAsync(cancellationToken);
        var missing = without.ToHashSet();
        return ids.FindAll(missing.Contains);
    }

    /// <summary>Portions as of every bulk change; few are one transaction.</summary>
    private async IAsyncEnumerable<(Actor Who, List<long> Some, ImportPace Pace)> InTurnAsync(
        Actor actor, List<long> ids, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isMuch = ids.Count > RemovalPortions.Most;
        var who = isMuch ? RemovalPortions.InOne(actor) with { Priority = WritePriority.Bulk } : actor;
        var pace = new ImportPace(Hold, 100, 20, Portion, time);
        await foreach (var some in pace.PortionsAsync(ids, Hold / 2, whole: !isMuch, cancellationToken))
        {
            yield return (who, some, pace);
        }
    }

    private async Task<Result<(List<(long Id, string Badge)> Given, long Next)>> NumberSomeAsync(
        PortalDb db, long eventId, List<long> ids, BadgeNumbering numbering, long counter, CancellationToken cancellationToken)
    {
        var rows = await db.OfIds<Participant>(ids).Where(p => p.EventId == eventId && p.BadgeNumber == null).OrderBy(p => p.Id)
            .ToListAsync(cancellationToken);
        var free = new List<string>(rows.Count);
        while (free.Count < rows.Count)
        {
            var wanted = Enumerable.Range(0, (int)Math.Min(rows.Count - free.Count, Math.Max(0, numbering.End - counter)))
                .Select(at => numbering.Of(counter + at)).ToList();
            if (wanted.Count == 0)
            {
                return new Problem("numbers_exhausted", "There are no more numbers with so many digits. Choose more digits.", "digits");
            }

            counter += wanted.Count;
            var taken = (await db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter])
                .Where(p => p.EventId == eventId && wanted.Contains(p.BadgeNumber!)).Select(p => p.BadgeNumber!)
                .ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
            free.AddRange(wanted.Where(number => !taken.Contains(number)));
        }

        return (await SetAsync(db, [.. rows.Select((row, at) => (row, (string?)free[at]))], cancellationToken), counter);
    }

    /// <summary>Writes the numbers with their audit entries.</summary>
    /// <returns>The numbers that came or went.</returns>
    private async Task<List<(long Id, string Badge)>> SetAsync(
        PortalDb db, List<(Participant Row, string? Badge)> rows, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var changed = rows.ConvertAll(pair => (pair.Row.Id, pair.Badge ?? pair.Row.BadgeNumber!));
        foreach (var (row, badge) in rows)
        {
            (row.BadgeNumber, row.UpdatedAt) = (badge, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        return changed;
    }
}
