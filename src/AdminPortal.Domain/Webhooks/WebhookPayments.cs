using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>What facts of invoices and payments say once the records are looked at.</summary>
internal static class WebhookPayments
{
    /// <summary>
    /// Facts with the events of their invoices. Of the payments those stay after which nothing of their invoice is open, told once for so
    /// many payments as the invoice has then.
    /// </summary>
    public static async Task<IReadOnlyList<WebhookFact>> KeepAsync(PortalDb db, IReadOnlyList<WebhookFact> facts,
        CancellationToken cancellationToken)
    {
        List<long> Of(string type) => [.. facts.Where(fact => fact.Type == type).Select(fact => fact.RecordId).Distinct()];
        var (paid, issued) = (Of(WebhookTypes.InvoicePaid), Of(WebhookTypes.InvoiceIssued));
        if (paid.Count == 0 && issued.Count == 0)
        {
            return facts;
        }

        var payments = await db.Payments.Where(p => paid.Contains(p.Id) && p.InvoiceId != null && p.Status == PaymentStatus.Completed)
            .Select(p => new { p.Id, InvoiceId = p.InvoiceId!.Value, p.GrossMinor, p.Currency })
            .ToDictionaryAsync(p => p.Id, cancellationToken);
        var ids = payments.Values.Select(p => p.InvoiceId).ToList();
        var rows = await InvoiceQueries.Rows(db, db.Invoices.Where(i => ids.Contains(i.Id)))
            .ToDictionaryAsync(i => i.Id, cancellationToken);
        var counts = await db.Payments.Where(p => ids.Contains(p.InvoiceId!.Value)).GroupBy(p => p.InvoiceId!.Value)
            .Select(g => new { Id = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Id, g => g.Count, cancellationToken);
        var known = ids.Concat(issued).Distinct().ToList();
        var events = await db.Invoices.Where(i => known.Contains(i.Id)).Select(i => new { i.Id, i.EventId })
            .ToDictionaryAsync(i => i.Id, i => i.EventId, cancellationToken);
        WebhookFact? Paid(WebhookFact fact) => payments.TryGetValue(fact.RecordId, out var payment)
            && rows.TryGetValue(payment.InvoiceId, out var row) && row is { Kind: InvoiceKind.Invoice, Status: InvoiceStatus.Issued }
            && row.OpenMinor <= 0 && row.OpenMinor + payment.GrossMinor > 0 && row.Currency == payment.Currency
            ? fact with
            {
                Source = $"{WebhookFacts.Source("paid", row.Id)}/{counts[row.Id]}",
                RecordId = row.Id,
                EventId = events.GetValueOrDefault(row.Id),
            }
            : null;
        return
        [
            .. facts.Select(fact => fact.Type switch
            {
                WebhookTypes.InvoicePaid => Paid(fact),
                WebhookTypes.InvoiceIssued => fact with { EventId = events.GetValueOrDefault(fact.RecordId) },
                _ => fact,
            }).OfType<WebhookFact>().DistinctBy(fact => fact.Source),
        ];
    }
}
