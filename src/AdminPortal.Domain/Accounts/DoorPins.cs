namespace AdminPortal.Domain.Accounts;

/// <summary>
/// Counts wrong digits by whoever is tried for and by the device they come from: after five within ten minutes none are taken for ten
/// minutes. Kept in this process's memory: a restart forgets it, and each node counts by itself.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class DoorPinAttempts(TimeProvider time)
{
    /// <summary>Wrong ones that are taken.</summary>
    public const int Most = 5;

    /// <summary>Within which they count, and how long none are taken afterwards.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    private const int Known = 10_000;

    private readonly Lock gate = new();

    private readonly Dictionary<string, Tried> tried = [];

    /// <summary>
    /// Takes a try for each of the names, before the digits are looked at: many at once are no more than one after the other.
    /// </summary>
    /// <returns>False while one of them is not let try.</returns>
    public bool Begin(params IReadOnlyList<string> names)
    {
        lock (gate)
        {
            Forget();
            var now = time.GetUtcNow();
            if (names.Any(name => tried.TryGetValue(name, out var known) && known.Count >= Most && known.Until > now))
            {
                return false;
            }

            foreach (var name in names)
            {
                var before = tried.TryGetValue(name, out var known) && known.Until > now ? known : new Tried(0, now + Span);
                tried[name] = before.Count + 1 >= Most ? new Tried(Most, now + Span) : before with { Count = before.Count + 1 };
            }

            return true;
        }
    }

    /// <summary>They were right: what was counted for these names is forgotten.</summary>
    public void Right(params IReadOnlyList<string> names)
    {
        lock (gate)
        {
            foreach (var name in names)
            {
                tried.Remove(name);
            }
        }
    }

    private void Forget()
    {
        if (tried.Count >= Known)
        {
            var now = time.GetUtcNow();
            foreach (var name in tried.Where(pair => pair.Value.Until <= now).Select(pair => pair.Key).ToList())
            {
                tried.Remove(name);
            }
        }
    }

    private sealed record Tried(int Count, DateTimeOffset Until);
}
