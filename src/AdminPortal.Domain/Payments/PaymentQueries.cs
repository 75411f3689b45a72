using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
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
    string Gateway, PaymentStatus Status, string Currency, long GrossMinor, long FeeMinor, DateTime PaidAt, string? Reference) : IHasId
{
    /// <summary>As it is shown.</summary>
    public string Name => Contact.DisplayName(FirstName, LastName, CompanyName);

    /// <summary>What is left after the gateway's fee.</summary>
    public long NetMinor => GrossMinor - FeeMinor;
}

/// <summary>Reads payments.</summary>
public sealed class PaymentQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
    : ListQueries<Payment, PaymentRow, PaymentFilter>(PaymentList.Instance, databases, time)
{
    /// <summary>One payment, or null.</summary>
    public Task<PaymentRow?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        RowAsync(actor, id, cancellationToken);

    /// <summary>The gateways that payments came by, in order.</summary>
    public Task<IReadOnlyList<string>> GatewaysAsync(Actor actor, CancellationToken cancellationToken = default) =>
        TextsAsync(actor, p => p.Gateway, cancellationToken);

    /// <summary>The currencies that payments have, in order.</summary>
    public Task<IReadOnlyList<string>> CurrenciesAsync(Actor actor, CancellationToken cancellationToken = default) =>
        TextsAsync(actor, p => p.Currency, cancellationToken);

    /// <summary>
    /// What all that the filter finds comes to, in one command; currencies are never added up, and neither is money that is there with
    /// money that is not.
    /// </summary>
    public async Task<IReadOnlyList<PaymentTotal>> TotalsAsync(Actor actor, PaymentFilter filter,
        CancellationToken cancellationToken = default)
    {
        await using var db = Open(actor);
        var totals = await PaymentList.Instance.Find(db, filter, default).GroupBy(p => new { p.Currency, p.Status })
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
}
