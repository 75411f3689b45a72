using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>One attempt: signs a message, posts it and notes what came of it, for the message and for the endpoint.</summary>
public sealed class WebhookPost(IDbContextFactory<PortalDb> databases, WebhookSecrets secrets, WebhookSender sender, TimeProvider time)
{
    /// <summary>Sends a message that waits. It ends with the answer or the time limit, whatever stops meanwhile.</summary>
    /// <returns>Whether it was delivered, and noted: false also when somebody else has taken it over.</returns>
    internal async Task<bool> SendAsync(Actor actor, WebhookEndpoint endpoint, WebhookDelivery delivery)
    {
        var at = time.UtcNow();
        WebhookAnswer answer;
        if (secrets.Open(endpoint, at) is { } known)
        {
            var timestamp = new DateTimeOffset(at).ToUnixTimeSeconds();
            answer = await sender.PostAsync(endpoint.Url, new Dictionary<string, string>
            {
                ["Portal-Webhook-Id"] = delivery.Message!.Key,
                ["Portal-Webhook-Timestamp"] = timestamp.ToString(CultureInfo.InvariantCulture),
                ["Portal-Webhook-Signature"] = WebhookSecrets.Sign(known, timestamp, delivery.Message.Body),
            }, delivery.Message.Body);
        }
        else
        {
            answer = new WebhookAnswer(null, WebhookFailures.SecretLost, null, TimeSpan.Zero);
        }

        return await NoteAsync(actor, delivery, at, answer) && answer.IsTaken;
    }

    private async Task<bool> NoteAsync(Actor actor, WebhookDelivery sent, DateTime at, WebhookAnswer answer) =>
        (await databases.WriteAsync<bool>(actor, async db =>
        {
            var now = time.UtcNow();
            var tries = sent.Tries + 1;
            var next = answer.IsTaken ? null : WebhookRetry.Next(tries, sent.QueuedAt, now);
            var state = answer.IsTaken ? WebhookDeliveryState.Delivered
                : next is null ? WebhookDeliveryState.GivenUp : WebhookDeliveryState.Waiting;
            DateTime? finished = state == WebhookDeliveryState.Waiting ? null : now;
            if (await db.WebhookDeliveries
                .Where(d => d.Id == sent.Id && d.State == WebhookDeliveryState.Waiting && d.Tries == sent.Tries
                    && d.QueuedAt == sent.QueuedAt)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.Tries, tries).SetProperty(d => d.State, state)
                    .SetProperty(d => d.NextAttemptAt, next).SetProperty(d => d.Status, answer.Status)
                    .SetProperty(d => d.Failure, answer.Failure).SetProperty(d => d.FinishedAt, finished)) == 0)
            {
                return false; // its lease was taken over, or it was sent again by hand meanwhile
            }

            db.WebhookAttempts.Add(new WebhookAttempt
            {
                DeliveryId = sent.Id,
                EndpointId = sent.EndpointId,
                At = at,
                Milliseconds = (int)Math.Min(int.MaxValue, answer.Took.TotalMilliseconds),
                Status = answer.Status,
                Failure = answer.Failure,
                Answer = answer.Answer,
            });
            await db.SaveChangesAsync();
            await (answer.IsTaken ? MendAsync(db, sent.EndpointId, now) : BreakAsync(db, sent.EndpointId, now));
            return true;
        })).Required();

    /// <summary>After a success nothing waits for the sake of earlier failures.</summary>
    private static async Task MendAsync(PortalDb db, long endpointId, DateTime now)
    {
        if (await db.WebhookEndpoints.Where(e => e.Id == endpointId && e.Failures > 0).ExecuteUpdateAsync(set => set
            .SetProperty(e => e.Failures, 0).SetProperty(e => e.ProbeAt, (DateTime?)null)) == 0)
        {
            return;
        }

        if (await db.WebhookEndpoints.Where(e => e.Id == endpointId && e.BrokenAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.BrokenAt, (DateTime?)null)) > 0)
        {
            await db.WebhookDeliveries.Where(d => d.EndpointId == endpointId && d.State == WebhookDeliveryState.Waiting
                && d.NextAttemptAt > now).ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAttemptAt, now));
        }
    }

    private static async Task BreakAsync(PortalDb db, long endpointId, DateTime now)
    {
        var own = db.WebhookEndpoints.Where(e => e.Id == endpointId);
        await own.ExecuteUpdateAsync(set => set.SetProperty(e => e.Failures, e => e.Failures + 1));
        var failures = await own.Select(e => e.Failures).SingleOrDefaultAsync();
        if (failures >= WebhookRetry.FailuresToBreak)
        {
            var probe = WebhookRetry.Probe(failures, now);
            await own.ExecuteUpdateAsync(set => set.SetProperty(e => e.BrokenAt, e => e.BrokenAt ?? now)
                .SetProperty(e => e.ProbeAt, probe));
        }
    }
}
