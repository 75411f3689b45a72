using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files.Pdf;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>An invoice as a file.</summary>
/// <param name="Name">By its number, ends in <c>.pdf</c>.</param>
/// <param name="Content">PDF.</param>
public sealed record InvoiceFile(string Name, byte[] Content);

/// <summary>What is drawn of an invoice.</summary>
/// <param name="Invoice">With its lines.</param>
/// <param name="Facts">Seller, recipient and supply.</param>
/// <param name="Logo">Of the seller, or null.</param>
/// <param name="Zone">Of the tenant.</param>
internal sealed record InvoicePaper(InvoiceDetail Invoice, InvoiceFacts Facts, byte[]? Logo, TimeZoneInfo Zone)
{
    /// <summary>Its number; a draft is named by its id, for example <c>Draft 17</c>.</summary>
    public string Number(ReportLanguage language) => Invoice.Row.Number is { } number ? PdfTypeface.Plain(number)
        : string.Format(
            language.Culture, language["Invoice_DraftNumber"], Invoice.Row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>Draws invoices and credit notes as PDF files, in the tenant's language.</summary>
public sealed class InvoiceFiles(IDbContextFactory<PortalDb> databases, InvoiceQueries invoices, ExportSettings settings, TimeProvider time)
{
    /// <summary>Draws one. Refused: <c>not_found</c>.</summary>
    public async Task<Result<InvoiceFile>> OpenAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        if (await ReadAsync(actor, id, cancellationToken) is not var (paper, language))
        {
            return Problem.NotFound();
        }

        using var output = new MemoryStream();
        await new InvoicePdf(paper, language).WriteAsync(output, cancellationToken);
        return new InvoiceFile(FileName(paper.Number(language)), output.ToArray());
    }

    /// <summary>
    /// Draws one for somebody who takes it away, which stands in the audit log before the first byte of it leaves. Refused:
    /// <c>not_found</c>.
    /// </summary>
    public async Task<Result<InvoiceFile>> DownloadAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        var opened = await OpenAsync(actor, id, cancellationToken);
        return !opened.Ok ? opened : await databases.WriteAsync<InvoiceFile>(actor, async db =>
        {
            db.AuditEntries.Add(AuditRecorder.Entry(actor, time.UtcNow(), AuditAction.Downloaded, nameof(Invoice), id, null, []));
            await db.SaveChangesAsync(cancellationToken);
            return opened.Value;
        }, cancellationToken);
    }

    /// <summary>What is drawn of an invoice, and the language it is drawn in; null where there is no such invoice.</summary>
    internal async Task<(InvoicePaper Paper, ReportLanguage Language)?> ReadAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        if (await invoices.FindAsync(actor, id, cancellationToken) is not { } invoice)
        {
            return null;
        }

        await using var db = databases.Read(actor);
        var tenant = await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => new { t.TimeZone, t.Language })
            .SingleAsync(cancellationToken);
        var eventId = await db.Invoices.Where(i => i.Id == id).Select(i => i.EventId).SingleOrDefaultAsync(cancellationToken);
        var facts = await InvoiceFacts.OfAsync(db, id, invoice.Row.ContactId, eventId, cancellationToken);
        var logo = await db.TenantProfiles.Select(p => p.Logo).SingleOrDefaultAsync(cancellationToken);
        return (new InvoicePaper(invoice, facts, logo, Zone.Find(tenant.TimeZone)), settings.Language(tenant.Language));
    }

    /// <summary>Where mails to the contact go now, or null.</summary>
    internal async Task<string?> EmailAsync(Actor actor, long contactId, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(actor);
        return await db.Contacts.Where(c => c.Id == contactId).Select(c => c.Email).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>A name that every system takes: what is neither letter nor digit becomes a hyphen.</summary>
    private static string FileName(string number) =>
        string.Concat(number.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')) + ".pdf";
}
