using System.Collections.Concurrent;

namespace AdminPortal.Domain.Live;

/// <summary>Wakes the live figures of events.</summary>
public sealed class LiveBoards
{
    private readonly ConcurrentDictionary<long, bool> dirty = new();

    /// <summary>Says that something about an event changed: "read again". Costs nothing and cannot fail.</summary>
    public void MarkDirty(long eventId) => dirty[eventId] = true;
}
