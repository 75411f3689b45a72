using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Pickers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Finance;

/// <summary>Records a payment, for an invoice or for none, and says what it does to the invoice before and after.</summary>
public sealed partial class PaymentNewPage
{
    private static readonly IReadOnlyList<string> Fields = [.. ContactForm.Fields, .. PaymentForm.Fields];

    private static readonly string[] Usual = ["bank", "cash", "paypal", "stripe"];

    private InvoiceRow? asked;
    private InvoiceRow? invoice;
    private ContactRow? contact;
    private readonly FormState<PaymentForm> state = new(form => form with { });
    private ContactPicker? picker;
    private IReadOnlyList<string> gateways = [];
    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private bool withInvoice = true;
    private long recorded;

    /// <summary>From the address: the invoice to begin with.</summary>
    [SupplyParameterFromQuery(Name = "invoice")]
    public string? InvoiceText { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private InvoiceQueries Invoices { get; set; } = null!;

    [Inject]
    private PaymentQueries Payments { get; set; } = null!;

    [Inject]
    private PaymentService Service { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    private string Back => asked is { Id: var id } ? $"invoices/{ListAddress.Text(id)}" : "payments";

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var tenant = await Tenants.OwnAsync(Actor);
        zone = Zone.Find(tenant.TimeZone);
        gateways = [.. (await Payments.GatewaysAsync(Actor)).Concat(Usual).Distinct()];
        asked = ListAddress.Number(InvoiceText) is { } id && (await Invoices.FindAsync(Actor, id))?.Row is
        { Kind: InvoiceKind.Invoice, Status: InvoiceStatus.Issued } row ? row : null;
        state.Show(PaymentForm.New(tenant.Currency, zone, Time.UtcNow()));
        Pick(asked);
        state.Keep();
    }

    /// <summary>The amount follows the invoice until somebody types another one.</summary>
    private void Pick(InvoiceRow? row)
    {
        var proposed = Proposed(invoice);
        invoice = row;
        if (row is not null && state.Value is { } form && (string.IsNullOrWhiteSpace(form.Gross) || form.Gross == proposed))
        {
            (form.Gross, form.Currency) = (Proposed(row), row.Currency);
        }
    }

    private static string? Proposed(InvoiceRow? row) => row is { OpenMinor: > 0 } ? Amounts.Plain(row.OpenMinor, row.Currency) : null;

    private async Task GoAsync()
    {
        if (withInvoice && await Invoices.FindAsync(Actor, invoice!.Id) is { } after)
        {
            Toasts.Show($"{L["Recorded"]} {PaymentOutcome.After(L, after.Row)}", after.Row.OpenMinor < 0 ? Tone.Warn : Tone.Ok);
            Address.NavigateTo($"invoices/{ListAddress.Text(invoice.Id)}", replace: true);
        }
        else
        {
            Toasts.Show(L["Recorded"]);
            Address.NavigateTo($"payments/{ListAddress.Text(recorded)}", replace: true);
        }
    }

    private async Task<IReadOnlyList<Problem>> StoreAsync(PaymentForm form)
    {
        var payer = withInvoice ? null : await picker!.TakeAsync();
        var stored = await Service.RecordAsync(Actor,
            form.ToDraft(withInvoice ? invoice?.Number : null, payer?.Value?.CustomerNumber, zone, Time.UtcNow()));
        recorded = stored.Ok ? stored.Value : 0;
        return withInvoice switch
        {
            // Without one everything else that is wrong is said as well.
            true when invoice is null => [new Problem("choose_invoice", "Choose an invoice.", "invoice_number"),
                .. stored.Problems.Where(problem => problem.Field != "customer_number")],
            false when !payer!.Ok => ContactPicker.Refused(payer, stored).Problems,
            _ => stored.Problems,
        };
    }
}
