using System.Linq.Expressions;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>Records that go along with another kind and come back with it.</summary>
internal abstract class RemovalBranch
{
    /// <summary>Gives the records of those parents that have one stamp another one.</summary>
    public abstract Task<Problem?> MoveAsync(RemovalStep step, IReadOnlyList<long> parents, DateTime? from, DateTime? to);
}

/// <inheritdoc />
internal sealed class RemovalBranch<TChild>(Expression<Func<TChild, long?>> parent) : RemovalBranch
    where TChild : class, ISoftDeleted
{
    public override Task<Problem?> MoveAsync(RemovalStep step, IReadOnlyList<long> parents, DateTime? from, DateTime? to) =>
        step.MoveAsync(RemovalPlans.Of<TChild>(), RemovalRows.Of(step.Db, parent, parents), from, to, along: true);
}

/// <summary>Rows that refer to others by a key.</summary>
internal static class RemovalRows
{
    /// <summary>Records erased in one transaction.</summary>
    public const int Erased = 500;

    /// <summary>The rows, removed and living, whose key is one of the ids.</summary>
    public static IQueryable<T> Of<T>(PortalDb db, Expression<Func<T, long?>> key, IReadOnlyList<long> ids)
        where T : class
    {
        // A property of an object becomes a parameter of the query; a bare list would make a query of its own for each list.
        var keys = Expression.Property(Expression.Constant(new Keys(ids.Select(id => (long?)id).ToList())), nameof(Keys.Ids));
        var contains = Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(long?)], keys, key.Body);
        return db.Set<T>().IgnoreQueryFilters([PortalDb.AliveFilter]).Where(Expression.Lambda<Func<T, bool>>(contains, key.Parameters));
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
