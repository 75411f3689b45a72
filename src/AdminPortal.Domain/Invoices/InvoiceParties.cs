using System.Text.Json;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Invoices;

/// <summary>Who an issued invoice is from and to, as it stood when it was issued: a later address changes nothing on it.</summary>
public sealed class InvoiceParties : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public long InvoiceId { get; init; }

    public Invoice? Invoice { get; init; }

    /// <summary><see cref="InvoiceFacts"/> as JSON.</summary>
    public required string Facts { get; init; }
}

/// <summary>Who writes an invoice.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Address">Lines.</param>
/// <param name="TaxNumber">Of the tax office, or null.</param>
/// <param name="VatNumber">VAT identification number, or null.</param>
/// <param name="AccountHolder">Whose account it is, or null for the name.</param>
/// <param name="Iban">Without spaces, or null.</param>
/// <param name="Bic">Or null.</param>
public sealed record InvoiceSeller(
    string Name, IReadOnlyList<string> Address, string? TaxNumber, string? VatNumber, string? AccountHolder, string? Iban, string? Bic);

/// <summary>What stands on an invoice besides its lines.</summary>
/// <param name="Seller">Who writes it.</param>
/// <param name="Recipient">Name and address of the contact, in lines.</param>
/// <param name="CustomerNumber">Of the contact.</param>
/// <param name="EventTitle">What was supplied, or null for no event.</param>
/// <param name="SupplyFrom">First day of the event in its zone; null without an event.</param>
/// <param name="SupplyTo">Its last day.</param>
public sealed record InvoiceFacts(
    InvoiceSeller Seller, IReadOnlyList<string> Recipient, string CustomerNumber, string? EventTitle, DateOnly? SupplyFrom,
        DateOnly? SupplyTo)
{
    /// <summary>As they are now.</summary>
    internal static async Task<InvoiceFacts> NowAsync(PortalDb db, long contactId, long? eventId, CancellationToken cancellationToken)
    {
        var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == contactId, cancellationToken);
        var profile = await db.TenantProfiles
            .Select(p => new { p.LegalName, p.Address, p.TaxNumber, p.VatNumber, p.AccountHolder, p.Iban, p.Bic })
            .SingleOrDefaultAsync(cancellationToken);
        var name = profile?.LegalName ?? await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => t.Name)
            .SingleAsync(cancellationToken);
        var found = eventId is null ? null : await db.Events.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(e => e.Id == eventId)
            .Select(e => new { e.Title, e.StartsAt, e.EndsAt, e.TimeZone }).SingleOrDefaultAsync(cancellationToken);
        var zone = found is null ? null : Zone.Find(found.TimeZone);
        var person = $"{contact.FirstName} {contact.LastName}".Trim();
        var place = $"{contact.PostalCode} {contact.City}".Trim();
        return new InvoiceFacts(
            new InvoiceSeller(
                name, Lines(profile?.Address), profile?.TaxNumber, profile?.VatNumber, profile?.AccountHolder, profile?.Iban, profile?.Bic),
            [.. new[] { contact.CompanyName, person, contact.Street, place, contact.Country }
                .Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line!)],
            contact.CustomerNumber, found?.Title, zone?.Day(found!.StartsAt), zone?.Day(found!.EndsAt.AddMilliseconds(-1)));
    }

    /// <summary>
    /// Of an invoice: as they were when it was issued, as they are now while it is a draft and where it was issued elsewhere.
    /// </summary>
    internal static async Task<InvoiceFacts> OfAsync(
        PortalDb db, long invoiceId, long contactId, long? eventId, CancellationToken cancellationToken)
    {
        var kept = await db.InvoiceParties.Where(p => p.InvoiceId == invoiceId).Select(p => p.Facts)
            .SingleOrDefaultAsync(cancellationToken);
        return kept is null ? await NowAsync(db, contactId, eventId, cancellationToken)
            : JsonSerializer.Deserialize<InvoiceFacts>(kept, AuditRecorder.Json)!;
    }

    /// <summary>Keeps them with an invoice that is being issued.</summary>
    internal static async Task KeepAsync(PortalDb db, Invoice invoice, CancellationToken cancellationToken)
    {
        var facts = await NowAsync(db, invoice.ContactId, invoice.EventId, cancellationToken);
        db.InvoiceParties.Add(new InvoiceParties { Invoice = invoice, Facts = JsonSerializer.Serialize(facts, AuditRecorder.Json) });
    }

    private static string[] Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

internal sealed class InvoicePartiesMap : IEntityTypeConfiguration<InvoiceParties>
{
    public void Configure(EntityTypeBuilder<InvoiceParties> parties)
    {
        parties.Property(p => p.Facts).IsUnbounded();
        parties.HasOne(p => p.Invoice).WithMany().HasForeignKey(p => p.InvoiceId);
        parties.HasIndex(p => new { p.TenantId, p.InvoiceId }).IsUnique();
        parties.HasIndex(p => p.InvoiceId);
    }
}
