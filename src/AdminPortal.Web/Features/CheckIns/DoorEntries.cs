using System.Collections.Concurrent;

namespace AdminPortal.Web.Features.CheckIns;

/// <summary>
/// Entries of doors that were worked off, by their ids: a browser that got no answer, because its connection or its circuit went, sends an
/// entry again, and it is answered like the first time. Known in this process for a day.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class DoorEntries(TimeProvider time)
{
    private const int Looks = 1000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<(long TenantId, string Id), Known> known = new();

    private int looks;

    /// <summary>Does the work of an entry once. Where it fails, who waits for it tries next.</summary>
    /// <param name="tenantId">Whose entry.</param>
    /// <param name="id">Its id.</param>
    /// <param name="work">Records it and returns the result.</param>
    public async Task<DoorResult> OnceAsync(long tenantId, string id, Func<Task<DoorResult>> work)
    {
        Forget();
        var mine = new Known(time.GetUtcNow());
        for (var first = known.GetOrAdd((tenantId, id), mine); first != mine; first = known.GetOrAdd((tenantId, id), mine))
        {
            if (await first.Result.Task is { } done)
            {
                return done;
            }
        }

        DoorResult? result = null;
        try
        {
            return result = await work();
        }
        finally
        {
            if (result is null)
            {
                known.TryRemove(new((tenantId, id), mine));
            }

            mine.Result.SetResult(result);
        }
    }

    private void Forget()
    {
        if (Interlocked.Increment(ref looks) % Looks == 0)
        {
            var before = time.GetUtcNow() - Kept;
            foreach (var old in known.Where(entry => entry.Value.Since < before))
            {
                known.TryRemove(old);
            }
        }
    }

    private sealed class Known(DateTimeOffset since)
    {
        public DateTimeOffset Since => since;

        /// <summary>Null when the work failed.</summary>
        public TaskCompletionSource<DoorResult?> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
