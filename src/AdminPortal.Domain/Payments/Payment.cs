using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Payments;

/// <summary>What became of a payment. Only completed ones count.</summary>
public enum PaymentStatus
{
    /// <summary>Announced, not there yet.</summary>
    Pending,

    /// <summary>The money is there.</summary>
    Completed,

    /// <summary>It did not come.</summary>
    Failed,

    /// <summary>It was there and went back.</summary>
    Refunded,
}

/// <summary>
/// Money from a contact, for an invoice or for none. Amounts are minor units of <see cref="Currency"/> and are never summed across
/// currencies.
/// </summary>
public sealed class Payment : ITenantOwned, IAudited, ISoftDeleted
{
    /// <summary>Longest name of a gateway.</summary>
    public const int GatewayLimit = 50;

    /// <summary>Longest reference.</summary>
    public const int ReferenceLimit = 100;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public long? InvoiceId { get; init; }

    public Invoice? Invoice { get; init; }

    public required long ContactId { get; init; }

    public Contact? Contact { get; init; }

    public long? EventId { get; init; }

    public Event? Event { get; init; }

    /// <summary>The way it came, for example <c>stripe</c>, <c>paypal</c>, <c>bank</c>, <c>cash</c>; compared letter by letter.</summary>
    public required string Gateway { get; init; }

    public PaymentStatus Status { get; set; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Minor units, positive: what the contact paid.</summary>
    public required long GrossMinor { get; init; }

    /// <summary>Minor units, not negative: what the gateway kept.</summary>
    public required long FeeMinor { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime PaidAt { get; set; }

    /// <summary>The gateway's own number, unique in tenant and gateway, compared letter by letter.</summary>
    public string? Reference { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }
}

internal sealed class PaymentMap : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> payment)
    {
        payment.Property(p => p.Gateway).HasMaxLength(Payment.GatewayLimit).IsExact();
        payment.Property(p => p.Currency).HasMaxLength(3).IsFixedLength().IsExact();
        payment.Property(p => p.Reference).HasMaxLength(Payment.ReferenceLimit).IsExact();
        payment.HasOne(p => p.Invoice).WithMany().HasForeignKey(p => p.InvoiceId);
        payment.HasOne(p => p.Contact).WithMany().HasForeignKey(p => p.ContactId);
        payment.HasOne(p => p.Event).WithMany().HasForeignKey(p => p.EventId);
        payment.HasIndex(p => new { p.TenantId, p.Gateway, p.Reference }).IsUnique()
            .HasFilter("[Reference] IS NOT NULL AND [DeletedAt] IS NULL");
        payment.HasIndex(p => new { p.ContactId, p.TenantId });
        payment.HasIndex(p => p.InvoiceId).HasFilter("[InvoiceId] IS NOT NULL");

        // Lists by date, and what was paid of an invoice; both cover what reports sum up.
        payment.HasIndex(p =>
            new { p.TenantId, p.PaidAt, p.DeletedAt, p.Status, p.Currency, p.Gateway, p.EventId, p.InvoiceId, p.GrossMinor, p.FeeMinor });
        payment.HasIndex(p => new { p.TenantId, p.InvoiceId, p.Currency, p.DeletedAt, p.Status, p.GrossMinor });
    }
}
