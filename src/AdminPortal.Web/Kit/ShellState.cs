namespace AdminPortal.Web.Kit;

/// <summary>The event that a circuit works with.</summary>
/// <param name="Key">Its key in the tenant.</param>
/// <param name="Title">Its title.</param>
/// <param name="Place">Where it takes place, if known.</param>
public sealed record CurrentEvent(string Key, string Title, string? Place);

/// <summary>What the shell shows besides the page: the current event and the counts in the navigation. One for each circuit.</summary>
public sealed class ShellState
{
    private readonly Dictionary<string, long> counts = [];

    /// <summary>The current event; stays when a page without event is opened.</summary>
    public CurrentEvent? Event { get; private set; }

    /// <summary>Raised when something shown changed; may come from any thread.</summary>
    public event Action? Changed;

    /// <summary>Makes an event the current one; counts of the former one go.</summary>
    public void SetEvent(CurrentEvent? current)
    {
        if (current == Event)
        {
            return;
        }

        if (current?.Key != Event?.Key)
        {
            counts.Clear();
        }

        Event = current;
        Changed?.Invoke();
    }

    /// <summary>Sets the count behind an item of the navigation; null takes it away.</summary>
    public void SetCount(string key, long? count)
    {
        if (count is null ? counts.Remove(key) : !counts.TryGetValue(key, out var shown) || shown != count)
        {
            if (count is not null)
            {
                counts[key] = count.Value;
            }

            Changed?.Invoke();
        }
    }

    /// <summary>The count behind an item, or null.</summary>
    public long? CountOf(string key) => counts.TryGetValue(key, out var count) ? count : null;
}
