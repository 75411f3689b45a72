using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Api;

/// <summary>
/// How much each key is used. Calls are counted in memory and written down by the minute, so that counting costs a call nothing.
/// </summary>
public sealed class CallUsage(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private const int MinutesKept = 120;

    private readonly ConcurrentDictionary<(long TenantId, long ApiKeyId, int Minute), StrongBox<int>> counted = new();

    /// <summary>Counts one call of a key.</summary>
    public void Count(Actor actor) =>
        Interlocked.Increment(ref counted.GetOrAdd((actor.TenantId, actor.Id!.Value, Clock.Minute(time.UtcNow())), static _ =>
            new StrongBox<int>()).Value);

    /// <summary>Calls of the tenant's keys in the last 60 minutes, by key; those of other nodes up to the last full minute.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageKeys"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyDictionary<long, int>> LastHourAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        var since = Clock.Minute(time.UtcNow()) - 60;
        await using var db = databases.Read(actor);
        var sums = await db.KeyMinutes.Where(m => m.Minute > since).GroupBy(m => m.ApiKeyId)
            .Select(keys => new { keys.Key, Calls = keys.Sum(m => m.Calls) })
            .ToDictionaryAsync(k => k.Key, k => k.Calls, cancellationToken);
        foreach (var (of, calls) in counted)
        {
            if (of.TenantId == actor.TenantId && of.Minute > since)
            {
                sums[of.ApiKeyId] = sums.GetValueOrDefault(of.ApiKeyId) + Volatile.Read(ref calls.Value);
            }
        }

        return sums;
    }

    /// <summary>Writes down what was counted and deletes what nobody asks for any more; called once a minute and at the end.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var now = Clock.Minute(time.UtcNow());
        foreach (var (of, box) in counted)
        {
            var calls = Interlocked.Exchange(ref box.Value, 0);
            if (calls > 0)
            {
                try
                {
                    await AddAsync(of.TenantId, of.ApiKeyId, of.Minute, calls, cancellationToken);
                    calls = 0;
                }
                finally
                {
                    Interlocked.Add(ref box.Value, calls); // not written: counted again next time
                }
            }
            else if (of.Minute < now - 1)
            {
                counted.TryRemove(new(of, box));
            }
        }

        var old = now - MinutesKept;
        await databases.DeleteInTurnAsync(db => db.KeyMinutes.IgnoreQueryFilters().Where(m => m.Minute < old), cancellationToken);
    }

    private Task<Result<Done>> AddAsync(long tenantId, long apiKeyId, int minute, int calls, CancellationToken cancellationToken) =>
        databases.WriteAsync<Done>(Actor.System(tenantId, "portal"), async db =>
        {
            if (await db.KeyMinutes.Where(m => m.ApiKeyId == apiKeyId && m.Minute == minute)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.Calls, m => m.Calls + calls), cancellationToken) == 0)
            {
                db.KeyMinutes.Add(new KeyMinute { ApiKeyId = apiKeyId, Minute = minute, Calls = calls });
                await db.SaveChangesAsync(cancellationToken);
            }

            return Done.It;
        }, cancellationToken);
}
