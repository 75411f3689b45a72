using System.Collections.Concurrent;

namespace AdminPortal.Domain.Common;

/// <summary>Knows for one second what was read, also that there is no such thing, so that a burst reads it once; a change on another node shows within that second.</summary>
/// <typeparam name="TKey">What it is asked by.</typeparam>
/// <typeparam name="TValue">What was read.</typeparam>
internal sealed class BriefMemory<TKey, TValue>(TimeProvider time)
    where TKey : notnull
{
    private const int Most = 10_000;

    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTime Until)> known = new();

    /// <summary>What is known of a key, or else what is read now.</summary>
    public async ValueTask<TValue> GetAsync(TKey key, Func<Task<TValue>> read)
    {
        // The second begins before the reading: what changes meanwhile is not kept longer than that.
        var now = time.UtcNow();
        if (known.TryGetValue(key, out var entry) && entry.Until > now)
        {
            return entry.Value;
        }

        var value = await read();
        if (known.Count > Most)
        {
            known.Clear(); // keys that name nothing must not fill the memory
        }

        known[key] = (value, now + Age);
        return value;
    }

    /// <summary>Forgets what stands under some keys, after a change on this node.</summary>
    public void Forget(Func<TKey, bool> which)
    {
        foreach (var key in known.Keys.Where(which))
        {
            known.TryRemove(key, out _);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => known.Clear();
}
