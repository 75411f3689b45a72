using System.Globalization;
using AdminPortal.Domain.Invoices;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Verification;

/// <summary>Invoices, their numbers, and what was paid of them.</summary>
internal static class MoneyRules
{
    public static readonly Rule[] All =
    [
        new("invoice_numbers", NumbersAsync),

        new("issued_without_number", (db, cancellationToken) => RowRules.FindAsync(
            db.Invoices.IgnoreQueryFilters().Where(i => i.Status == InvoiceStatus.Issued && i.Number == null),
            "issued_without_number", "Invoice {0} is issued and has no number.", cancellationToken)),

        new("payment_of_invoice", (db, cancellationToken) => RowRules.FindAsync(
            db.Payments.IgnoreQueryFilters().Where(p => p.DeletedAt == null && p.InvoiceId != null
                && (p.Invoice!.DeletedAt != null || p.Invoice.Currency != p.Currency || p.Invoice.TenantId != p.TenantId)),
            "payment_of_invoice", "Payment {0} pays an invoice that is removed, in another currency, or another tenant's.",
                cancellationToken)),

        new("credit_of_invoice", (db, cancellationToken) => RowRules.FindAsync(
            db.Invoices.IgnoreQueryFilters().Where(i => i.DeletedAt == null && i.CreditOfId != null
                && (i.CreditOf!.DeletedAt != null || i.CreditOf.Currency != i.Currency || i.CreditOf.TenantId != i.TenantId)),
            "credit_of_invoice", "Credit note {0} is of an invoice that is removed, in another currency, or another tenant's.",
                cancellationToken)),

        new("invoice_lines", LinesAsync),

        new("amounts", (db, cancellationToken) => RowRules.FindAsync(
            db.Payments.IgnoreQueryFilters().Where(p => p.GrossMinor <= 0 || p.FeeMinor < 0), "amounts",
                "Payment {0} has an amount that cannot be.", cancellationToken)),
    ];

    /// <summary>Every number up to the counter was given to an invoice, which may be removed since: there are no gaps.</summary>
    private static async Task<List<Finding>> NumbersAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        foreach (var counter in await db.InvoiceCounters.IgnoreQueryFilters().ToListAsync(cancellationToken))
        {
            var head = InvoiceNumbers.Head(counter.Kind, counter.Year);
            var given = (await db.Invoices.IgnoreQueryFilters().Where(i => i.TenantId == counter.TenantId && i.Number!.StartsWith(head))
                    .Select(i => i.Number!).ToListAsync(cancellationToken))
                .Select(number => int.TryParse(number.AsSpan(head.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                    ? at
                    : 0).ToHashSet();
            foreach (var missing in Enumerable.Range(1, counter.Last).Where(at => !given.Contains(at)))
            {
                found.Add(new Finding(
                    "invoice_numbers", counter.TenantId, counter.Id,
                        $"The number {InvoiceNumbers.Write(counter.Kind, counter.Year, missing)} was given and is on no invoice."));
            }
        }

        return found;
    }

    /// <summary>An invoice is over what its lines come to; it has as many as are allowed and belongs to their tenant.</summary>
    private static async Task<List<Finding>> LinesAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        var lines = new List<InvoiceLineDraft>();
        var of = (Id: 0L, TenantId: 0L, GrossMinor: 0L);
        await foreach (var line in db.InvoiceLines.IgnoreQueryFilters().OrderBy(l => l.InvoiceId).ThenBy(l => l.Position)
            .Select(l => new { Line = l, l.Invoice!.TenantId, l.Invoice.GrossMinor }).AsNoTracking().AsAsyncEnumerable()
            .WithCancellation(cancellationToken))
        {
            if (line.Line.TenantId != line.TenantId)
            {
                found.Add(
                    new Finding("invoice_lines", line.Line.TenantId, line.Line.Id, $"Line {line.Line.Id} is of another tenant's invoice."));
            }

            if (line.Line.InvoiceId != of.Id)
            {
                Judge();
                lines.Clear();
                of = (line.Line.InvoiceId, line.TenantId, line.GrossMinor);
            }

            lines.Add(line.Line.Draft());
        }

        Judge();
        return found;

        void Judge()
        {
            if (lines.Count > InvoiceLine.Most || lines.Exists(line => !line.Counts)
                || (lines.Count > 0 && InvoiceTotals.Of(lines).GrossMinor != of.GrossMinor))
            {
                found.Add(
                    new Finding("invoice_lines", of.TenantId, of.Id, $"Invoice {of.Id} is over another amount than its lines come to."));
            }
        }
    }
}
