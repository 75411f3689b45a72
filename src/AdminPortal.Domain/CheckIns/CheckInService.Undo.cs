using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>Check-ins that were made by mistake a moment ago.</summary>
public sealed partial class CheckInService
{
    private const int Portion = 250;

    /// <summary>
    /// Takes entries back as if they had never been: they are removed, and a stay that such an entry has ended, one of the day before or
    /// one that goes on at each new scan, is open again. Without that, whoever was inside before would count as gone. Refused:
    /// <c>not_found</c> when none is there.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.CorrectCheckIns"/>.</param>
    /// <param name="ids">The check-ins; of very many, several transactions are made.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Removed>> TakeBackAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count <= Portion)
        {
            return await databases.WriteAsync<Removed>(actor, async db =>
            {
                var removed = await removal.DeleteAsync<CheckIn>(db, ids, cancellationToken);
                return removed.Ok ? await WithEndedAsync(db, actor, removed.Value, removed.Value.Ids, cancellationToken) : removed;
            }, cancellationToken);
        }

        var who = RemovalPortions.InOne(actor);
        var gone = await removal.DeleteAsync<CheckIn>(who, ids, cancellationToken);
        foreach (var some in gone.Ok ? gone.Value.Ids.Chunk(Portion) : [])
        {
            (await databases.WriteAsync<Removed>(who with { Priority = WritePriority.Bulk }, async db =>
                await WithEndedAsync(db, who, gone.Value!, some, cancellationToken), cancellationToken)).Required();
        }

        return gone;
    }

    /// <summary>Opens the stays again that removed entries had ended.</summary>
    private async Task<Removed> WithEndedAsync(
        PortalDb db, Actor actor, Removed removed, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var entries = await RemovalPlan<CheckIn>.FindAsync(db, ids, cancellationToken);
        var (people, where) = (entries.ConvertAll(entry => entry.ParticipantId), entries.ConvertAll(entry => entry.EventId));
        var zones = await db.Events.Where(e => where.Contains(e.Id)).ToDictionaryAsync(e => e.Id, e => Zone.Find(e.TimeZone),
            cancellationToken);
        var stays = (await db.CheckIns.Where(c => people.Contains(c.ParticipantId)).AsTracking().ToListAsync(cancellationToken))
            .ToLookup(stay => stay.ParticipantId);
        foreach (var entry in entries.OrderBy(entry => entry.CheckedInAt).DistinctBy(entry => entry.ParticipantId))
        {
            if (stays[entry.ParticipantId].MaxBy(stay => (stay.CheckedInAt, stay.Id)) is { CheckedOutAt: { } end } last
                && zones.TryGetValue(entry.EventId, out var zone) && Ended(entry, last, end, zone))
            {
                var changes = last.AuditFacts();
                changes[nameof(CheckIn.CheckedOutAt)] = [end, null];
                last.CloseAt(null);
                db.AuditEntries.Add(AuditRecorder.Entry(
                    actor, time.UtcNow(), AuditAction.Changed, nameof(CheckIn), last.Id, last.EventId, changes));
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return removed;
    }

    /// <summary>As <see cref="CheckInRules"/> end a stay for a new entry: at that moment, or with the day of the stay.</summary>
    private static bool Ended(CheckIn entry, CheckIn stay, DateTime end, TimeZoneInfo zone) => stay.CheckedInAt <= entry.CheckedInAt
        && (end == entry.CheckedInAt || end == zone.StartOfDay(zone.Day(stay.CheckedInAt).AddDays(1)));
}
