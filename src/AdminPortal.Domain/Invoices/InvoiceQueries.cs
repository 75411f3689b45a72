using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>Reads invoices.</summary>
public sealed partial class InvoiceQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
    : ListQueries<Invoice, InvoiceRow, InvoiceFilter>(InvoiceList.Instance, databases, time)
{
    /// <summary>One invoice with its credit notes and payments, or null.</summary>
    public async Task<InvoiceDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        await using var db = Open(actor);
        var (one, now) = (db.Invoices.Where(i => i.Id == id), Now);
        if ((await InvoiceList.Instance.RowsAsync(db, one, now, cancellationToken)).SingleOrDefault() is not { } row)
        {
            return null;
        }

        var rest = await one.Select(i => new { i.Notes, i.Version, i.Contact!.Email, i.CreditOfId, CreditOf = i.CreditOf!.Number })
            .SingleAsync(cancellationToken);
        var credits = await InvoiceList.Instance.RowsAsync(
            db, db.Invoices.Where(c => c.CreditOfId == id).OrderBy(c => c.Id), now, cancellationToken);
        var payments = await PaymentList.Instance.RowsAsync(
            db, db.Payments.Where(p => p.InvoiceId == id).OrderBy(p => p.PaidAt).ThenBy(p => p.Id), now, cancellationToken);
        var lines = await LinesAsync(db, id, cancellationToken);
        return new InvoiceDetail(
            row, rest.Notes, rest.Version, rest.CreditOfId is { } credited ? (credited, rest.CreditOf) : null, credits, payments)
        {
            Lines = lines,
            Email = rest.Email,
            Totals = lines.Count > 0 ? InvoiceTotals.Of(lines) : rest.CreditOfId is { } of
                ? await PartAsync(db, row, of, cancellationToken) : null,
        };
    }

    private static async Task<List<InvoiceLineDraft>> LinesAsync(PortalDb db, long id, CancellationToken cancellationToken) =>
        (await db.InvoiceLines.AsNoTracking().Where(l => l.InvoiceId == id).OrderBy(l => l.Position).ToListAsync(cancellationToken))
            .ConvertAll(line => line.Draft());

    /// <summary>
    /// What a credit note takes off each rate of its invoice, after the credit notes before it; null where the invoice has no lines.
    /// </summary>
    private static async Task<InvoiceTotals?> PartAsync(PortalDb db, InvoiceRow credit, long of, CancellationToken cancellationToken)
    {
        if (await LinesAsync(db, of, cancellationToken) is not { Count: > 0 } lines)
        {
            return null;
        }

        var before = await db.Invoices.Where(c => c.CreditOfId == of && c.Status == InvoiceStatus.Issued && c.Id < credit.Id)
            .SumAsync(c => c.GrossMinor, cancellationToken);
        return InvoiceTotals.Of(lines).Part(before, before + credit.GrossMinor);
    }

    /// <summary>The currencies that invoices have, in order.</summary>
    public Task<IReadOnlyList<string>> CurrenciesAsync(Actor actor, CancellationToken cancellationToken = default) =>
        TextsAsync(actor, i => i.Currency, cancellationToken);
}
