namespace AdminPortal.Domain.CheckIns.Figures;

/// <summary>
/// The keys of a list in its order, so that any page of it is a slice. What is new nearly always comes at the end; what does not is put at
/// its place, or sorted in with the next page where it is far away or when much of it comes.
/// </summary>
/// <typeparam name="T">The key; equal ones are the same.</typeparam>
internal sealed class SortedKeys<T>
    where T : IComparable<T>
{
    /// <summary>Keys that are moved for one that comes late.</summary>
    private const int Near = 10_000;

    private readonly List<T> keys = [];

    private bool sorted = true;

    /// <summary>How many there are.</summary>
    public int Count => keys.Count;

    /// <summary>Adds a key that is not there.</summary>
    public void Add(T key)
    {
        if (!sorted || keys.Count == 0 || keys[^1].CompareTo(key) < 0)
        {
            keys.Add(key);
            return;
        }

        var place = ~keys.BinarySearch(key);
        if (keys.Count - place <= Near)
        {
            keys.Insert(place, key);
        }
        else
        {
            keys.Add(key);
            sorted = false;
        }
    }

    /// <summary>Removes a key that is there.</summary>
    public void Remove(T key)
    {
        Sort();
        keys.RemoveAt(keys.BinarySearch(key));
    }

    /// <summary>A page of the order.</summary>
    public List<T> Page(long skip, int size, bool descending)
    {
        Sort();
        var first = (int)Math.Min(skip, keys.Count);
        var count = Math.Min(size, keys.Count - first);
        if (!descending)
        {
            return keys.GetRange(first, count);
        }

        var page = keys.GetRange(keys.Count - first - count, count);
        page.Reverse();
        return page;
    }

    private void Sort()
    {
        if (!sorted)
        {
            keys.Sort();
            sorted = true;
        }
    }
}
