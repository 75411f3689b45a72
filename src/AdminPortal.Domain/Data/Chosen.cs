using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Data;

/// <summary>Ids that somebody chose from a list and that stand as one text in a column.</summary>
internal static class Chosen
{
    /// <summary>Longest text of such a column, which SQL Server holds to.</summary>
    public const int Limit = 4000;

    /// <summary>Most ids of such a column: also the longest ones there are, of 19 digits, take no more than 3,001 characters.</summary>
    public const int Most = 150;

    /// <summary>Whether so many can be stored.</summary>
    public static Check Few(this Check check, string field, IReadOnlyCollection<long>? ids) => check.That(ids is not { Count: > Most },
        new Problem("too_many_chosen", $"At most {Most} can be chosen.", field, Most));

    /// <summary>Whether two choices are the same, in whatever order; none is another than an empty one.</summary>
    public static bool Same<T>(IReadOnlyCollection<T>? one, IReadOnlyCollection<T>? other) =>
        (one is null) == (other is null) && (one ?? []).ToHashSet().SetEquals(other ?? []);
}
