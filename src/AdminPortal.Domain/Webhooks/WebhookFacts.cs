using System.Globalization;
using System.Text.Json.Nodes;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;

namespace AdminPortal.Domain.Webhooks;

/// <summary>Something that happened and that endpoints may want to know.</summary>
/// <param name="Source">See <see cref="WebhookMessage.Source"/>.</param>
/// <param name="Type">Out of <see cref="WebhookTypes"/>.</param>
/// <param name="TenantId">Where.</param>
/// <param name="EventId">With which event, where that is known already.</param>
/// <param name="At">UTC.</param>
/// <param name="RecordId">The record that it is about.</param>
internal sealed record WebhookFact(string Source, string Type, long TenantId, long? EventId, DateTime At, long RecordId)
{
    /// <summary>What was corrected: <c>removed</c>, <c>restored</c> or <c>changed</c>; null for all that is no correction.</summary>
    public string? Change { get; init; }

    /// <summary>Whether it belongs to no event for sure; that of an invoice or an application is not known before it is read.</summary>
    public bool IsOfNoEvent => EventId is null && Type is (WebhookTypes.AlarmRaised or WebhookTypes.AlarmEnded);

    /// <summary>The scan, of what is made from one.</summary>
    public ScanEntry? Scan { get; init; }
}

/// <summary>What entries of the logs mean.</summary>
internal static class WebhookFacts
{
    /// <summary>What a scan means.</summary>
    public static WebhookFact Of(ScanEntry scan)
    {
        var type = scan.Code is not null ? WebhookTypes.CheckInRefused
            : scan.Action == ScanAction.CheckOut ? WebhookTypes.CheckInClosed
            : WebhookTypes.CheckInCreated;
        return new WebhookFact(Source("scan", scan.Id), type, scan.TenantId, scan.EventId, scan.WrittenAt, scan.CheckInId ?? 0)
        { Scan = scan };
    }

    /// <summary>What a row of the audit log means; null when nobody is told of it.</summary>
    public static WebhookFact? Of(AuditLogEntry entry)
    {
        var fact = new WebhookFact(Source("audit", entry.Id), "", entry.TenantId, entry.EventId, entry.WrittenAt, entry.EntityId);
        return (entry.Entity, entry.Action) switch
        {
            (nameof(Participant), AuditAction.Created or AuditAction.Restored) => fact with { Type = WebhookTypes.ParticipantAdded },
            (nameof(Participant), AuditAction.Changed) => fact with { Type = WebhookTypes.ParticipantChanged },
            (nameof(Participant), AuditAction.Deleted) => fact with { Type = WebhookTypes.ParticipantRemoved },
            (nameof(CheckIn), AuditAction.Changed or AuditAction.Deleted or AuditAction.Restored) => fact with
            {
                Type = WebhookTypes.CheckInCorrected,
                Change = entry.Action switch
                { AuditAction.Deleted => "removed", AuditAction.Restored => "restored", _ => "changed" },
            },
            (nameof(Application), AuditAction.Created or AuditAction.Changed) when Became(entry) is nameof(ApplicationStatus.Approved)
                or nameof(ApplicationStatus.Rejected) => fact with { Type = WebhookTypes.ApplicationDecided },
            (nameof(Invoice), AuditAction.Created or AuditAction.Changed) when Became(entry) is nameof(InvoiceStatus.Issued) =>
                fact with { Type = WebhookTypes.InvoiceIssued },
            (nameof(Payment), AuditAction.Created or AuditAction.Changed or AuditAction.Restored) =>
                fact with { Type = WebhookTypes.InvoicePaid },
            _ => null,
        };
    }

    /// <summary>The beginning or the end of an alarm.</summary>
    public static WebhookFact Alarm(long tenantId, long id, long? eventId, DateTime at, bool isEnd) => new(
        $"{Source("alarm", id)}/{(isEnd ? "end" : "begin")}", isEnd ? WebhookTypes.AlarmEnded : WebhookTypes.AlarmRaised, tenantId, eventId,
        at, id);

    /// <summary>A text for <see cref="WebhookMessage.Source"/>.</summary>
    public static string Source(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"{kind}/{id}");

    private static string? Became(AuditLogEntry entry) => entry.Changes is not { } changes ? null
        : JsonNode.Parse(changes)?["Status"] is JsonArray { Count: > 0 } values ? (string?)values[^1] : null;
}
