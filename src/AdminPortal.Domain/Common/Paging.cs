namespace AdminPortal.Domain.Common;

/// <summary>Which page of a list, how long and in which order.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Size">Rows per page, 1 to 200.</param>
/// <param name="Sort">Name of the column to sort by; each query lists its own; null for its default.</param>
/// <param name="Descending">Whether to sort downwards; ties always go by id in the same direction.</param>
public sealed record PageRequest(int Number = 1, int Size = 25, string? Sort = null, bool Descending = true)
{
    /// <summary>Rows to pass over; a long, so that no page number overflows.</summary>
    public long Skip => (Math.Max(1L, Number) - 1) * Size;
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows of this page; empty past the end.</param>
/// <param name="Total">Rows over all pages.</param>
/// <param name="Number">The page asked for, from 1.</param>
/// <param name="Size">Rows per page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, int Total, int Number, int Size)
{
    /// <summary>Number of pages; 0 when there are no rows.</summary>
    public int TotalPages => (Total + Size - 1) / Size;
}
