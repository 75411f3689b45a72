using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>A scan that waits for its commit.</summary>
internal sealed record PendingScan(Actor Actor, ScanRequest Request, DateTime ReceivedAt)
{
    /// <summary>When it happened: as the scanner says, else when it arrived.</summary>
    public DateTime At => Request.OccurredAt is { } at ? Clock.Cut(at) : ReceivedAt;

    /// <summary>Why the code that was scanned does not count; null when it does.</summary>
    public Problem? Refusal { get; init; }
}

/// <summary>
/// Group commit: each event has a lane in which one transaction runs at a time. What arrives while it runs goes into the next one, so a
/// burst shares one durable write while a single scan waits for nobody. A lane that is empty costs nothing.
/// </summary>
public sealed class CheckInLanes(IDbContextFactory<PortalDb> databases, PortalMeter meter)
{
    private const int Largest = 256;

    private readonly ConcurrentDictionary<long, Lane> lanes = new();

    internal Task<ScanResult> RunAsync(EventRules rules, PendingScan scan)
    {
        var lane = lanes.GetOrAdd(rules.Id, _ => new Lane());
        var ticket = new Ticket(rules, scan);
        lock (lane)
        {
            lane.Waiting.Enqueue(ticket);
            if (lane.Running)
            {
                return ticket.Done.Task;
            }

            lane.Running = true;
        }

        _ = Task.Run(() => DrainAsync(lane));
        return ticket.Done.Task;
    }

    private async Task DrainAsync(Lane lane)
    {
        while (true)
        {
            List<Ticket> batch;
            lock (lane)
            {
                batch = lane.Take(Largest);
                if (batch.Count == 0)
                {
                    lane.Running = false;
                    return;
                }
            }

            await CommitAsync(lane, batch);
        }
    }

    private async Task CommitAsync(Lane lane, List<Ticket> batch)
    {
        try
        {
            var rules = batch[^1].Rules; // the newest that anybody read
            var (before, counted) = (lane.Inside, (InsideCount?)null);
            lane.Inside = null;
            var results = await databases.WriteAsync<IReadOnlyList<ScanResult?>>(
                Actor.System(rules.TenantId, "check-in") with { Priority = WritePriority.Door },
                async db =>
                {
                    var running = new CheckInBatch(db, rules, before);
                    var results = (await running.RunAsync(batch.ConvertAll(ticket => ticket.Scan))).ToList();
                    counted = running.Counted;
                    return results;
                });
            lane.Inside = counted;
            meter.Batch(batch.Count);
            for (var i = 0; i < batch.Count; i++)
            {
                if (results.Required()[i] is { } result)
                {
                    var action = batch[i].Scan.Request.Action == ScanAction.CheckIn ? "check_in" : "check_out";
                    meter.Scan(action, result.Refusals is [var refusal, ..] ? refusal.Code : null);
                    batch[i].Done.SetResult(result);
                }
                else
                {
                    batch[i].Done.SetException(new CallAnsweredException());
                }
            }
        }
#pragma warning disable CA1031 // a pump: whoever waits must hear of it, and the others must not go down with one
        catch (Exception error)
#pragma warning restore CA1031
        {
            // While the database is away none of them would fare better alone, and the next batch must not wait for each of these.
            if (batch.Count == 1 || databases.Faults().Of(error) == DatabaseFault.Unavailable)
            {
                batch.ForEach(ticket => ticket.Done.SetException(error));
                return;
            }

            foreach (var ticket in batch)
            {
                await CommitAsync(lane, [ticket]);
            }
        }
    }

    private sealed record Ticket(EventRules Rules, PendingScan Scan)
    {
        public TaskCompletionSource<ScanResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Lane
    {
        public Queue<Ticket> Waiting { get; } = new();

        public bool Running { get; set; }

        /// <summary>How many people the last batch left inside, where the event has a limit.</summary>
        public InsideCount? Inside { get; set; }

        public List<Ticket> Take(int most)
        {
            var taken = new List<Ticket>(Math.Min(most, Waiting.Count));
            while (taken.Count < most && Waiting.TryDequeue(out var ticket))
            {
                taken.Add(ticket);
            }

            return taken;
        }
    }
}
