using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Payments;

/// <summary>Which payments; everything that is set must hold.</summary>
public sealed record PaymentFilter
{
    /// <summary>
    /// Words that must all occur in the reference, the invoice's number or the contact's name, company, customer number or e-mail.
    /// </summary>
    public string? Search { get; init; }

    public PaymentStatus? Status { get; init; }

    public string? Gateway { get; init; }

    public string? Currency { get; init; }

    public long? EventId { get; init; }

    /// <summary>Paid at this UTC time or later.</summary>
    public DateTime? From { get; init; }

    /// <summary>Paid before this UTC time.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>What payments of one currency and status come to; minor units of the currency.</summary>
public sealed record PaymentTotal(string Currency, PaymentStatus Status, int Payments, long GrossMinor, long FeeMinor);

/// <summary>A payment as it is listed and shown; times are UTC, amounts minor units of the currency.</summary>
public sealed record PaymentRow(
    long Id, long? InvoiceId, string? InvoiceNumber, long ContactId, string? FirstName, string? LastName, string? CompanyName,
    string CustomerNumber, string? EventKey, string? EventTitle,
    string Gateway, PaymentStatus Status, string Currency, long GrossMinor, long FeeMinor, DateTime PaidAt, string? Reference)
{
    /// <summary>As it is shown.</summary>
    public string Name => Contact.DisplayName(FirstName, LastName, CompanyName);

    /// <summary>What is left after the gateway's fee.</summary>
    public long NetMinor => GrossMinor - FeeMinor;
}

/// <summary>Reads payments.</summary>
public sealed class PaymentQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>What the list can be sorted by.</summary>
    public static Sorts<Payment> Sorts { get; } = new Sorts<Payment>(p => p.Id)
        .By("date", p => p.PaidAt)
        .By("name", p => p.Contact!.SortName)
        .By("amount", p => p.GrossMinor)
        .By("gateway", p => p.Gateway)
        .By("status", p => p.Status);

    /// <summary>One page in two commands; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<PaymentRow>> ListAsync(Actor actor, PaymentFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        await using var db = databases.Read(actor);
        var payments = Apply(db, filter);
        var total = await payments.CountAsync(cancellationToken);
        var rows = await Rows(Sorts.Apply(db, payments, page.Sort, page.Descending).Skip((int)Math.Min(int.MaxValue, page.Skip))
            .Take(page.Size)).ToListAsync(cancellationToken);
        return new Page<PaymentRow>(rows, total, page.Number, page.Size);
    }

    /// <summary>One payment, or null.</summary>
    public async Task<PaymentRow?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        await using var db = databases.Read(actor);
        return await Rows(db.Payments.Where(p => p.Id == id)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The gateways that payments came by, in order.</summary>
    public async Task<IReadOnlyList<string>> GatewaysAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        await using var db = databases.Read(actor);
        return await db.Payments.Select(p => p.Gateway).Distinct().OrderBy(g => g).ToListAsync(cancellationToken);
    }

    /// <summary>The currencies that payments have, in order.</summary>
    public async Task<IReadOnlyList<string>> CurrenciesAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        await using var db = databases.Read(actor);
        return await db.Payments.Select(p => p.Currency).Distinct().OrderBy(c => c).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// What all that the filter finds comes to, in one command; currencies are never added up, and neither is money that is there with
    /// money that is not.
    /// </summary>
    public async Task<IReadOnlyList<PaymentTotal>> TotalsAsync(Actor actor, PaymentFilter filter,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        await using var db = databases.Read(actor);
        var totals = await Apply(db, filter).GroupBy(p => new { p.Currency, p.Status })
            .Select(g => new
            {
                g.Key.Currency,
                g.Key.Status,
                Payments = g.Count(),
                Gross = g.Sum(p => p.GrossMinor),
                Fee = g.Sum(p => p.FeeMinor)
            }).ToListAsync(cancellationToken);
        return [.. totals.OrderBy(t => t.Currency, StringComparer.Ordinal).ThenBy(t => t.Status)
            .Select(t => new PaymentTotal(t.Currency, t.Status, t.Payments, t.Gross, t.Fee))];
    }

    /// <summary>The payments a filter means.</summary>
    internal static IQueryable<Payment> Apply(PortalDb db, PaymentFilter filter)
    {
        var payments = db.Payments.AsQueryable();
        payments = filter.Status is { } status ? payments.Where(p => p.Status == status) : payments;
        payments = filter.Gateway is { } gateway ? payments.Where(p => p.Gateway == gateway) : payments;
        payments = filter.Currency is { } currency ? payments.Where(p => p.Currency == currency) : payments;
        payments = filter.EventId is { } eventId ? payments.Where(p => p.EventId == eventId) : payments;
        payments = filter.From is { } from ? payments.Where(p => p.PaidAt >= from) : payments;
        payments = filter.Until is { } until ? payments.Where(p => p.PaidAt < until) : payments;
        foreach (var word in Fold.Words(filter.Search))
        {
#pragma warning disable CA1304, CA1311, CA1862 // runs in the database, which knows only this one
            payments = payments.Where(p => p.Contact!.SearchText.Contains(word) || p.Reference!.ToLower().Contains(word)
                || p.Invoice!.Number!.ToLower().Contains(word));
#pragma warning restore CA1304, CA1311, CA1862
        }

        return payments;
    }

    internal static IQueryable<PaymentRow> Rows(IQueryable<Payment> payments) => payments.Select(p => new PaymentRow(
        p.Id, p.InvoiceId, p.Invoice!.Number, p.ContactId, p.Contact!.FirstName, p.Contact.LastName, p.Contact.CompanyName,
        p.Contact.CustomerNumber, p.Event!.EventKey, p.Event.Title,
        p.Gateway, p.Status, p.Currency, p.GrossMinor, p.FeeMinor, p.PaidAt, p.Reference));
}
