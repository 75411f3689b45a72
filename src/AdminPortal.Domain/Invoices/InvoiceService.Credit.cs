using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>What is taken off an issued invoice.</summary>
public sealed partial class InvoiceService
{
    /// <summary>
    /// Issues a credit note over a part or the whole of an issued invoice, numbered for example <c>G2026-0001</c>; its id is the answer.
    /// Payments do not matter: what was paid beyond the rest is then shown as overpaid. Over the whole it has the invoice's lines; over a
    /// part it has none, and each rate's share is <see cref="InvoiceTotals.Part"/>. Refused: <c>not_found</c>, <c>not_issued</c>,
    /// <c>above_rest</c> on <c>gross</c> when it is more than is not credited yet.
    /// </summary>
    public Task<Result<long>> CreditAsync(Actor actor, long id, long grossMinor, string? notes = null, DateTime? date = null,
        CancellationToken cancellationToken = default) => ChangeAsync<long>(actor, id, null, async (db, invoice) =>
    {
        if (invoice is not { Kind: InvoiceKind.Invoice, Status: InvoiceStatus.Issued })
        {
            return NotIssued;
        }

        var now = Now;
        var rest = invoice.GrossMinor - await db.Invoices.Where(c => c.CreditOfId == id && c.Status == InvoiceStatus.Issued)
            .SumAsync(c => c.GrossMinor, cancellationToken);
        var check = new Check()
            .That(grossMinor > 0, InvalidAmount)
            .That(grossMinor <= 0 || grossMinor <= rest,
                new Problem("above_rest", $"At most {Money.Major(rest, invoice.Currency)} {invoice.Currency} can still be credited.",
                    "gross", Money.Major(rest, invoice.Currency), invoice.Currency))
            .That(date is null || (date >= invoice.InvoiceDate && date <= now), InvalidDate("invoice_date"))
            .Length("notes", notes, Invoice.NotesLimit);
        if (!check.Ok)
        {
            return check.Problems;
        }

        var dated = date ?? (now > invoice.InvoiceDate ? now : invoice.InvoiceDate);
        var credit = new Invoice
        {
            Kind = InvoiceKind.CreditNote,
            Status = InvoiceStatus.Issued,
            Number = await InvoiceNumbers.NextAsync(db, InvoiceKind.CreditNote, dated, cancellationToken),
            ContactId = invoice.ContactId,
            EventId = invoice.EventId,
            Currency = invoice.Currency,
            GrossMinor = grossMinor,
            InvoiceDate = dated,
            CreditOfId = id,
            Notes = Text(notes),
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Invoices.Add(credit);
        await InvoiceFacts.KeepAsync(db, credit, cancellationToken);
        if (grossMinor == invoice.GrossMinor)
        {
            var lines = await db.InvoiceLines.Where(l => l.InvoiceId == id).OrderBy(l => l.Position).ToListAsync(cancellationToken);
            await SetLinesAsync(db, credit, lines.ConvertAll(line => line.Draft()), cancellationToken);
        }

        // Two credit notes at once meet at the invoice's version number, and the second one reads the rest again.
        await db.SaveChangesAsync(cancellationToken);
        return credit.Id;
    }, cancellationToken);
}
