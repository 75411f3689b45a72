using System.Linq.Expressions;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>
/// The columns that a list of records can be sorted by, each by its name in addresses; the first is the usual one. Ties go by id in the
/// same direction, so that every order is total.
/// </summary>
public sealed class Sorts<T>
{
    private const int Few = 1_000;

    private static readonly Expression<Func<T, long>> Same = row => EF.Property<long>(row!, nameof(ITenantOwned.TenantId)) + 0;

    private readonly List<string> names = [];

    private readonly Dictionary<string, Func<PortalDb, IQueryable<T>, bool, bool, IOrderedQueryable<T>>> columns = [];

    private readonly Dictionary<string, Func<KeptOrder<T>>> kept = [];

    internal Sorts(Expression<Func<T, long>> id) => Id = id;

    /// <summary>The names of the columns, the usual one first.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The id of a record.</summary>
    internal Expression<Func<T, long>> Id { get; }

    /// <summary>Adds a column.</summary>
    internal Sorts<T> By<TKey>(string name, Expression<Func<T, TKey>> key) => By<TKey>(name, _ => key);

    /// <summary>Adds a column whose value is read from other tables.</summary>
    internal Sorts<T> By<TKey>(string name, Func<PortalDb, Expression<Func<T, TKey>>> key)
    {
        names.Add(name);
        kept[name] = () => new KeptOrder<T, TKey>(Id, key);
        columns[name] = (db, rows, descending, sorted) => (sorted, descending) switch
        {
            (false, false) => rows.OrderBy(key(db)).ThenBy(Id),
            (false, true) => rows.OrderByDescending(key(db)).ThenByDescending(Id),
            (true, false) => rows.OrderBy(Same).ThenBy(key(db)).ThenBy(Id),
            (true, true) => rows.OrderBy(Same).ThenByDescending(key(db)).ThenByDescending(Id),
        };
        return this;
    }

    /// <summary>The records in an order; a name that is none means the usual column.</summary>
    internal IOrderedQueryable<T> Apply(PortalDb db, IQueryable<T> rows, string? name, bool descending) =>
        Find(name)(db, rows, descending, false);

    /// <summary>
    /// The ids of a page in its order. Nothing else is read of the records that the pages before have, so that a narrow index does where
    /// one is in that order; see <see cref="ListRows"/> for the rest.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="rows">The records of all pages, of a tenant.</param>
    /// <param name="page">Which page.</param>
    /// <param name="found">How many they are where an index finds them by what the list is narrowed to, else null. Few are found by it and
    /// sorted: SQLite, which knows no numbers, would look for them in everything that has the order.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal Task<List<long>> IdsAsync(
        PortalDb db, IQueryable<T> rows, PageRequest page, int? found, CancellationToken cancellationToken) =>
        Find(page.Sort)(db, rows, page.Descending, found <= Few).Select(Id).On(page).ToListAsync(cancellationToken);

    /// <summary>The column that a name means: a name that is none means the usual one.</summary>
    internal string Meant(string? name) => name is not null && columns.ContainsKey(name) ? name : names[0];

    /// <summary>The order of a column as it is kept in memory, with nothing in it yet.</summary>
    internal KeptOrder<T> Keep(string name) => kept[name]();

    private Func<PortalDb, IQueryable<T>, bool, bool, IOrderedQueryable<T>> Find(string? name) => columns[Meant(name)];
}
