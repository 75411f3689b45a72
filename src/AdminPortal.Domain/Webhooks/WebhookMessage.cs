using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Webhooks;

/// <summary>What became of a message to an endpoint.</summary>
public enum WebhookDeliveryState
{
    /// <summary>It is to be sent, for the first time or again.</summary>
    Waiting,

    /// <summary>The endpoint answered with a status from 200 to 299.</summary>
    Delivered,

    /// <summary>It failed for <see cref="WebhookRetry.Patience"/>; it is sent again only by hand.</summary>
    GivenUp,
}

/// <summary>Something that happened, as endpoints are told of it; the same to all and at each attempt.</summary>
public sealed class WebhookMessage : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>What it was made from, such as <c>scan/17</c>; unique in the tenant, so that nothing is told twice.</summary>
    public required string Source { get; init; }

    /// <summary>Its id for receivers, such as <c>evt_0198…</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Out of <see cref="WebhookTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Key of the event it belongs to; empty for what belongs to none.</summary>
    public required string EventKey { get; init; }

    /// <summary>UTC; when it happened.</summary>
    public required DateTime At { get; init; }

    /// <summary>The JSON that is sent.</summary>
    public required string Body { get; init; }
}

/// <summary>A message on its way to an endpoint.</summary>
public sealed class WebhookDelivery : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EndpointId { get; init; }

    public WebhookEndpoint? Endpoint { get; init; }

    public required long MessageId { get; init; }

    public WebhookMessage? Message { get; init; }

    /// <summary>As <see cref="WebhookMessage.EventKey"/>: messages of one key go out one after the other.</summary>
    public required string EventKey { get; init; }

    public WebhookDeliveryState State { get; set; }

    /// <summary>UTC; when it began to wait, for the first time or when somebody sent it again.</summary>
    public required DateTime QueuedAt { get; set; }

    /// <summary>UTC; not before then. Null when it does not wait.</summary>
    public DateTime? NextAttemptAt { get; set; }

    /// <summary>Attempts since <see cref="QueuedAt"/>.</summary>
    public int Tries { get; set; }

    /// <summary>The HTTP status of the last attempt; null when none arrived.</summary>
    public int? Status { get; set; }

    /// <summary>Why the last attempt had no answer, one of <see cref="WebhookFailures"/>; null when it had one.</summary>
    public string? Failure { get; set; }

    /// <summary>UTC; when it was delivered or given up.</summary>
    public DateTime? FinishedAt { get; set; }
}

/// <summary>One time that a message was posted.</summary>
public sealed class WebhookAttempt : ITenantOwned
{
    /// <summary>Characters of an answer that are kept.</summary>
    public const int AnswerLimit = 1024;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long DeliveryId { get; init; }

    public WebhookDelivery? Delivery { get; init; }

    public required long EndpointId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>How long it took.</summary>
    public required int Milliseconds { get; init; }

    /// <summary>The HTTP status; null when none arrived.</summary>
    public int? Status { get; init; }

    /// <summary>Why none arrived; one of <see cref="WebhookFailures"/>.</summary>
    public string? Failure { get; init; }

    /// <summary>How the answer's body begins.</summary>
    public string? Answer { get; init; }
}

/// <summary>How far the logs were read for messages: one row for all tenants, written with what came of it.</summary>
public sealed class WebhookCursor
{
    /// <summary>The id of the only row.</summary>
    public const long Only = 1;

    public long Id { get; init; } = Only;

    /// <summary>The newest scan that was read.</summary>
    public long Scan { get; set; }

    /// <summary>The newest entry of the audit log that was read.</summary>
    public long Audit { get; set; }

    /// <summary>Ids below <see cref="Scan"/> that were not there; see <see cref="LogPosition"/>.</summary>
    public string? ScanGaps { get; set; }

    /// <summary>Ids below <see cref="Audit"/> that were not there.</summary>
    public string? AuditGaps { get; set; }

    public int Version { get; set; }
}

internal sealed class WebhookMessageMap : IEntityTypeConfiguration<WebhookMessage>, IEntityTypeConfiguration<WebhookDelivery>,
    IEntityTypeConfiguration<WebhookAttempt>, IEntityTypeConfiguration<WebhookCursor>
{
    public void Configure(EntityTypeBuilder<WebhookMessage> message)
    {
        message.Property(m => m.Source).HasMaxLength(100).IsExact();
        message.Property(m => m.Key).HasMaxLength(40).IsExact();
        message.Property(m => m.Type).HasMaxLength(40).IsExact();
        message.Property(m => m.EventKey).HasMaxLength(EventService.KeyLimit).IsExact();
        message.Property(m => m.Body).IsUnbounded();
        message.HasIndex(m => new { m.TenantId, m.Source }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
    {
        delivery.Property(d => d.EventKey).HasMaxLength(EventService.KeyLimit).IsExact();
        delivery.Property(d => d.Failure).HasMaxLength(40);
        delivery.HasOne(d => d.Endpoint).WithMany().HasForeignKey(d => d.EndpointId);
        delivery.HasOne(d => d.Message).WithMany().HasForeignKey(d => d.MessageId);
        delivery.HasIndex(d => new { d.TenantId, d.MessageId, d.EndpointId }).IsUnique();
        delivery.HasIndex(d => d.MessageId);
        delivery.HasIndex(d => new { d.EndpointId, d.TenantId, d.Id });

        // The first of each event key that waits: it alone may go.
        delivery.HasIndex(d => new { d.EndpointId, d.EventKey, d.Id }, "IX_WebhookDeliveries_Waiting").HasFilter("[State] = 0");
    }

    public void Configure(EntityTypeBuilder<WebhookAttempt> attempt)
    {
        attempt.Property(a => a.Failure).HasMaxLength(40);
        attempt.Property(a => a.Answer).HasMaxLength(WebhookAttempt.AnswerLimit);
        attempt.HasOne(a => a.Delivery).WithMany().HasForeignKey(a => a.DeliveryId);
        attempt.HasOne<WebhookEndpoint>().WithMany().HasForeignKey(a => a.EndpointId);
        attempt.HasIndex(a => new { a.DeliveryId, a.TenantId });
        attempt.HasIndex(a => a.EndpointId);
    }

    public void Configure(EntityTypeBuilder<WebhookCursor> cursor)
    {
        cursor.Property(c => c.Id).ValueGeneratedNever();
        cursor.Property(c => c.ScanGaps).IsUnbounded();
        cursor.Property(c => c.AuditGaps).IsUnbounded();
    }
}
