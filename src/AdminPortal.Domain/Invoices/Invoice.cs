using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Invoices;

/// <summary>Whether the amount is owed to the tenant or given back.</summary>
public enum InvoiceKind
{
    /// <summary>The contact owes the amount.</summary>
    Invoice,

    /// <summary>The amount is taken off an invoice.</summary>
    CreditNote,
}

/// <summary>How far an invoice is.</summary>
public enum InvoiceStatus
{
    /// <summary>Without a number; counts nowhere.</summary>
    Draft,

    /// <summary>Numbered and final.</summary>
    Issued,

    /// <summary>A draft that was given up; counts nowhere.</summary>
    Cancelled,
}

/// <summary>
/// An invoice or a credit note. Amounts are minor units of <see cref="Currency"/> and are never summed across currencies.
/// </summary>
public sealed partial class Invoice : ITenantOwned, IAuditedParts, ISoftDeleted
{
    /// <summary>Longest number.</summary>
    public const int NumberLimit = 64;

    /// <summary>Longest notes.</summary>
    public const int NotesLimit = 2000;

    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>Unique in the tenant for ever, compared letter by letter; null until it is issued.</summary>
    public string? Number { get; set; }

    public InvoiceKind Kind { get; init; }

    public InvoiceStatus Status { get; set; }

    public required long ContactId { get; set; }

    public Contact? Contact { get; init; }

    public long? EventId { get; set; }

    public Event? Event { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; set; }

    /// <summary>
    /// Minor units, always positive; a credit note subtracts. Where there are lines, what they come to (<see cref="InvoiceTotals"/>).
    /// </summary>
    public required long GrossMinor { get; set; }

    /// <summary>What it is for; empty where only the gross amount is known.</summary>
    public List<InvoiceLine> Lines { get; } = [];

    /// <summary>UTC; its year in the tenant's zone is the year of the number.</summary>
    public required DateTime InvoiceDate { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? DueDate { get; set; }

    /// <summary>The invoice a credit note belongs to.</summary>
    public long? CreditOfId { get; init; }

    public Invoice? CreditOf { get; init; }

    public string? Notes { get; set; }

    /// <summary>UTC time at which it went to the contact.</summary>
    public DateTime? SentAt { get; set; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>The last number given to a kind of invoice in a year. Its row is the lock under which numbers are given.</summary>
public sealed class InvoiceCounter : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required InvoiceKind Kind { get; init; }

    public required int Year { get; init; }

    public int Last { get; set; }
}

internal sealed class InvoiceMap : IEntityTypeConfiguration<Invoice>, IEntityTypeConfiguration<InvoiceCounter>
{
    public void Configure(EntityTypeBuilder<Invoice> invoice)
    {
        invoice.Property(i => i.Number).HasMaxLength(Invoice.NumberLimit).IsExact();
        invoice.Property(i => i.Currency).HasMaxLength(3).IsFixedLength().IsExact();
        invoice.Property(i => i.Notes).HasMaxLength(Invoice.NotesLimit);
        invoice.HasOne(i => i.Contact).WithMany().HasForeignKey(i => i.ContactId);
        invoice.HasOne(i => i.Event).WithMany().HasForeignKey(i => i.EventId);
        invoice.HasOne(i => i.CreditOf).WithMany().HasForeignKey(i => i.CreditOfId);
        invoice.HasIndex(i => new { i.TenantId, i.Number }).IsUnique().HasFilter("[Number] IS NOT NULL AND [DeletedAt] IS NULL");

        // Finds a number also on an invoice that went with the import that brought it: no number is given twice.
        invoice.HasIndex(i => new { i.TenantId, i.Number, i.DeletedAt });
        invoice.HasIndex(i => new { i.ContactId, i.TenantId });
        invoice.HasIndex(i => new { i.CreditOfId, i.TenantId });

        // Lists by date; covers what reports read of a range.
        invoice.HasIndex(i => new { i.TenantId, i.InvoiceDate, i.DeletedAt, i.Status, i.Kind, i.EventId, i.Currency, i.GrossMinor });
    }

    public void Configure(EntityTypeBuilder<InvoiceCounter> counter) => counter.HasIndex(c => new { c.TenantId, c.Kind, c.Year })
        .IsUnique();
}
