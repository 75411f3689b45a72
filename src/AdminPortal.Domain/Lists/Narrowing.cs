using System.Linq.Expressions;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Lists;

/// <summary>Narrows records by the parts of a filter; a part that is not set narrows nothing.</summary>
internal static class Narrowing
{
    /// <summary>Those for which a value holds. Example: <c>payments.When(filter.Status, status => p => p.Status == status)</c>.</summary>
    public static IQueryable<T> When<T, TValue>(this IQueryable<T> rows, TValue? value, Func<TValue, Expression<Func<T, bool>>> holds)
        where TValue : struct => value is { } set ? rows.Where(holds(set)) : rows;

    /// <summary>Those for which a text holds.</summary>
    public static IQueryable<T> When<T>(this IQueryable<T> rows, string? value, Func<string, Expression<Func<T, bool>>> holds) =>
        value is null ? rows : rows.Where(holds(value));

    /// <summary>Those for which every typed word holds; the words are folded.</summary>
    public static IQueryable<T> WhenWords<T>(this IQueryable<T> rows, string? typed, Func<string, Expression<Func<T, bool>>> holds) =>
        Fold.Words(typed).Aggregate(rows, (found, word) => found.Where(holds(word)));
}
