using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Shared;

/// <summary>The rows of a list that something is to be done with, also those of other pages.</summary>
/// <param name="id">The id of a row.</param>
/// <param name="name">What a row is called when it is read out.</param>
public sealed class RowSelection<TRow>(Func<TRow, long> id, Func<TRow, string> name)
{
    private readonly HashSet<long> ids = [];

    /// <summary>The selected ids.</summary>
    public IReadOnlyCollection<long> Ids => ids;

    /// <summary>What the row is called.</summary>
    public string Name(TRow row) => name(row);

    /// <summary>Whether the row is selected.</summary>
    public bool Has(TRow row) => ids.Contains(id(row));

    /// <summary>Whether every row of the page is selected.</summary>
    public bool HasAll(Page<TRow> page) => page.Items.Count > 0 && page.Items.All(Has);

    /// <summary>Selects the row, or takes it out.</summary>
    public void Toggle(TRow row)
    {
        if (!ids.Remove(id(row)))
        {
            ids.Add(id(row));
        }
    }

    /// <summary>Selects every row of the page, or nothing at all when they are.</summary>
    public void Toggle(Page<TRow> page)
    {
        if (HasAll(page))
        {
            ids.Clear();
        }
        else
        {
            ids.UnionWith(page.Items.Select(id));
        }
    }

    /// <summary>Selects exactly these.</summary>
    public void Set(IEnumerable<long> others)
    {
        ids.Clear();
        ids.UnionWith(others);
    }
}
