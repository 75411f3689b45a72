using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Mail;

namespace AdminPortal.Domain.Invoices;

/// <summary>Mails issued invoices and credit notes to their contacts, in the tenant's language.</summary>
public sealed class InvoiceMail(InvoiceFiles files, InvoiceService invoices, Mailbox mail)
{
    /// <summary>Whether mails can be sent.</summary>
    public bool IsConfigured => mail.IsConfigured;

    /// <summary>
    /// Mails the PDF to the contact's address and notes that it was sent. Refused: <c>not_found</c>, <c>not_issued</c>, <c>no_email</c>,
    /// <c>no_mail_server</c>, <c>mail_not_taken</c> with what the server answered.
    /// </summary>
    /// <returns>The address.</returns>
    public async Task<Result<string>> SendAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageFinance);
        if (await files.ReadAsync(actor, id, cancellationToken) is not var (paper, language))
        {
            return Problem.NotFound();
        }

        var row = paper.Invoice.Row;
        if (row.Status != InvoiceStatus.Issued)
        {
            return InvoiceService.NotIssued;
        }

        if (await files.EmailAsync(actor, row.ContactId, cancellationToken) is not { Length: > 0 } to)
        {
            return new Problem("no_email", "This contact has no e-mail address.");
        }

        if (!mail.IsConfigured)
        {
            return new Problem("no_mail_server", "No mail server is configured.");
        }

        var file = (await files.OpenAsync(actor, id, cancellationToken)).Required();
        var what = $"{language[row.Kind == InvoiceKind.Invoice ? "Word_invoice" : "Word_credit_note"]} {paper.Number(language)}";
        var seller = paper.Facts.Seller.Name;
        var letter = new Letter(
            to, $"{what} · {seller}", string.Format(language.Culture, language["Invoice_Mail"], what, seller).ReplaceLineEndings("\r\n"),
            new MemoryStream(file.Content), file.Name, "application/pdf");
        var (outcome, answer) = await mail.SendAsync(letter, cancellationToken);
        if (outcome != LetterOutcome.Sent)
        {
            return new Problem("mail_not_taken", $"The mail was not sent. {answer}", null, answer);
        }

        // It is on its way: noting that must not be given up with the page.
        await invoices.MarkSentAsync(actor, id, true, CancellationToken.None);
        return to;
    }
}
