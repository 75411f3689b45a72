using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>What an invoice is made of while it is a draft.</summary>
/// <param name="CustomerNumber">Of the contact who owes it.</param>
/// <param name="EventKey">The event it is for, or null.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="GrossMinor">Minor units, positive; not looked at where there are lines.</param>
/// <param name="InvoiceDate">UTC.</param>
/// <param name="DueDate">UTC, not before the invoice date, or null.</param>
/// <param name="Notes">At most 2,000 characters.</param>
public sealed record InvoiceDraft(
    string CustomerNumber, string? EventKey, string Currency, long GrossMinor, DateTime InvoiceDate, DateTime? DueDate = null,
        string? Notes = null)
{
    /// <summary>What it is for, at most 100; empty where only the gross amount is known.</summary>
    public IReadOnlyList<InvoiceLineDraft> Lines { get; init; } = [];

    /// <summary>What it comes to; only of a draft in which nothing is wrong.</summary>
    internal long SumMinor => Lines.Count > 0 ? InvoiceTotals.Of(Lines).GrossMinor : GrossMinor;
}

/// <summary>
/// The only way to create, issue, credit, cancel and delete invoices. Removing one is refused with <c>issued_stays</c> unless it is a draft
/// or a cancelled draft, bringing it back with <c>removed_contact</c>.
/// </summary>
public sealed partial class InvoiceService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
    : RecordService<Invoice>(databases, removal, time, Permission.ManageFinance)
{
    /// <summary>Creates a draft. Refused: unknown contact or event, wrong fields.</summary>
    public Task<Result<long>> CreateAsync(Actor actor, InvoiceDraft draft, CancellationToken cancellationToken = default)
    {
        return WriteAsync<long>(actor, async db =>
        {
            var (contactId, eventId, check) = await CheckAsync(db, draft, cancellationToken);
            if (!check.Ok)
            {
                return check.Problems;
            }

            var now = Now;
            var invoice = new Invoice
            {
                ContactId = contactId,
                EventId = eventId,
                Currency = draft.Currency,
                GrossMinor = draft.SumMinor,
                InvoiceDate = draft.InvoiceDate,
                DueDate = draft.DueDate,
                Notes = Text(draft.Notes),
                CreatedAt = now,
                UpdatedAt = now,
            };
            db.Invoices.Add(invoice);
            await SetLinesAsync(db, invoice, draft.Lines, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return invoice.Id;
        }, cancellationToken);
    }

    /// <summary>Changes a draft. Refused: <c>not_found</c>, <c>changed_meanwhile</c>, <c>not_a_draft</c>, and as on creation.</summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, long id, InvoiceDraft draft, int version,
        CancellationToken cancellationToken = default) => ChangeAsync(actor, id, async (db, invoice) =>
    {
        var (contactId, eventId, check) = await CheckAsync(db, draft, cancellationToken);
        if (invoice.Status != InvoiceStatus.Draft)
        {
            return [NotADraft];
        }

        if (check.Ok)
        {
            (invoice.ContactId, invoice.EventId, invoice.Currency, invoice.GrossMinor) =
                (contactId, eventId, draft.Currency, draft.SumMinor);
            (invoice.InvoiceDate, invoice.DueDate, invoice.Notes) = (draft.InvoiceDate, draft.DueDate, Text(draft.Notes));
            await SetLinesAsync(db, invoice, draft.Lines, cancellationToken);
        }

        return check.Problems;
    }, cancellationToken, version);

    /// <summary>
    /// Issues a draft: it gets the next number of its year in the tenant's zone, for example <c>R2026-0001</c>, and is final from then on.
    /// Numbers have no gaps, also when many are issued at once. Refused: <c>not_found</c>, <c>not_a_draft</c>, <c>changed_meanwhile</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageFinance"/>.</param>
    /// <param name="id">The draft.</param>
    /// <param name="version">The version that was seen; null where nobody looked.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<Done>> IssueAsync(Actor actor, long id, int? version = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, async (db, invoice) => await NumberAsync(db, invoice, cancellationToken) is { } problem ? [problem] : [],
            cancellationToken, version);

    /// <summary>Gives a draft up. Refused: <c>not_found</c>, <c>not_a_draft</c>.</summary>
    public Task<Result<Done>> CancelAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        MoveAsync(actor, id, InvoiceStatus.Draft, InvoiceStatus.Cancelled, NotADraft, cancellationToken);

    /// <summary>Takes the cancelling of a draft back. Refused: <c>not_found</c>, <c>not_cancelled</c>.</summary>
    public Task<Result<Done>> ReviveAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        MoveAsync(actor, id, InvoiceStatus.Cancelled, InvoiceStatus.Draft, new Problem("not_cancelled", "This invoice is not cancelled."),
            cancellationToken);

    /// <summary>
    /// Notes that an issued invoice went to the contact, or takes the note back. Refused: <c>not_found</c>, <c>not_issued</c>.
    /// </summary>
    public Task<Result<Done>> MarkSentAsync(Actor actor, long id, bool sent, CancellationToken cancellationToken = default) =>
        MarkSentAsync(actor, id, sent ? Now : null, cancellationToken);

    /// <summary>
    /// The same with the time at which it went, as it was noted before the note was taken back; null takes it back. One that is noted stays
    /// as it is.
    /// </summary>
    public Task<Result<Done>> MarkSentAsync(Actor actor, long id, DateTime? at, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, (_, invoice) =>
    {
        if (invoice.Status != InvoiceStatus.Issued)
        {
            return Task.FromResult<List<Problem>>([NotIssued]);
        }

        invoice.SentAt = at is null ? null : invoice.SentAt ?? at;
        return Task.FromResult<List<Problem>>([]);
    }, cancellationToken);

    /// <summary>What is wrong with a draft, without asking the database; also used by the import.</summary>
    internal static Check CheckTexts(InvoiceDraft draft) => new Check(CheckLines(draft.Lines))
        .That(!string.IsNullOrWhiteSpace(draft.CustomerNumber), Problem.Required("customer_number"))
        .That(Money.IsCurrency(draft.Currency),
            Problem.Invalid("currency", "A three-letter code such as EUR is needed.") with { Code = "invalid_currency" })
        .That(draft.Lines.Count > 0 || draft.GrossMinor is > 0 and <= Money.Most, InvalidAmount)
        .That(draft.InvoiceDate.Year is >= 2000 and < 2100, InvalidDate("invoice_date"))
        .That(draft.DueDate is null || draft.DueDate.Value.Year is >= 2000 and < 2100, InvalidDate("due_date"))
        .That(draft.DueDate is null || draft.DueDate >= draft.InvoiceDate,
            Problem.Invalid("due_date", "It is due on the invoice date at the earliest.") with { Code = "due_before_invoice" })
        .Length("notes", draft.Notes, Invoice.NotesLimit);

    internal static Problem InvalidAmount { get; } = Problem.Invalid("gross",
        "An amount above zero is needed, with no more decimals than the currency has.") with
    { Code = "invalid_amount" };

    internal static Problem IssuedStays { get; } = new("issued_stays", "An issued invoice stays; write a credit note.");

    internal static Problem NotIssued { get; } = new("not_issued", "Only an issued invoice can be used for this.");

    internal static Problem InvalidDate(string field) => Problem.Invalid(field, "This date cannot be.") with { Code = "invalid_date" };

    private static async Task<Problem?> NumberAsync(PortalDb db, Invoice invoice, CancellationToken cancellationToken)
    {
        if (invoice.Status != InvoiceStatus.Draft)
        {
            return NotADraft;
        }

        invoice.Number = await InvoiceNumbers.NextAsync(db, InvoiceKind.Invoice, invoice.InvoiceDate, cancellationToken);
        invoice.Status = InvoiceStatus.Issued;
        await InvoiceFacts.KeepAsync(db, invoice, cancellationToken);
        return null;
    }

    private static Problem NotADraft { get; } = new("not_a_draft", "This is not a draft any more.");

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static async Task<(long ContactId, long? EventId, Check Check)> CheckAsync(PortalDb db, InvoiceDraft draft,
        CancellationToken cancellationToken)
    {
        var check = CheckTexts(draft);
        var contactId = await Lookup.HoldContactAsync(db, draft.CustomerNumber, check, cancellationToken);
        return (contactId ?? 0, await Lookup.EventAsync(db, draft.EventKey, check, cancellationToken), check);
    }

    private Task<Result<Done>> MoveAsync(Actor actor, long id, InvoiceStatus from, InvoiceStatus to, Problem otherwise,
        CancellationToken cancellationToken) => ChangeAsync(actor, id, (_, invoice) =>
    {
        if (invoice.Status != from)
        {
            return Task.FromResult<List<Problem>>([otherwise]);
        }

        invoice.Status = to;
        return Task.FromResult<List<Problem>>([]);
    }, cancellationToken);

    private Task<Result<Done>> ChangeAsync(Actor actor, long id, Func<PortalDb, Invoice, Task<List<Problem>>> change,
        CancellationToken cancellationToken, int? version = null) => ChangeAsync<Done>(actor, id, version,
        async (db, invoice) => await change(db, invoice) is { Count: > 0 } problems ? problems : Done.It, cancellationToken);
}
