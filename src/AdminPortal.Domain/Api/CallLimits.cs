using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Api;

/// <summary>Where a key stands in this hour.</summary>
/// <param name="Allowed">Whether the call fits.</param>
/// <param name="Limit">Calls an hour.</param>
/// <param name="Remaining">Calls that are left.</param>
/// <param name="ResetsAt">UTC; when the next hour begins.</param>
public sealed record CallQuota(bool Allowed, int Limit, int Remaining, DateTime ResetsAt);

/// <summary>
/// Counts the calls of limited keys by the hour, exactly over all processes on one database. Calls of one key that arrive together are
/// counted by one write; a key that has used up its hour is refused without any.
/// </summary>
public sealed class CallLimits(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    private readonly ConcurrentDictionary<long, Lane> lanes = new();

    /// <summary>Counts one call.</summary>
    /// <param name="actor">An API key.</param>
    /// <param name="limit">Calls an hour.</param>
    /// <param name="cancellationToken">Stops the waiting; the call is counted all the same.</param>
    public async ValueTask<CallQuota> TakeAsync(Actor actor, int limit, CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        var hour = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour));
        var lane = lanes.AddOrUpdate(actor.Id!.Value, (_, start) => new Lane(start), (_, old, start) =>
            old.Hour == start ? old : new Lane(start), hour);
        var mine = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (lane)
        {
            if (lane.Known >= limit)
            {
                return new CallQuota(false, limit, 0, hour.AddHours(1));
            }

            lane.Waiting.Add(mine);
            if (!lane.Busy)
            {
                lane.Busy = true;
                _ = CountAsync(lane, actor);
            }
        }

        var number = await mine.Task.WaitAsync(cancellationToken);
        return new CallQuota(number <= limit, limit, Math.Max(0, limit - number), hour.AddHours(1));
    }

    /// <summary>Deletes hours that are long over.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken = default)
    {
        var old = time.UtcNow() - Kept;
        foreach (var (key, lane) in lanes)
        {
            if (lane.Hour <= old)
            {
                lanes.TryRemove(new(key, lane));
            }
        }

        await databases.DeleteInTurnAsync(db => db.KeyHours.IgnoreQueryFilters().Where(h => h.Hour <= old), cancellationToken);
    }

    /// <summary>Counts what waits until nothing does; a failure is that of everybody who waits.</summary>
    private async Task CountAsync(Lane lane, Actor actor)
    {
        while (true)
        {
            List<TaskCompletionSource<int>> batch;
            lock (lane)
            {
                if (lane.Waiting.Count == 0)
                {
                    lane.Busy = false;
                    return;
                }

                (batch, lane.Waiting) = (lane.Waiting, []);
            }

            try
            {
                var last = await AddAsync(lane, actor, batch.Count);
                lane.Known = last;
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].SetResult(last - batch.Count + 1 + i);
                }
            }
#pragma warning disable CA1031 // a pump: each of those who wait gets the failure
            catch (Exception error)
#pragma warning restore CA1031
            {
                batch.ForEach(one => one.SetException(error));
            }
        }
    }

    /// <summary>Adds calls; returns the sum. While no other process counts the same key this is one command.</summary>
    private async Task<int> AddAsync(Lane lane, Actor actor, int calls)
    {
        var (key, hour, known) = (actor.Id!.Value, lane.Hour, lane.Known);
        if (known > 0)
        {
            var sum = known + calls;
            await using var db = databases.Read(actor);
            if (await db.KeyHours.Where(h => h.ApiKeyId == key && h.Hour == hour && h.Calls == known)
                .ExecuteUpdateAsync(set => set.SetProperty(h => h.Calls, sum)) == 1)
            {
                return sum;
            }
        }

        return (await databases.WriteAsync<int>(actor, async db =>
        {
            if (await db.KeyHours.Where(h => h.ApiKeyId == key && h.Hour == hour)
                .ExecuteUpdateAsync(set => set.SetProperty(h => h.Calls, h => h.Calls + calls)) == 0)
            {
                db.KeyHours.Add(new KeyHour { ApiKeyId = key, Hour = hour, Calls = calls });
                await db.SaveChangesAsync();
                return calls;
            }

            return await db.KeyHours.Where(h => h.ApiKeyId == key && h.Hour == hour).Select(h => h.Calls).SingleAsync();
        })).Value;
    }

    private sealed class Lane(DateTime hour)
    {
        public DateTime Hour => hour;

        /// <summary>The sum that was last seen in the database.</summary>
        public int Known { get; set; }

        public bool Busy { get; set; }

        public List<TaskCompletionSource<int>> Waiting { get; set; } = [];
    }
}
