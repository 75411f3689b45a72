using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Invoices;
using AdminPortal.Web.Kit.Fields;

namespace AdminPortal.Web.Features.Finance;

/// <summary>What is typed about a draft; days are those of the tenant's zone. Equal forms hold the same texts.</summary>
public sealed record InvoiceForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["event_key", "currency", "gross", "invoice_date", "due_date", "notes", .. InvoiceLineForms.Fields];

    private static readonly TimeSpan Noon = TimeSpan.FromHours(12), EndOfDay = new(23, 59, 59);

    /// <summary>Days until payment that a new draft proposes.</summary>
    private const int DaysToPay = 14;

    /// <summary>Empty for none.</summary>
    public string? EventKey { get; set; } = "";

    public string? Currency { get; set; }

    /// <summary>Only where there are no lines.</summary>
    public string? Gross { get; set; }

    /// <summary>What it is for.</summary>
    public InvoiceLineForms Lines { get; init; } = new();

    public string? Date { get; set; }

    public string? Due { get; set; }

    public string? Notes { get; set; }

    private string CurrencyCode => Currency?.Trim().ToUpperInvariant() ?? "";

    /// <summary>What the lines that can be read come to; null where there is none.</summary>
    public InvoiceTotals? Totals => Lines.Totals(CurrencyCode);

    /// <summary>A new draft of today with one empty line.</summary>
    public static InvoiceForm New(string currency, TimeZoneInfo zone, DateTime now)
    {
        var form = new InvoiceForm { Currency = currency, Date = Text(zone.Day(now)), Due = Text(zone.Day(now).AddDays(DaysToPay)) };
        form.Lines.All.Add(new InvoiceLineForm());
        return form;
    }

    /// <summary>The same texts.</summary>
    public InvoiceForm Copy() => this with { Lines = Lines.Copy() };

    /// <summary>A draft as it is.</summary>
    public static InvoiceForm Of(InvoiceDetail invoice, TimeZoneInfo zone)
    {
        var form = Head(invoice, zone);
        form.Lines.All.AddRange(invoice.Lines.Select(line => InvoiceLineForm.Of(line, invoice.Row.Currency)));
        return form;
    }

    private static InvoiceForm Head(InvoiceDetail invoice, TimeZoneInfo zone) => new()
    {
        EventKey = invoice.Row.EventKey ?? "",
        Currency = invoice.Row.Currency,
        Gross = invoice.Lines.Count > 0 ? null : Amounts.Plain(invoice.Row.GrossMinor, invoice.Row.Currency),
        Date = Text(zone.Day(invoice.Row.InvoiceDate)),
        Due = invoice.Row.DueDate is { } due ? Text(zone.Day(due)) : null,
        Notes = invoice.Notes,
    };

    /// <summary>What the service takes; what cannot be read becomes what it refuses. A day that was not changed keeps its time.</summary>
    public InvoiceDraft ToDraft(string customerNumber, TimeZoneInfo zone, DateTime now, InvoiceRow? stored)
    {
        var currency = CurrencyCode;
        var date = Moment(Date, zone, stored?.InvoiceDate, Noon);
        return new InvoiceDraft(
            customerNumber, string.IsNullOrEmpty(EventKey) ? null : EventKey, currency, Amounts.Minor(Gross, currency) ?? 0,
            stored is null && DayField.Day(Date) == zone.Day(now) ? now : date, string.IsNullOrWhiteSpace(Due) ? null
                : Moment(Due, zone, stored?.DueDate, EndOfDay), Notes)
        {
            Lines = [.. Lines.All.Select(line => line.ToDraft(currency))],
        };
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTime Moment(string? typed, TimeZoneInfo zone, DateTime? stored, TimeSpan timeOfDay) =>
        DayField.Day(typed) is not { } day
            ? default
            : stored is { } kept && zone.Day(kept) == day
            ? kept
            : zone.Utc(day.ToDateTime(TimeOnly.MinValue) + timeOfDay);
}
