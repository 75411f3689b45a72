using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Payments;

namespace AdminPortal.Domain.Invoices;

/// <summary>How far an issued invoice is paid.</summary>
public enum Settlement
{
    /// <summary>Something is open.</summary>
    Open,

    /// <summary>Something is open and the due date has passed.</summary>
    Overdue,

    /// <summary>Nothing is open.</summary>
    Paid,

    /// <summary>More came than was owed.</summary>
    Overpaid,
}

/// <summary>Which invoices; everything that is set must hold.</summary>
public sealed record InvoiceFilter
{
    /// <summary>Words that must all occur in the number or in the contact's name, company, customer number or e-mail.</summary>
    public string? Search { get; init; }

    public InvoiceKind? Kind { get; init; }

    public InvoiceStatus? Status { get; init; }

    /// <summary>
    /// Issued invoices (no credit notes) by what was paid; <see cref="Settlement.Open"/> includes the overdue,
    /// <see cref="Settlement.Paid"/> the overpaid.
    /// </summary>
    public Settlement? Settlement { get; init; }

    public string? Currency { get; init; }

    public long? EventId { get; init; }

    /// <summary>Dated at this UTC time or later.</summary>
    public DateTime? From { get; init; }

    /// <summary>Dated before this UTC time.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>A row of the list of invoices; times are UTC, amounts minor units of the currency.</summary>
/// <param name="CreditedMinor">Sum of its issued credit notes.</param>
/// <param name="PaidMinor">Sum of its completed payments in its own currency.</param>
public sealed record InvoiceRow(
    long Id, string? Number, InvoiceKind Kind, InvoiceStatus Status, long ContactId, string? FirstName, string? LastName,
        string? CompanyName, string CustomerNumber,
    string? EventKey, string? EventTitle, string Currency, long GrossMinor, DateTime InvoiceDate, DateTime? DueDate, DateTime? SentAt,
        long CreditedMinor, long PaidMinor) : IHasId
{
    /// <summary>As it is shown.</summary>
    public string Name => Contact.DisplayName(FirstName, LastName, CompanyName);

    /// <summary>What is owed after credit notes: paid + open = net.</summary>
    public long NetMinor => GrossMinor - CreditedMinor;

    /// <summary>What is still to be paid; negative when more came than was owed.</summary>
    public long OpenMinor => NetMinor - PaidMinor;

    /// <summary>UTC; when a list read it.</summary>
    public DateTime ReadAt { get; init; }

    /// <summary>How far it was paid when a list read it.</summary>
    public Settlement? Settled => SettlementAt(ReadAt);

    /// <summary>How far it is paid; null for drafts, cancelled ones and credit notes.</summary>
    public Settlement? SettlementAt(DateTime now) => this switch
    {
        not { Kind: InvoiceKind.Invoice, Status: InvoiceStatus.Issued } => null,
        { OpenMinor: < 0 } => Settlement.Overpaid,
        { OpenMinor: 0 } => Settlement.Paid,
        _ => DueDate < now ? Settlement.Overdue : Settlement.Open,
    };
}

/// <summary>A whole invoice.</summary>
/// <param name="CreditOf">Of a credit note: the invoice it belongs to.</param>
public sealed record InvoiceDetail(
    InvoiceRow Row, string? Notes, int Version, (long Id, string? Number)? CreditOf, IReadOnlyList<InvoiceRow> Credits,
        IReadOnlyList<PaymentRow> Payments)
{
    /// <summary>What it is for, in order; none where only the gross amount is known, and of a credit note over a part.</summary>
    public IReadOnlyList<InvoiceLineDraft> Lines { get; init; } = [];

    /// <summary>Where mails to the contact go, or null.</summary>
    public string? Email { get; init; }

    /// <summary>
    /// Net and tax by rate; of a credit note over a part, the part of the invoice's. Null where only the gross amount is known.
    /// </summary>
    public InvoiceTotals? Totals { get; init; }
}
