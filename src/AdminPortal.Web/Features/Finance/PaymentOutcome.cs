using AdminPortal.Domain.Common;
using AdminPortal.Domain.Invoices;
using AdminPortal.Web.Kit;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Finance;

/// <summary>What a payment does to its invoice, in plain words.</summary>
public static class PaymentOutcome
{
    /// <summary>What it would do, before it is saved.</summary>
    /// <param name="texts">In the viewer's language.</param>
    /// <param name="invoice">As it is now.</param>
    /// <param name="grossMinor">Minor units of the currency; null while none is typed.</param>
    /// <param name="currency">Of the payment.</param>
    /// <param name="isPending">Announced only.</param>
    public static (Tone Tone, string Text) Before(IStringLocalizer<FinanceTexts> texts, InvoiceRow invoice, long? grossMinor,
        string? currency, bool isPending)
    {
        if (currency != invoice.Currency)
        {
            return (Tone.Warn, texts["PaysOtherCurrency", invoice.Currency, currency ?? ""]);
        }

        if (isPending)
        {
            return (Tone.Info, texts["PaysLater"]);
        }

        return (grossMinor is > 0 ? invoice.OpenMinor - grossMinor.Value : (long?)null) switch
        {
            null => (Tone.Info, invoice.OpenMinor > 0
                ? texts["OpenNow", Amounts.Text(invoice.OpenMinor, invoice.Currency)]
                : texts["NothingOpen"]),
            0 => (Tone.Ok, texts["PaysInFull"]),
            > 0 and var rest => (Tone.Info, texts["PaysPart", Amounts.Text(rest, invoice.Currency)]),
            { } over when invoice.OpenMinor > 0 => (Tone.Warn, texts["Overpays", Amounts.Text(-over, invoice.Currency)]),
            { } over => (Tone.Warn, texts["PaysTwice", Amounts.Text(-over, invoice.Currency)]),
        };
    }

    /// <summary>What it did, once it is saved.</summary>
    public static string After(IStringLocalizer<FinanceTexts> texts, InvoiceRow invoice) => invoice.OpenMinor switch
    {
        0 => texts["IsPaid", invoice.Number ?? ""],
        > 0 => texts["IsOpen", invoice.Number ?? "", Amounts.Text(invoice.OpenMinor, invoice.Currency)],
        _ => texts["IsOverpaid", invoice.Number ?? "", Amounts.Text(-invoice.OpenMinor, invoice.Currency)],
    };
}
