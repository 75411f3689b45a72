using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>Reads one page of a list.</summary>
internal static class Paging
{
    /// <summary>The rows of a page, out of rows in an order. A page far beyond the end has none.</summary>
    public static IQueryable<T> On<T>(this IQueryable<T> sorted, PageRequest page) =>
        sorted.Skip((int)Math.Min(int.MaxValue, page.Skip)).Take(page.Size);

    /// <summary>Counts what was found and reads the rows of a page of it.</summary>
    /// <param name="found">The records of all pages.</param>
    /// <param name="page">Which page.</param>
    /// <param name="sort">Puts them in the order of the list.</param>
    /// <param name="read">Reads what is shown of the page's records, in their order.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<Page<TRow>> PageAsync<T, TRow>(this IQueryable<T> found, PageRequest page,
        Func<IQueryable<T>, IQueryable<T>> sort, Func<IQueryable<T>, Task<List<TRow>>> read, CancellationToken cancellationToken)
    {
        var total = await found.CountAsync(cancellationToken);
        return new Page<TRow>(await read(sort(found).On(page)), total, page.Number, page.Size);
    }
}
