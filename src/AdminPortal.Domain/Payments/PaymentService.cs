using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Invoices;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Payments;

/// <summary>What a payment is made of.</summary>
/// <param name="InvoiceNumber">The issued invoice it is for, or null.</param>
/// <param name="CustomerNumber">Who paid; may be null where there is an invoice: then it is the invoice's contact.</param>
/// <param name="EventKey">The event it is for; null takes the invoice's.</param>
/// <param name="Gateway">For example <c>stripe</c>, <c>paypal</c>, <c>bank</c>, <c>cash</c>; at most 50 characters.</param>
/// <param name="Currency">ISO 4217 code; only payments in the invoice's own currency make it paid.</param>
/// <param name="GrossMinor">Minor units, positive.</param>
/// <param name="FeeMinor">Minor units, from 0 to the gross amount.</param>
/// <param name="PaidAt">UTC.</param>
/// <param name="Reference">The gateway's number, unique in tenant and gateway; at most 100 characters.</param>
/// <param name="Status">What it is from the beginning.</param>
public sealed record PaymentDraft(
    string? InvoiceNumber, string? CustomerNumber, string? EventKey, string Gateway, string Currency, long GrossMinor, long FeeMinor,
        DateTime PaidAt, string? Reference = null, PaymentStatus Status = PaymentStatus.Completed);

/// <summary>
/// The only way to record payments and to say what became of them. A part of an invoice may be paid, and more than is open. One recorded by
/// mistake is removed; bringing it back is refused with <c>removed_contact</c> and <c>held_reference</c>.
/// </summary>
public sealed class PaymentService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
    : RecordService<Payment>(databases, removal, time, Permission.ManageFinance)
{
    /// <summary>
    /// Records a payment. Refused: unknown invoice, contact or event, <c>not_issued</c>, <c>taken</c> on <c>reference</c>, wrong fields.
    /// </summary>
    public Task<Result<long>> RecordAsync(Actor actor, PaymentDraft draft, CancellationToken cancellationToken = default) =>
        WriteAsync<long>(actor, async db =>
    {
        var check = CheckTexts(draft, Now);
        var invoice = draft.InvoiceNumber is null ? null : await db.Invoices.Where(i => i.Number == draft.InvoiceNumber)
            .Select(i => new { i.Id, i.Kind, i.Status, i.ContactId, i.EventId }).SingleOrDefaultAsync(cancellationToken);
        check.That(draft.InvoiceNumber is null || invoice is not null, Problem.Unknown("invoice_number", draft.InvoiceNumber));
        check.That(invoice is null or { Kind: InvoiceKind.Invoice, Status: InvoiceStatus.Issued },
            InvoiceService.NotIssued with { Field = "invoice_number" });
        var contactId = await Lookup.HoldContactAsync(db, draft.CustomerNumber, check, cancellationToken);
        if (invoice is not null && (await Locks.InvoicesAsync(db, [invoice.Id], cancellationToken)).Count == 0)
        {
            check.That(false, Problem.Unknown("invoice_number", draft.InvoiceNumber)); // its import was undone at that moment
        }

        var eventId = await Lookup.EventAsync(db, draft.EventKey, check, cancellationToken);
        check.That(draft.Reference is null
            || !await db.Payments.AnyAsync(p => p.Gateway == draft.Gateway && p.Reference == draft.Reference, cancellationToken),
                Problem.Taken("reference", draft.Reference));
        if (!check.Ok)
        {
            return check.Problems;
        }

        var payment = Make(draft, invoice?.Id, contactId ?? invoice!.ContactId, eventId ?? invoice?.EventId, Now);
        db.Payments.Add(payment);
        await db.SaveChangesAsync(cancellationToken);
        return payment.Id;
    }, cancellationToken);

    /// <summary>
    /// Says what became of a payment: pending ones complete or fail, completed ones are refunded. Refused: <c>not_found</c>,
    /// <c>wrong_status</c>.
    /// </summary>
    public Task<Result<Done>> MoveAsync(Actor actor, long id, PaymentStatus to, CancellationToken cancellationToken = default) =>
        MoveAsync(actor, id, to, Allowed, cancellationToken);

    /// <summary>
    /// Takes such a step back. Refused: <c>not_found</c>, <c>wrong_status</c>, also where somebody made another step of it since.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageFinance"/>.</param>
    /// <param name="id">The payment.</param>
    /// <param name="to">What it was.</param>
    /// <param name="moved">What the step made of it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<Done>> MoveBackAsync(Actor actor, long id, PaymentStatus to, PaymentStatus moved,
        CancellationToken cancellationToken = default) =>
        MoveAsync(actor, id, to, (from, back) => from == moved && Allowed(back, from), cancellationToken);

    /// <summary>What can become of a payment now.</summary>
    public static bool Allowed(PaymentStatus from, PaymentStatus to) => (from, to) is (PaymentStatus.Pending, PaymentStatus.Completed
        or PaymentStatus.Failed) or (PaymentStatus.Completed, PaymentStatus.Refunded);

    /// <summary>What is wrong with a draft, without asking the database; also used by the import.</summary>
    internal static Check CheckTexts(PaymentDraft draft, DateTime now) => new Check()
        .That(draft.InvoiceNumber is not null || draft.CustomerNumber is not null, Problem.Required("customer_number"))
        .Text("gateway", draft.Gateway, Payment.GatewayLimit)
        .That(string.IsNullOrEmpty(draft.Gateway) || draft.Gateway.Trim() == draft.Gateway,
            Problem.Invalid("gateway", "No spaces at its ends."))
        .Length("reference", draft.Reference, Payment.ReferenceLimit)
        .That(draft.Reference is null || (draft.Reference.Length > 0 && draft.Reference.Trim() == draft.Reference),
            Problem.Invalid("reference", "Not empty, and no spaces at its ends."))
        .That(Money.IsCurrency(draft.Currency),
            Problem.Invalid("currency", "A three-letter code such as EUR is needed.") with { Code = "invalid_currency" })
        .That(draft.GrossMinor is > 0 and <= Money.Most, InvoiceService.InvalidAmount)
        .That(draft.FeeMinor >= 0 && draft.FeeMinor <= Math.Max(draft.GrossMinor, 0),
            Problem.Invalid("fee", "From zero to the amount paid.") with { Code = "invalid_fee" })
        .That(draft.PaidAt.Year >= 2000 && draft.PaidAt <= now.AddDays(draft.Status == PaymentStatus.Pending ? 366 : 1),
            InvoiceService.InvalidDate("paid_at"));

    /// <summary>A payment as it is stored; also used by the import.</summary>
    internal static Payment Make(PaymentDraft draft, long? invoiceId, long contactId, long? eventId, DateTime now) => new()
    {
        InvoiceId = invoiceId,
        ContactId = contactId,
        EventId = eventId,
        Gateway = draft.Gateway,
        Status = draft.Status,
        Currency = draft.Currency,
        GrossMinor = draft.GrossMinor,
        FeeMinor = draft.FeeMinor,
        PaidAt = Clock.Cut(draft.PaidAt),
        Reference = draft.Reference,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private Task<Result<Done>> MoveAsync(Actor actor, long id, PaymentStatus to, Func<PaymentStatus, PaymentStatus, bool> allowed,
        CancellationToken cancellationToken) => ChangeAsync<Done>(actor, id, null, (_, payment) =>
    {
        if (!allowed(payment.Status, to))
        {
            return Task.FromResult<Result<Done>>(new Problem("wrong_status", "The payment is not in the state for this."));
        }

        payment.Status = to;
        return Task.FromResult<Result<Done>>(Done.It);
    }, cancellationToken);
}
