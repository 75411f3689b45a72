using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>Messages that somebody sends by hand.</summary>
public sealed partial class WebhookService
{
    /// <summary>Messages of one statement: few enough that SQL Server never locks the whole table for them.</summary>
    private const int Portion = 1_000;

    /// <summary>Sends a message of the type <c>ping</c>. Refused: <c>not_found</c>.</summary>
    /// <returns>The delivery, whose log tells what came of it.</returns>
    public Task<Result<long>> PingAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        return databases.WriteAsync<long>(actor, async db =>
        {
            if (!await db.WebhookEndpoints.AnyAsync(e => e.Id == id, cancellationToken))
            {
                return Problem.NotFound();
            }

            var now = time.UtcNow();
            var slug = await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => t.Slug).SingleAsync(cancellationToken);
            var message = bodies.Message(new WebhookFact($"ping/{Guid.NewGuid():N}", WebhookTypes.Ping, db.TenantId, null, now, 0), slug,
                null, null);
            db.WebhookMessages.Add(message);
            await db.SaveChangesAsync(cancellationToken);
            var delivery = new WebhookDelivery
            { EndpointId = id, MessageId = message.Id, EventKey = "", QueuedAt = now, NextAttemptAt = now };
            db.WebhookDeliveries.Add(delivery);
            await db.SaveChangesAsync(cancellationToken);

            // Whoever tests a broken endpoint wants to know now.
            await db.WebhookEndpoints.Where(e => e.Id == id && e.BrokenAt != null)
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.ProbeAt, now), cancellationToken);
            return delivery.Id;
        }, cancellationToken);
    }

    /// <summary>
    /// Sends what a filter finds again, whether it was delivered or given up, under the same ids and in the order in which it happened.
    /// Refused: <c>not_found</c>.
    /// </summary>
    /// <param name="actor">Who.</param>
    /// <param name="filter">Which messages of an endpoint.</param>
    /// <param name="ids">Of those only these deliveries; null for all.</param>
    /// <param name="cancellationToken">Stops between two portions.</param>
    /// <returns>How many; those that wait anyway are not counted.</returns>
    public async Task<Result<int>> ReplayAsync(Actor actor, WebhookDeliveryFilter filter, IReadOnlyCollection<long>? ids = null,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        ArgumentNullException.ThrowIfNull(filter);
        var now = time.UtcNow();
        List<long> all;
        await using (var db = databases.Read(actor))
        {
            if (!await db.WebhookEndpoints.AnyAsync(e => e.Id == filter.EndpointId, cancellationToken))
            {
                return Problem.NotFound();
            }

            var found = WebhookQueries.Apply(db.WebhookDeliveries, filter).Where(d => d.State != WebhookDeliveryState.Waiting);
            all = await (ids is null ? found : found.Where(d => ids.Contains(d.Id))).OrderBy(d => d.Id).Select(d => d.Id)
                .ToListAsync(cancellationToken);
        }

        var replayed = 0;
        foreach (var some in all.Chunk(Portion))
        {
            replayed += (await databases.WriteAsync<int>(actor with { Priority = WritePriority.Bulk }, async db =>
                await db.WebhookDeliveries.Where(d => some.Contains(d.Id) && d.State != WebhookDeliveryState.Waiting)
                    .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, WebhookDeliveryState.Waiting).SetProperty(d => d.Tries, 0)
                        .SetProperty(d => d.QueuedAt, now).SetProperty(d => d.NextAttemptAt, now)
                        .SetProperty(d => d.FinishedAt, (DateTime?)null), cancellationToken), cancellationToken)).Required();
        }

        return replayed;
    }
}
