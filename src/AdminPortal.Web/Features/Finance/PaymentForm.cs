using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Payments;

namespace AdminPortal.Web.Features.Finance;

/// <summary>What is typed about a payment; times are those of the tenant's zone. Equal forms hold the same texts.</summary>
public sealed record PaymentForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["invoice_number", "event_key", "gateway", "currency", "gross", "fee", "paid_at", "reference"];

    private const string Local = "yyyy-MM-dd'T'HH:mm";

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
        new() { Currency = currency, PaidAt = zone.Local(now).ToString(Local, CultureInfo.InvariantCulture) };

    /// <summary>The amount in minor units of the currency; null while it cannot be read.</summary>
    public long? GrossMinor => Amounts.Minor(Gross, Currency ?? "");

    /// <summary>What the service takes; what cannot be read becomes what it refuses. The minute of now means now.</summary>
    public PaymentDraft ToDraft(string? invoiceNumber, string? customerNumber, TimeZoneInfo zone, DateTime now)
    {
        var paidAt = DateTime.TryParse(PaidAt, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= 1990
            and < 2200 ? zone.Utc(local) : default;
        return new PaymentDraft(
            invoiceNumber, customerNumber, string.IsNullOrEmpty(EventKey) ? null : EventKey, Gateway?.Trim() ?? "", Currency
                ?? "", GrossMinor ?? 0,
            string.IsNullOrWhiteSpace(Fee) ? 0 : Amounts.Minor(Fee, Currency ?? "") ?? -1, now >= paidAt
                && now - paidAt < TimeSpan.FromMinutes(1) ? now : paidAt,
            string.IsNullOrWhiteSpace(Reference) ? null : Reference.Trim(), IsPending ? PaymentStatus.Pending : PaymentStatus.Completed);
    }
}
