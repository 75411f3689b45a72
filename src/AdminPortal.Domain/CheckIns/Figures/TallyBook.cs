using System.Collections.Concurrent;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns.Figures;

/// <summary>One event's tally, the orders of its lists that are kept, and how far they go.</summary>
internal sealed class TallyBook
{
    /// <summary>Entries of a log that are worked off one by one; when there are more all is read again.</summary>
    private const int MostChanges = 10_000;

    /// <summary>
    /// Scans that the first read looks through for when each station was last seen; older stations are known to the minute.
    /// </summary>
    public const int FirstLook = 5_000;

    private readonly LogMemory known = new();

    private LogPlace place;

    private volatile Tally? tally;

    private readonly Dictionary<string, KeptOrder<Participant>> orders = [];

    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Who waits for the next look.</summary>
    public ConcurrentQueue<TallyAsk> Asked { get; } = new();

    public DateTime UsedAt { get; set; }

    public string? EventKey { get; set; }

    /// <summary>Whether the records were gone through.</summary>
    public bool IsKept => tally is not null;

    public async Task<Tally> UpToDateAsync(PortalDb db, long eventId, DateTime now, CancellationToken cancellationToken)
    {
        var end = await LogPlace.NowAsync(db, eventId, cancellationToken);
        if (tally is not null && end == place && db.CommitsInOrder())
        {
            return tally;
        }

        var changed = tally is null ? null : await place.ReadAsync(db, eventId, end, now, MostChanges, known, cancellationToken);
        if (tally is null || changed is null)
        {
            // What comes during the reading is read again next time.
            var seen = db.CommitsInOrder() ? [] : await db.Scans
                .Where(s => s.EventId == eventId && s.Id > end.Scan - LogPlace.Overlap && s.Id <= end.Scan).Select(s => s.Id)
                .ToListAsync(cancellationToken);
            var loaded = await EventTallies.LoadAsync(db, eventId, end, cancellationToken);
            known.Clear();
            orders.Clear();
            known.Scans.UnionWith(seen);
            (tally, place) = (loaded, end);
            return loaded;
        }

        var people = new Dictionary<long, TallyPerson>();
        foreach (var some in changed.People.Chunk(1_000))
        {
            foreach (var (id, person) in await EventTallies.PeopleAsync(db, eventId, [.. some], cancellationToken))
            {
                people[id] = person;
            }
        }

        if (changed.Categories)
        {
            orders.Remove(ParticipantQueries.ByCategory);
        }

        var steps = new List<Action>();
        foreach (var order in orders.Values)
        {
            steps.Add(await order.ReadAsync(db, changed.Named, ids => db.OfIds<Participant>(ids).Where(p => p.EventId == eventId),
                cancellationToken));
        }

        // From here on nothing waits: a read that fails halfway has changed nothing.
        foreach (var id in changed.People)
        {
            tally.Put(id, people.GetValueOrDefault(id));
        }

        steps.ForEach(step => step());
        foreach (var scan in changed.Scans.Where(scan => scan.Id <= end.Scan))
        {
            tally.Heard(scan.Station, scan.Code, scan.ReceivedAt);
        }

        place = end;
        if (db.CommitsInOrder())
        {
            return tally;
        }

        // What came after the end was seen is read again next time.
        known.Scans.UnionWith(changed.Scans.Select(scan => scan.Id).Where(id => id <= end.Scan));
        known.Entries.UnionWith(changed.Entries.Where(id => id <= end.Audit));
        known.Forget(end);
        return tally;
    }

    /// <summary>An order of the participants' list; the first time all of them are read for it.</summary>
    public async Task<KeptOrder<Participant>> OrderAsync(PortalDb db, long eventId, string name, CancellationToken cancellationToken)
    {
        if (!orders.TryGetValue(name, out var order))
        {
            order = ParticipantQueries.Sorts.Keep(name);
            await order.LoadAsync(db, db.Participants.Where(p => p.EventId == eventId), cancellationToken);
            orders[name] = order;
        }

        return order;
    }
}

/// <summary>Somebody who waits for the tally.</summary>
/// <param name="Order">An order of the participants' list that they want as well; null for none.</param>
/// <param name="Take">Takes what is wanted; the tally goes on afterwards.</param>
internal sealed record TallyAsk(string? Order, Action<Tally, KeptOrder<Participant>?> Take)
{
    public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
