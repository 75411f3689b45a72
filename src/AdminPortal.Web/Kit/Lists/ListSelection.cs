namespace AdminPortal.Web.Kit.Lists;

/// <summary>The rows of a list that something is to be done with, also those of other pages.</summary>
/// <typeparam name="TFilter">What the list is narrowed to.</typeparam>
public sealed class ListSelection<TFilter>
    where TFilter : class
{
    private readonly HashSet<long> ids = [];

    /// <summary>The ids that were picked; empty where <see cref="All"/> is meant.</summary>
    public IReadOnlyCollection<long> Ids => ids;

    /// <summary>All that this filter finds; null where rows were picked.</summary>
    public TFilter? All { get; private init; }

    /// <summary>How many rows there are.</summary>
    public int Count => Everything ? Math.Max(Total, 1) : ids.Count;

    /// <summary>All that is found is meant, not the ids alone.</summary>
    internal bool Everything { get; set; }

    private int Total { get; init; }

    /// <summary>All that a filter finds.</summary>
    internal static ListSelection<TFilter> Of(TFilter filter, int total) => new() { All = filter, Total = total, Everything = true };

    internal bool Has(long id) => ids.Contains(id);

    internal void Add(IEnumerable<long> more) => ids.UnionWith(more);

    internal void Toggle(long id)
    {
        if (!ids.Remove(id))
        {
            ids.Add(id);
        }
    }

    internal void Clear()
    {
        ids.Clear();
        Everything = false;
    }
}
