using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Webhooks;

/// <summary>
/// Sends what waits. One process at a time works for an endpoint (a lease of 30 seconds, taken over when it lapses), for several event keys
/// at once but for each of them one message after the other: one that fails holds back the later ones of its key. What a process that dies
/// has sent and not noted is sent once more, under the same id.
/// </summary>
public sealed partial class WebhookDispatcher(
    IDbContextFactory<PortalDb> databases, WebhookPost post, Outages outages, TimeProvider time, ILogger<WebhookDispatcher> logger)
{
    /// <summary>Time between two looks for what waits.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Longer than a turn and the last answer of it may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>No message is begun later than this after the endpoint was claimed.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    /// <summary>Event keys of an endpoint at the same time.</summary>
    private const int Lanes = 4;

    /// <summary>Endpoints at the same time.</summary>
    private const int Endpoints = 32;

    private const int Portion = 20;

    private readonly ConcurrentDictionary<long, Task> running = new();

    private readonly string name = Guid.NewGuid().ToString("N");

    /// <summary>One turn for every endpoint that has something to send and is not being worked for; ends when all have ended.</summary>
    public async Task TurnAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken);
        await Task.WhenAll(running.Values);
    }

    /// <summary>Begins a turn for every such endpoint, and waits for none: a slow one holds up no other.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        foreach (var due in await DueAsync(cancellationToken))
        {
            if (running.Count >= Endpoints)
            {
                return;
            }

            var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (running.TryAdd(due.Id, WorkAsync(begin.Task, due, cancellationToken)))
            {
                begin.SetResult();
            }
        }
    }

    /// <summary>Waits for what is under way, so that a process which stops notes the answers that come.</summary>
    public Task EndAsync() => Task.WhenAll(running.Values);

    private async Task WorkAsync(Task begin, DueEndpoint due, CancellationToken stopping)
    {
        await begin;
        try
        {
            await DeliverAsync(due, stopping);
        }
#pragma warning disable CA1031 // A pump: the next turn tries again, and other endpoints go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (error is not OperationCanceledException && !outages.Is(error))
            {
                LogFailed(logger, due.Id, error);
            }
        }
        finally
        {
            running.TryRemove(due.Id, out _);
        }
    }

    private async Task<List<DueEndpoint>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = databases.CreateDbContext();
        var deliveries = db.WebhookDeliveries.IgnoreQueryFilters();
        return (await db.WebhookEndpoints.IgnoreQueryFilters()
            .Where(e => e.DeletedAt == null && !e.IsPaused && (e.LeaseUntil == null || e.LeaseUntil <= now)
                && (e.BrokenAt == null || e.ProbeAt <= now)
                && deliveries.Any(d => d.EndpointId == e.Id && d.State == WebhookDeliveryState.Waiting))
            .OrderBy(e => e.ProbeAt).ThenBy(e => e.Id).Select(e => new DueEndpoint(e.Id, e.TenantId, e.LeaseUntil))
            .ToListAsync(cancellationToken)).FindAll(e => !running.ContainsKey(e.Id));
    }

    private async Task DeliverAsync(DueEndpoint due, CancellationToken stopping)
    {
        var (id, actor) = (due.Id, Actor.System(due.TenantId, "webhooks") with { Priority = WritePriority.Bulk });
        var keys = await HeadsAsync(actor, id, stopping);
        if (keys.Count == 0)
        {
            return; // what waits is held back by what is not due yet
        }

        var began = time.UtcNow();
        var until = began + Lease;
        if (!await TakeAsync(id, due.LeaseUntil, until, stopping))
        {
            return; // somebody else does
        }

        try
        {
            if (await EndpointAsync(actor, id, stopping) is { } endpoint)
            {
                // A broken one gets a single message, to see whether it is back.
                var lanes = endpoint.BrokenAt is null ? keys : keys[..1];
                await Parallel.ForEachAsync(lanes, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (key, _) =>
                    await LaneAsync(actor, endpoint, key, began, endpoint.BrokenAt is null ? int.MaxValue : 1, stopping));
            }
        }
        finally
        {
            await TakeAsync(id, until, null, CancellationToken.None);
        }
    }

    /// <summary>Event keys whose first message is due, in the order of those; of a broken endpoint any.</summary>
    private async Task<List<string>> HeadsAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = databases.Read(actor);
        var waiting = db.WebhookDeliveries.Where(d => d.EndpointId == id && d.State == WebhookDeliveryState.Waiting);
        var firsts = waiting.GroupBy(d => d.EventKey).Select(g => g.Min(d => d.Id));
        return await db.WebhookDeliveries.Where(d => firsts.Contains(d.Id) && (d.NextAttemptAt <= now || d.Endpoint!.BrokenAt != null))
            .OrderBy(d => d.NextAttemptAt).ThenBy(d => d.Id).Select(d => d.EventKey).ToListAsync(cancellationToken);
    }

    /// <summary>Whether this process delivers to the endpoint from now on, or gives it back.</summary>
    private async Task<bool> TakeAsync(long id, DateTime? seen, DateTime? until, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.WebhookEndpoints.IgnoreQueryFilters()
            .Where(e => e.Id == id && (until == null || (e.DeletedAt == null && !e.IsPaused)))
            .TakeAsync(nameof(WebhookEndpoint.LeaseUntil), seen, until, cancellationToken, set => set.SetProperty(e => e.LeaseBy, name));
    }

    private async Task<WebhookEndpoint?> EndpointAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(actor);
        return await db.WebhookEndpoints.SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
    }

    /// <summary>Sends the messages of one event key in their order until one fails.</summary>
    private async Task LaneAsync(Actor actor, WebhookEndpoint endpoint, string key, DateTime began, int most, CancellationToken stopping)
    {
        for (var sent = 0; sent < most;)
        {
            List<WebhookDelivery> some;
            await using (var db = databases.Read(actor))
            {
                some = await db.WebhookDeliveries.Include(d => d.Message)
                    .Where(d => d.EndpointId == endpoint.Id && d.State == WebhookDeliveryState.Waiting && d.EventKey == key)
                    .OrderBy(d => d.Id).Take(Math.Min(Portion, most - sent)).ToListAsync(stopping);
            }

            foreach (var delivery in some)
            {
                var now = time.UtcNow();
                if (stopping.IsCancellationRequested || now - began > Turn || (most > 1 && delivery.NextAttemptAt > now)
                    || !await post.SendAsync(actor, endpoint, delivery))
                {
                    return;
                }
            }

            sent += some.Count;
            if (some.Count < Portion)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Delivering to webhook endpoint {Endpoint} met an error; it is tried again")]
    private static partial void LogFailed(ILogger logger, long endpoint, Exception error);

    /// <summary>An endpoint that has something to send.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="TenantId">Its tenant.</param>
    /// <param name="LeaseUntil">UTC; when the last one who worked for it should have ended, null where they have.</param>
    private sealed record DueEndpoint(long Id, long TenantId, DateTime? LeaseUntil);
}
