using System.Linq.Expressions;

namespace AdminPortal.Domain.Data;

/// <summary>
/// The columns that a list of records can be sorted by, each by its name in addresses; the first is the usual one. Ties go by id in the
/// same direction, so that every order is total.
/// </summary>
public sealed class Sorts<T>
{
    private readonly List<string> names = [];

    private readonly Dictionary<string, Func<PortalDb, IQueryable<T>, bool, IOrderedQueryable<T>>> columns = [];

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
        columns[name] = (db, rows, descending) => descending ? rows.OrderByDescending(key(db)).ThenByDescending(Id) : rows.OrderBy(key(db))
            .ThenBy(Id);
        return this;
    }

    /// <summary>The records in an order; a name that is none means the usual column.</summary>
    internal IOrderedQueryable<T> Apply(PortalDb db, IQueryable<T> rows, string? name, bool descending) =>
        columns.GetValueOrDefault(name ?? names[0], columns[names[0]])(db, rows, descending);
}
