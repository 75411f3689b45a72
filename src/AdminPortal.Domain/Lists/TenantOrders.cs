using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Lists;

/// <summary>
/// The orders of a tenant's long list, in the memory of this node: read once, then kept by what the audit log names since the last page,
/// whichever node wrote it.
/// </summary>
/// <param name="databases">The database.</param>
/// <param name="time">For what goes when nobody asks for it any more.</param>
/// <param name="sorts">The orders.</param>
/// <param name="through">
/// Other kinds of records whose changes move those of the list, by the name of the kind, and which of the list they move.
/// </param>
public sealed class TenantOrders<T>(IDbContextFactory<PortalDb> databases, TimeProvider time, Sorts<T> sorts,
    params (string Kind, Func<PortalDb, IReadOnlyList<long>, IQueryable<long>> Of)[] through)
    where T : class, ITenantOwned
{
    /// <summary>Named records that are worked off; when there are more all is read again.</summary>
    private const int MostChanges = 10_000;

    /// <summary>Tenants whose orders are kept.</summary>
    private const int MostTenants = 64;

    /// <summary>Orders that nobody asked for in this time go.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<long, Book> books = new();

    private readonly string[] kinds = [typeof(T).Name, .. through.Select(one => one.Kind)];

    /// <summary>A page of all of the actor's tenant; null where its orders are not kept and shall not be.</summary>
    /// <param name="actor">Sees all of the tenant's records of this kind; whoever calls has asked for the permission.</param>
    /// <param name="page">Which page.</param>
    /// <param name="begin">Whether to read an order that is not kept yet.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal async Task<KnownPage?> PageAsync(Actor actor, PageRequest page, bool begin, CancellationToken cancellationToken)
    {
        if (actor.Limits is not null || (!begin && !books.ContainsKey(actor.TenantId)))
        {
            return null;
        }

        var (book, now) = (BookOf(actor.TenantId), time.UtcNow());
        await book.Turn.WaitAsync(cancellationToken);
        try
        {
            return await databases.ReadAtOnceAsync(actor, async db =>
                await OrderAsync(book, db, sorts.Meant(page.Sort), now, begin, cancellationToken) is { } order
                    ? new KnownPage(order.Count, order.Page(page))
                    : null, cancellationToken);
        }
        finally
        {
            book.Turn.Release();
        }
    }

    private async Task<KeptOrder<T>?> OrderAsync(Book book, PortalDb db, string name, DateTime now, bool begin,
        CancellationToken cancellationToken)
    {
        var end = await LogPlace.NowAsync(db, 0, cancellationToken);
        await FollowAsync(book, db, end, now, cancellationToken);
        if (!book.Orders.TryGetValue(name, out var order) && (begin || book.Orders.Count > 0))
        {
            order = sorts.Keep(name);
            await order.LoadAsync(db, db.Set<T>(), cancellationToken);
            book.Orders[name] = order;
        }

        book.Place = end;
        return order;
    }

    /// <summary>Brings what is kept up to the end of the log, or lets go of it where too much has changed.</summary>
    private async Task FollowAsync(Book book, PortalDb db, LogPlace end, DateTime now, CancellationToken cancellationToken)
    {
        if (book.Orders.Count == 0)
        {
            return;
        }

        if (await book.Place.AuditedAsync(db, kinds, null, end, now, MostChanges, cancellationToken) is not { } named)
        {
            book.Orders.Clear();
            return;
        }

        named.RemoveAll(one => book.Known.Entries.Contains(one.Entry));
        var changed = named.Where(one => one.Entity == typeof(T).Name).Select(one => one.Id).ToHashSet();
        foreach (var (kind, of) in through)
        {
            foreach (var some in named.Where(one => one.Entity == kind).Select(one => one.Id).Distinct().Chunk(1_000))
            {
                changed.UnionWith(await of(db, some).ToListAsync(cancellationToken));
            }
        }

        var steps = new List<Action>();
        foreach (var order in book.Orders.Values)
        {
            steps.Add(await order.ReadAsync(db, changed, ids => db.OfIds<T>(ids), cancellationToken));
        }

        // From here on nothing waits: what fails before has moved nothing.
        steps.ForEach(step => step());
        if (!db.CommitsInOrder())
        {
            book.Known.Entries.UnionWith(named.Select(one => one.Entry).Where(id => id <= end.Audit));
            book.Known.Forget(end);
        }
    }

    private Book BookOf(long tenant)
    {
        var now = time.UtcNow();
        var book = books.GetOrAdd(tenant, _ => new Book());
        book.UsedAt = now;
        var most = books.Count > MostTenants ? books.OrderByDescending(one => one.Value.UsedAt).Skip(MostTenants).ToList() : [];
        foreach (var old in books.Where(one => now - one.Value.UsedAt > Unused).Concat(most))
        {
            books.TryRemove(old);
        }

        return book;
    }

    /// <summary>What is kept of one tenant, and how far it goes.</summary>
    private sealed class Book
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public LogPlace Place { get; set; }

        public LogMemory Known { get; } = new();

        public DateTime UsedAt { get; set; }

        public Dictionary<string, KeptOrder<T>> Orders { get; } = [];
    }
}
