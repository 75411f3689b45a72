using System.Runtime.InteropServices;

namespace AdminPortal.Domain.Data;

/// <summary>
/// The keys of a list in its order, ties by id, so that any page of it is a slice. What has changed is put in by one walk, whatever came
/// meanwhile; texts are compared letter by letter, as both databases do, and equal ones are one text in memory.
/// </summary>
/// <typeparam name="TKey">What the list is sorted by.</typeparam>
internal sealed class KeptKeys<TKey> : IComparer<(TKey Key, long Id)>
{
    private static readonly IComparer<TKey> Keys =
        typeof(TKey) == typeof(string) ? (IComparer<TKey>)(object)StringComparer.Ordinal : Comparer<TKey>.Default;

    private List<(TKey Key, long Id)> keys;

    /// <summary>Puts keys in order.</summary>
    public KeptKeys(IEnumerable<(TKey Key, long Id)> all) => keys = Sorted(all);

    /// <summary>How many there are.</summary>
    public int Count => keys.Count;

    /// <summary>Takes records out and puts those of them in that are still there, with the keys they have now.</summary>
    /// <param name="changed">Ids of records, known or not.</param>
    /// <param name="living">Those that are there.</param>
    public void Replace(IReadOnlySet<long> changed, IEnumerable<(TKey Key, long Id)> living)
    {
        if (changed.Count == 0)
        {
            return;
        }

        var (fresh, all) = (Sorted(living), new List<(TKey Key, long Id)>(keys.Count + changed.Count));
        var next = 0;
        foreach (var one in keys)
        {
            if (changed.Contains(one.Id))
            {
                continue;
            }

            while (next < fresh.Count && Compare(fresh[next], one) < 0)
            {
                all.Add(fresh[next++]);
            }

            all.Add(one);
        }

        all.AddRange(fresh.Skip(next));
        keys = all;
    }

    /// <summary>The ids of a page.</summary>
    /// <param name="skip">Records before it.</param>
    /// <param name="size">Records on it.</param>
    /// <param name="descending">Whether the order goes downwards, ties too.</param>
    /// <param name="only">Which records the list has; null for all.</param>
    public List<long> Page(long skip, int size, bool descending, Func<long, bool>? only = null)
    {
        if (only is not null)
        {
            return [.. (descending ? keys.AsEnumerable().Reverse() : keys).Select(key => key.Id).Where(only)
                .Skip((int)Math.Min(int.MaxValue, skip)).Take(size)];
        }

        var first = (int)Math.Min(skip, keys.Count);
        var page = new List<long>(Math.Min(size, keys.Count - first));
        for (var at = first; at < keys.Count && page.Count < size; at++)
        {
            page.Add(keys[descending ? keys.Count - 1 - at : at].Id);
        }

        return page;
    }

    /// <inheritdoc />
    public int Compare((TKey Key, long Id) x, (TKey Key, long Id) y) =>
        Keys.Compare(x.Key, y.Key) is var order && order != 0 ? order : x.Id.CompareTo(y.Id);

    private List<(TKey Key, long Id)> Sorted(IEnumerable<(TKey Key, long Id)> some)
    {
        var sorted = some.ToList();
        sorted.Sort(this);
        var span = CollectionsMarshal.AsSpan(sorted);
        for (var at = 1; at < span.Length && !typeof(TKey).IsValueType; at++)
        {
            if (Keys.Compare(span[at - 1].Key, span[at].Key) == 0)
            {
                span[at].Key = span[at - 1].Key;
            }
        }

        return sorted;
    }
}
