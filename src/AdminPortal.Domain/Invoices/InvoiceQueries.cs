using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>Reads invoices.</summary>
public sealed partial class InvoiceQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>What the list can be sorted by.</summary>
    public static Sorts<Invoice> Sorts { get; } = new Sorts<Invoice>(i => i.Id)
        .By("date", i => i.InvoiceDate)
        .By("number", i => i.Number)
        .By("name", i => i.Contact!.SortName)
        .By("amount", i => i.GrossMinor)
        .By("due", i => i.DueDate)
        .By("status", i => i.Status);

    /// <summary>One page in two commands; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<InvoiceRow>> ListAsync(Actor actor, InvoiceFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        await using var db = databases.Read(actor);
        var now = time.UtcNow();
        var invoices = Apply(db, filter, now);
        var total = await invoices.CountAsync(cancellationToken);
        var rows = await Rows(db, Sorts.Apply(db, invoices, page.Sort, page.Descending).Skip((int)Math.Min(int.MaxValue, page.Skip))
            .Take(page.Size)).ToListAsync(cancellationToken);
        return new Page<InvoiceRow>(rows.ConvertAll(row => row with { ReadAt = now }), total, page.Number, page.Size);
    }

    /// <summary>One invoice with its credit notes and payments, or null.</summary>
    public async Task<InvoiceDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        await using var db = databases.Read(actor);
        var one = db.Invoices.Where(i => i.Id == id);
        var row = await Rows(db, one).SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return null;
        }

        var rest = await one.Select(i => new { i.Notes, i.Version, i.Contact!.Email, i.CreditOfId, CreditOf = i.CreditOf!.Number })
            .SingleAsync(cancellationToken);
        var credits = await Rows(db, db.Invoices.Where(c => c.CreditOfId == id).OrderBy(c => c.Id)).ToListAsync(cancellationToken);
        var payments = await PaymentQueries.Rows(db.Payments.Where(p => p.InvoiceId == id).OrderBy(p => p.PaidAt).ThenBy(p => p.Id))
            .ToListAsync(cancellationToken);
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

    /// <summary>The ids of all that the filter finds.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync(Actor actor, InvoiceFilter filter, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        await using var db = databases.Read(actor);
        return await Apply(db, filter, time.UtcNow()).Select(i => i.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The currencies that invoices have, in order.</summary>
    public async Task<IReadOnlyList<string>> CurrenciesAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        await using var db = databases.Read(actor);
        return await db.Invoices.Select(i => i.Currency).Distinct().OrderBy(c => c).ToListAsync(cancellationToken);
    }

    /// <summary>The invoices a filter means.</summary>
    internal static IQueryable<Invoice> Apply(PortalDb db, InvoiceFilter filter, DateTime now)
    {
        var invoices = db.Invoices.AsQueryable();
        invoices = filter.Kind is { } kind ? invoices.Where(i => i.Kind == kind) : invoices;
        invoices = filter.Status is { } status ? invoices.Where(i => i.Status == status) : invoices;
        invoices = filter.Currency is { } currency ? invoices.Where(i => i.Currency == currency) : invoices;
        invoices = filter.EventId is { } eventId ? invoices.Where(i => i.EventId == eventId) : invoices;
        invoices = filter.From is { } from ? invoices.Where(i => i.InvoiceDate >= from) : invoices;
        invoices = filter.Until is { } until ? invoices.Where(i => i.InvoiceDate < until) : invoices;
        foreach (var word in Fold.Words(filter.Search))
        {
#pragma warning disable CA1304, CA1311, CA1862 // runs in the database, which knows only this one
            invoices = invoices.Where(i => i.Contact!.SearchText.Contains(word) || i.Number!.ToLower().Contains(word));
#pragma warning restore CA1304, CA1311, CA1862
        }

        if (filter.Settlement is not { } settlement)
        {
            return invoices;
        }

        invoices = invoices.Where(i => i.Kind == InvoiceKind.Invoice && i.Status == InvoiceStatus.Issued);
        invoices = settlement == Settlement.Overdue ? invoices.Where(i => i.DueDate < now) : invoices;
        var open = invoices.Select(i => new
        {
            Invoice = i,
            Open = i.GrossMinor
                - db.Invoices.Where(c => c.CreditOfId == i.Id && c.Status == InvoiceStatus.Issued).Sum(c => c.GrossMinor)
                - db.Payments.Where(p => p.InvoiceId == i.Id && p.Status == PaymentStatus.Completed && p.Currency == i.Currency)
                    .Sum(p => p.GrossMinor),
        });
        return (settlement switch
        {
            Settlement.Paid => open.Where(row => row.Open <= 0),
            Settlement.Overpaid => open.Where(row => row.Open < 0),
            _ => open.Where(row => row.Open > 0),
        }).Select(row => row.Invoice);
    }

    internal static IQueryable<InvoiceRow> Rows(PortalDb db, IQueryable<Invoice> invoices) => invoices.Select(i => new InvoiceRow(
        i.Id, i.Number, i.Kind, i.Status, i.ContactId, i.Contact!.FirstName, i.Contact.LastName, i.Contact.CompanyName,
        i.Contact.CustomerNumber,
        i.Event!.EventKey, i.Event.Title, i.Currency, i.GrossMinor, i.InvoiceDate, i.DueDate, i.SentAt,
        db.Invoices.Where(c => c.CreditOfId == i.Id && c.Status == InvoiceStatus.Issued).Sum(c => c.GrossMinor),
        db.Payments.Where(p => p.InvoiceId == i.Id && p.Status == PaymentStatus.Completed && p.Currency == i.Currency)
            .Sum(p => p.GrossMinor)));
}
