using System.Linq.Expressions;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace AdminPortal.Domain.Data;

/// <summary>
/// An order of <see cref="Sorts{T}"/> over many records, in memory: read once, and then kept by reading those records again that have
/// changed. Whoever keeps it knows which those are.
/// </summary>
internal abstract class KeptOrder<T>
{
    /// <summary>Records that are read again by one command.</summary>
    private protected const int Portion = 1_000;

    /// <summary>How many records there are.</summary>
    public abstract int Count { get; }

    /// <summary>Reads the keys of all records.</summary>
    public abstract Task LoadAsync(PortalDb db, IQueryable<T> records, CancellationToken cancellationToken);

    /// <summary>Reads the keys of records that have changed; they move when the step is taken that comes back.</summary>
    /// <param name="db">The database.</param>
    /// <param name="changed">Their ids, also of records that are not there any more.</param>
    /// <param name="of">Those of some ids that the list has.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public abstract Task<Action> ReadAsync(PortalDb db, IReadOnlySet<long> changed, Func<IReadOnlyList<long>, IQueryable<T>> of,
        CancellationToken cancellationToken);

    /// <summary>The ids of a page, of all records or of some; see <see cref="KeptKeys{TKey}.Page"/>.</summary>
    public abstract List<long> Page(PageRequest page, Func<long, bool>? only = null);
}

/// <inheritdoc />
/// <param name="id">The id of a record.</param>
/// <param name="key">What it is sorted by.</param>
internal sealed class KeptOrder<T, TKey>(Expression<Func<T, long>> id, Func<PortalDb, Expression<Func<T, TKey>>> key) : KeptOrder<T>
{
    private KeptKeys<TKey> keys = new([]);

    /// <inheritdoc />
    public override int Count => keys.Count;

    /// <inheritdoc />
    public override async Task LoadAsync(PortalDb db, IQueryable<T> records, CancellationToken cancellationToken) =>
        keys = new(await KeysAsync(db, records, cancellationToken));

    /// <inheritdoc />
    public override async Task<Action> ReadAsync(PortalDb db, IReadOnlySet<long> changed, Func<IReadOnlyList<long>, IQueryable<T>> of,
        CancellationToken cancellationToken)
    {
        var living = new List<(TKey Key, long Id)>();
        foreach (var some in changed.Chunk(Portion))
        {
            living.AddRange(await KeysAsync(db, of(some), cancellationToken));
        }

        return () => keys.Replace(changed, living);
    }

    /// <inheritdoc />
    public override List<long> Page(PageRequest page, Func<long, bool>? only = null) =>
        keys.Page(page.Skip, page.Size, page.Descending, only);

    private async Task<List<(TKey Key, long Id)>> KeysAsync(PortalDb db, IQueryable<T> records, CancellationToken cancellationToken)
    {
        var by = key(db);
        var ids = ReplacingExpressionVisitor.Replace(id.Parameters[0], by.Parameters[0], id.Body);
        var pair = Expression.New(
            typeof(Keyed).GetConstructors()[0], [by.Body, ids], typeof(Keyed).GetProperty(nameof(Keyed.Key))!,
            typeof(Keyed).GetProperty(nameof(Keyed.Id))!);
        return (await records.Select(Expression.Lambda<Func<T, Keyed>>(pair, by.Parameters)).ToListAsync(cancellationToken))
            .ConvertAll(one => (one.Key, one.Id));
    }

    private readonly record struct Keyed(TKey Key, long Id);
}
