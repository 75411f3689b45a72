using AdminPortal.Domain.Common;
using AdminPortal.Domain.Payments;
using AdminPortal.Web.Kit.Fields;

namespace AdminPortal.Web.Features.Finance;

/// <summary>What is typed about a payment; times are those of the tenant's zone. Equal forms hold the same texts.</summary>
public sealed record PaymentForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["invoice_number", "event_key", "gateway", "currency", "gross", "fee", "paid_at", "reference"];

    /// <summary>Empty for the invoice's, or none.</summary>
    public string? EventKey { get; set; } = "";

    public string? Gateway { get; set; }

    public string? Currency { get; set; }

    public string? Gross { get; set; }

    /// <summary>Empty for none.</summary>
    public string? Fee { get; set; }

    public string? PaidAt { get; set; }

    public string? Reference { get; set; }

    /// <summary>Announced, not there yet.</summary>
    public bool IsPending { get; set; }

    /// <summary>A payment of now.</summary>
    public static PaymentForm New(string currency, TimeZoneInfo zone, DateTime now) =>
        new() { Currency = currency, PaidAt = Moments.Text(now, zone) };

    /// <summary>The amount in minor units of the currency; null while it cannot be read.</summary>
    public long? GrossMinor => Amounts.Minor(Gross, Currency ?? "");

    /// <summary>What the service takes; what cannot be read becomes what it refuses. The minute of now means now.</summary>
    public PaymentDraft ToDraft(string? invoiceNumber, string? customerNumber, TimeZoneInfo zone, DateTime now)
    {
        var paidAt = Moments.Local(PaidAt) is { } local ? zone.Utc(local) : default;
        return new PaymentDraft(invoiceNumber, customerNumber, Filled(EventKey), Gateway?.Trim() ?? "", Currency ?? "", GrossMinor ?? 0,
            Filled(Fee) is { } fee ? Amounts.Minor(fee, Currency ?? "") ?? -1 : 0,
            now >= paidAt && now - paidAt < TimeSpan.FromMinutes(1) ? now : paidAt,
            Filled(Reference), IsPending ? PaymentStatus.Pending : PaymentStatus.Completed);
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
