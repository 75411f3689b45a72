using System.Collections.Concurrent;

namespace AdminPortal.Domain.Common;

/// <summary>
/// Knows for one second what was read, also that there is no such thing, so that a burst reads it once: who asks while it is being read
/// waits for that reading. A change on another node shows within that second.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="age">Less than the second, where whoever asks does so at a pace of its own.</param>
/// <typeparam name="TKey">What it is asked by.</typeparam>
/// <typeparam name="TValue">What was read.</typeparam>
internal sealed class BriefMemory<TKey, TValue>(TimeProvider time, TimeSpan? age = null)
    where TKey : notnull
{
    private const int Most = 10_000;

    private readonly TimeSpan age = age ?? TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, Reading> known = new();

    /// <summary>What is known of a key, or else what is read now.</summary>
    /// <param name="key">What is asked by.</param>
    /// <param name="read">Reads it, for all who wait: it must not end because one of them leaves.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async ValueTask<TValue> GetAsync(TKey key, Func<Task<TValue>> read, CancellationToken cancellationToken = default)
    {
        // The second begins before the reading: what changes meanwhile is not kept longer than that.
        var now = time.UtcNow();
        if (!known.TryGetValue(key, out var reading) || reading.Until <= now)
        {
            if (known.Count > Most)
            {
                known.Clear(); // keys that name nothing must not fill the memory
            }

            var mine = new Reading(new Lazy<Task<TValue>>(async () => await read()), now + age);
            reading = known.AddOrUpdate(key, mine, (_, other) => other.Until > now ? other : mine);
        }

        if (reading.Value.Value is { IsCompletedSuccessfully: true, Result: var value })
        {
            return value;
        }

        try
        {
            return await reading.Value.Value.WaitAsync(cancellationToken);
        }
        catch
        {
            if (reading.Value.Value is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                known.TryRemove(new(key, reading));
            }

            throw;
        }
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

    private sealed record Reading(Lazy<Task<TValue>> Value, DateTime Until);
}
