using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>Gives up what waited too long, and forgets the log.</summary>
public sealed class WebhookUpkeep(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How long messages and their log are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(10);

    private const int Portion = 1_000;

    private static readonly Actor Portal = Actor.System(0, "webhooks") with { Priority = WritePriority.Bulk };

    /// <summary>
    /// Gives up messages that never had their turn for longer than <see cref="WebhookRetry.Patience"/>: their endpoint was paused, removed
    /// or broken, or an earlier message held them back.
    /// </summary>
    public async Task GiveUpAsync(CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        var before = now - WebhookRetry.Patience - Pace; // the last attempt of the others is theirs
        for (var count = Portion; count == Portion;)
        {
            count = (await databases.WriteAsync<int>(Portal, async db =>
            {
                var old = await db.WebhookDeliveries.IgnoreQueryFilters()
                    .Where(d => d.State == WebhookDeliveryState.Waiting && d.QueuedAt < before).OrderBy(d => d.Id).Take(Portion)
                    .Select(d => d.Id).ToListAsync(cancellationToken);
                return await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => old.Contains(d.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, WebhookDeliveryState.GivenUp)
                        .SetProperty(d => d.NextAttemptAt, (DateTime?)null).SetProperty(d => d.FinishedAt, now), cancellationToken);
            }, cancellationToken)).Required();
        }
    }

    /// <summary>Forgets messages, and what became of them, after <see cref="Kept"/>.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken = default)
    {
        var before = time.UtcNow() - Kept;
        await databases.DeleteInTurnAsync(db => db.WebhookAttempts.IgnoreQueryFilters()
            .Where(a => a.Delivery!.Message!.At < before && a.Delivery.State != WebhookDeliveryState.Waiting), cancellationToken);
        await databases.DeleteInTurnAsync(db => db.WebhookDeliveries.IgnoreQueryFilters()
            .Where(d => d.Message!.At < before && d.State != WebhookDeliveryState.Waiting
                && !db.WebhookAttempts.Any(a => a.DeliveryId == d.Id)), cancellationToken);
        await databases.DeleteInTurnAsync(db => db.WebhookMessages.IgnoreQueryFilters()
            .Where(m => m.At < before && !db.WebhookDeliveries.Any(d => d.MessageId == m.Id)), cancellationToken);
    }
}
