using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns.Figures;

/// <summary>
/// The tallies of the events that somebody looks at, in the memory of this node. Each read brings its event's tally up to the moment by
/// what both logs name since the last one, whichever node wrote it: nothing is written for it, and nothing is counted again. The first read
/// of an event goes through its records once.
/// </summary>
public sealed class EventTallies(IDbContextFactory<PortalDb> databases, EventRulesCache events, TimeProvider time)
{
    /// <summary>A list of so many is long: its length and its pages are worth a tally.</summary>
    internal const int Long = 5_000;

    /// <summary>Events whose tallies are kept.</summary>
    private const int MostEvents = 256;

    /// <summary>A tally that nobody asked for in this time goes.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<(long TenantId, long EventId), TallyBook> books = new();

    /// <summary>Reads an event's tally as of one moment, with whatever else belongs to that moment.</summary>
    /// <param name="actor">Within whose tenant; whoever calls has asked for the permission.</param>
    /// <param name="rules">The event.</param>
    /// <param name="read">Takes what it needs of the tally, which goes on afterwards.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal async Task<T> ReadAsync<T>(Actor actor, EventRules rules, Func<PortalDb, Tally, Task<T>> read,
        CancellationToken cancellationToken)
    {
        var book = BookOf(rules);
        await book.Turn.WaitAsync(cancellationToken);
        try
        {
            return await databases.ReadAtOnceAsync(actor, async db =>
                await read(db, await book.UpToDateAsync(db, rules.Id, time.UtcNow(), cancellationToken)), cancellationToken);
        }
        finally
        {
            book.Turn.Release();
        }
    }

    /// <summary>
    /// What the tally alone says of an event, by its id or its key, where it is kept already: a list costs less than the first reading.
    /// Null where it is not, and without any command then.
    /// </summary>
    /// <param name="actor">Within whose tenant; whoever calls has asked for the permission.</param>
    /// <param name="id">The event; null where the key names it.</param>
    /// <param name="key">Its key; null where the id names it.</param>
    /// <param name="read">Takes what it needs of the tally, which goes on afterwards.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal Task<T?> AskAsync<T>(Actor actor, long? id, string? key, Func<Tally, T> read, CancellationToken cancellationToken)
        where T : class => AskAsync(actor, id, key, null, (tally, _) => read(tally), cancellationToken);

    /// <summary>The same with an order of the participants' list, which the first one who asks for it waits for.</summary>
    /// <param name="actor">Within whose tenant; whoever calls has asked for the permission.</param>
    /// <param name="id">The event; null where the key names it.</param>
    /// <param name="key">Its key; null where the id names it.</param>
    /// <param name="order">A name of <see cref="ParticipantQueries.Sorts"/>; null for none.</param>
    /// <param name="read">Takes what it needs of the tally and of the order, which go on afterwards.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal async Task<T?> AskAsync<T>(Actor actor, long? id, string? key, string? order, Func<Tally, KeptOrder<Participant>?, T> read,
        CancellationToken cancellationToken)
        where T : class
    {
        var known = books.Any(one => one.Key.TenantId == actor.TenantId && one.Value.IsKept
            && (one.Key.EventId == id || (id is null && one.Value.EventKey == key)));
        if (!known || await FindAsync(actor, id, key, cancellationToken) is not { } rules || !IsKept(rules))
        {
            return null;
        }

        T? answer = null;
        await ShareAsync(BookOf(rules), rules, new TallyAsk(order, (tally, kept) => answer = read(tally, kept)), cancellationToken);
        return answer;
    }

    /// <summary>
    /// Takes something of a tally as of a moment after the call. Who waits while another is being answered shares the next look at the logs
    /// with all others that wait: a crowd that turns pages looks as often as one.
    /// </summary>
    private async Task ShareAsync(TallyBook book, EventRules rules, TallyAsk ask, CancellationToken cancellationToken)
    {
        book.Asked.Enqueue(ask);
        await book.Turn.WaitAsync(cancellationToken);
        try
        {
            if (!ask.Answered.Task.IsCompleted)
            {
                await AnswerAsync(book, rules);
            }
        }
        finally
        {
            book.Turn.Release();
        }

        await ask.Answered.Task;
    }

    /// <summary>Answers all who have asked before it looks; a failure is that of each.</summary>
    private async Task AnswerAsync(TallyBook book, EventRules rules)
    {
        var asked = new List<TallyAsk>();
        while (book.Asked.TryDequeue(out var ask))
        {
            asked.Add(ask);
        }

        try
        {
            await databases.ReadAtOnceAsync(Actor.System(rules.TenantId, "live"), async db =>
            {
                var tally = await book.UpToDateAsync(db, rules.Id, time.UtcNow(), CancellationToken.None);
                foreach (var ask in asked)
                {
                    ask.Take(tally, ask.Order is { } name ? await book.OrderAsync(db, rules.Id, name, CancellationToken.None) : null);
                }

                return asked.Count;
            });
            asked.ForEach(ask => ask.Answered.TrySetResult());
        }
#pragma warning disable CA1031 // each of those who wait gets the failure
        catch (Exception error)
#pragma warning restore CA1031
        {
            asked.ForEach(ask => ask.Answered.TrySetException(error));
        }
    }

    /// <summary>
    /// Begins to keep an event's tally: a list of it was long. Nobody waits for it, and one that fails is begun by the next list.
    /// </summary>
    internal async Task PrepareAsync(Actor actor, long? id, string? key, CancellationToken cancellationToken)
    {
        if (await FindAsync(actor, id, key, cancellationToken) is not { } rules || IsKept(rules))
        {
            return;
        }

        var book = BookOf(rules);
        if (book.Turn.CurrentCount > 0)
        {
            _ = Task.Run(() => ReadAsync(Actor.System(rules.TenantId, "live"), rules, (_, _) => Task.FromResult(0), CancellationToken.None),
                CancellationToken.None);
        }
    }

    private bool IsKept(EventRules rules) => books.TryGetValue((rules.TenantId, rules.Id), out var book) && book.IsKept;

    private ValueTask<EventRules?> FindAsync(Actor actor, long? id, string? key, CancellationToken cancellationToken) => id is { } known
        ? events.FindAsync(actor, known, cancellationToken)
        : events.FindAsync(actor, key ?? "", cancellationToken);

    /// <summary>Goes through all of an event's records; the order of commands matters where the database shows no snapshots.</summary>
    internal static async Task<Tally> LoadAsync(PortalDb db, long eventId, LogPlace place, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        foreach (var (id, person) in await PeopleAsync(db, eventId, null, cancellationToken))
        {
            tally.Put(id, person);
        }

        var refused = await db.Scans.Where(s => s.EventId == eventId && s.Code != null && s.Id <= place.Scan).GroupBy(s => s.Code!)
            .Select(g => new { Code = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        refused.ForEach(r => tally.Refused[r.Code] = r.Count);
        foreach (var seen in await db.Scans
            .Where(s => s.EventId == eventId && s.Id > place.Scan - TallyBook.FirstLook && s.Id <= place.Scan)
            .GroupBy(s => s.Station).Select(g => new { Station = g.Key, Last = g.Max(s => s.ReceivedAt) }).ToListAsync(cancellationToken))
        {
            tally.Seen[seen.Station ?? ""] = seen.Last;
        }

        return tally;
    }

    /// <summary>Participants with their stays: all of an event, or those of some ids that are there.</summary>
    internal static async Task<List<(long Id, TallyPerson Person)>> PeopleAsync(
        PortalDb db, long eventId, List<long>? ids, CancellationToken cancellationToken)
    {
        var stays = (await (ids is null ? db.CheckIns.Where(c => c.EventId == eventId)
                : db.CheckIns.Where(c => EF.Parameter(ids).Contains(c.ParticipantId)))
            .Select(c => new { c.ParticipantId, c.Id, c.CheckedInAt, c.Station, c.Type, c.InMinute, c.OutMinute, c.Quantity })
            .ToListAsync(cancellationToken)).ToLookup(c => c.ParticipantId, c =>
                new TallyStay(c.Id, c.CheckedInAt, c.Station, c.Type, c.InMinute, c.OutMinute, c.Quantity));
        var people = await (ids is null ? db.Participants : db.OfIds<Participant>(ids)).Where(p => p.EventId == eventId)
            .Select(p => new { p.Id, p.CategoryId, p.IsConfirmed, p.CreatedAt }).ToListAsync(cancellationToken);
        return people.ConvertAll(p =>
            (p.Id, new TallyPerson(p.CategoryId, p.IsConfirmed, Clock.Quarter(p.CreatedAt), [.. stays[p.Id]])));
    }

    private TallyBook BookOf(EventRules rules)
    {
        var now = time.UtcNow();
        var book = books.GetOrAdd((rules.TenantId, rules.Id), _ => new TallyBook());
        (book.UsedAt, book.EventKey) = (now, rules.EventKey);
        var most = books.Count > MostEvents ? books.OrderByDescending(one => one.Value.UsedAt).Skip(MostEvents).ToList() : [];
        foreach (var old in books.Where(one => now - one.Value.UsedAt > Unused).Concat(most))
        {
            books.TryRemove(old);
        }

        return book;
    }
}
