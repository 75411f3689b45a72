using System.Linq.Expressions;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>Records that go along with another kind and come back with it.</summary>
internal abstract class RemovalBranch
{
    /// <summary>The kind of records.</summary>
    public abstract Type Kind { get; }

    /// <summary>Gives the records of those parents that have one stamp another one.</summary>
    public abstract Task<Problem?> MoveAsync(RemovalStep step, IReadOnlyList<long> parents, DateTime? from, DateTime? to);

    /// <summary>The same for some of them.</summary>
    public abstract Task<Problem?> MoveSomeAsync(RemovalStep step, IReadOnlyList<long> ids, DateTime? from, DateTime? to);

    /// <summary>The first of those parents' records that have the stamp, by their ids.</summary>
    public abstract Task<List<long>> IdsAsync(PortalDb db, IReadOnlyList<long> parents, DateTime? stamp, int most,
        CancellationToken cancellationToken);

    /// <summary>How many of those parents' records have the stamp.</summary>
    public abstract Task<int> CountAsync(PortalDb db, IReadOnlyList<long> parents, DateTime? stamp, CancellationToken cancellationToken);
}

/// <inheritdoc />
/// <param name="of">The records of some parents, removed and living.</param>
internal sealed class RemovalBranch<TChild>(Func<PortalDb, IReadOnlyList<long>, IQueryable<TChild>> of) : RemovalBranch
    where TChild : class, ISoftDeleted
{
    public override Type Kind => typeof(TChild);

    public override Task<Problem?> MoveAsync(RemovalStep step, IReadOnlyList<long> parents, DateTime? from, DateTime? to) =>
        step.MoveAsync(RemovalPlans.Of<TChild>(), of(step.Db, parents), from, to);

    public override Task<Problem?> MoveSomeAsync(RemovalStep step, IReadOnlyList<long> ids, DateTime? from, DateTime? to) =>
        step.MoveSomeAsync(RemovalPlans.Of<TChild>(), ids, from, to, along: true);

    public override Task<List<long>> IdsAsync(PortalDb db, IReadOnlyList<long> parents, DateTime? stamp, int most,
        CancellationToken cancellationToken) =>
        Rows(db, parents, stamp).OrderBy(row => row.Id).Select(row => row.Id).Take(most).ToListAsync(cancellationToken);

    public override Task<int> CountAsync(PortalDb db, IReadOnlyList<long> parents, DateTime? stamp, CancellationToken cancellationToken) =>
        Rows(db, parents, stamp).CountAsync(cancellationToken);

    private IQueryable<TChild> Rows(PortalDb db, IReadOnlyList<long> parents, DateTime? stamp) =>
        of(db, parents).Where(row => row.DeletedAt == stamp);
}

/// <summary>Rows that refer to others by a key.</summary>
internal static class RemovalRows
{
    /// <summary>The rows, removed and living, whose key is one of the ids; the caller has found those inside the tenant.</summary>
    public static IQueryable<T> Of<T>(PortalDb db, Expression<Func<T, long?>> key, IReadOnlyList<long> ids)
        where T : class
    {
        // A property of an object becomes a parameter of the query; a bare list would make a query of its own for each list.
        var keys = Expression.Property(Expression.Constant(new Keys(ids.Select(id => (long?)id).ToList())), nameof(Keys.Ids));
        return Where(db, key, Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(long?)], keys, key.Body));
    }

    /// <summary>
    /// The rows whose key is one of the parents: two steps, each on its own index, where SQLite walks through all the tenant has for a
    /// join.
    /// </summary>
    public static IQueryable<T> Of<T, TParent>(PortalDb db, Expression<Func<T, long?>> key, IQueryable<TParent> parents)
        where T : class
        where TParent : class, ISoftDeleted
    {
        var ids = parents.Select(parent => (long?)parent.Id).Expression;
        return Where(db, key, Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(long?)], ids, key.Body));
    }

    private static IQueryable<T> Where<T>(PortalDb db, Expression<Func<T, long?>> key, Expression contains)
        where T : class
    {
        // Where an index begins with the key it is the one to take: named beside many ids, the tenant leads SQLite into walking through all
        // it has.
        var member = ((MemberExpression)(key.Body is UnaryExpression converted ? converted.Operand : key.Body)).Member;
        var isIndexed = db.Model.FindEntityType(typeof(T))!.GetIndexes().Any(index => index.Properties[0].Name == member.Name);
        var tenant = db.TenantId;
        var rows = db.Set<T>().IgnoreQueryFilters();
        return (isIndexed ? rows : rows.Where(row => EF.Property<long>(row, nameof(ITenantOwned.TenantId)) == tenant))
            .Where(Expression.Lambda<Func<T, bool>>(contains, key.Parameters));
    }

    /// <summary>
    /// Whether one of the others has the same key. A question for each row, which an index answers: of a join SQLite may take the others
    /// first, and walk through all of them.
    /// </summary>
    public static Expression<Func<T, bool>> Shared<T, TKey>(IQueryable<T> others, Expression<Func<T, TKey>> key)
        where T : class
    {
        var (row, other) = (Expression.Parameter(typeof(T), "row"), Expression.Parameter(typeof(T), "other"));
        IEnumerable<Expression> parts = key.Body is NewExpression several ? several.Arguments : [key.Body];
        var same = parts.Select(part => (Expression)Expression.Equal(Of(part, row), Of(part, other))).Aggregate(Expression.AndAlso);
        var any = Expression.Call(typeof(Queryable), nameof(Queryable.Any), [typeof(T)], others.Expression,
            Expression.Quote(Expression.Lambda<Func<T, bool>>(same, other)));
        return Expression.Lambda<Func<T, bool>>(any, row);

        Expression Of(Expression part, ParameterExpression of) => ReplacingExpressionVisitor.Replace(key.Parameters[0], of, part);
    }

    /// <summary>The key as <c>Type.Key</c>.</summary>
    public static string NameOf<T>(Expression<Func<T, long?>> key) =>
        $"{typeof(T).Name}.{((MemberExpression)(key.Body is UnaryExpression converted ? converted.Operand : key.Body)).Member.Name}";

    /// <summary>Repeats a statement over a portion of rows until none is left.</summary>
    public static async Task PortionsAsync(Func<Task<int>> statement)
    {
        while (await statement() == RemovalStep.Portion)
        {
            // The next portion.
        }
    }

    private sealed record Keys(IReadOnlyList<long?> Ids);
}
