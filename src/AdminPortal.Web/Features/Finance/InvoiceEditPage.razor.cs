using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Pickers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Finance;

/// <summary>A new draft of an invoice, or a draft that is changed.</summary>
public sealed partial class InvoiceEditPage
{
    private static readonly IReadOnlyList<string> Fields = [.. ContactForm.Fields, .. InvoiceForm.Fields];

    private readonly Readings readings = new();
    private InvoiceDetail? found;
    private readonly FormState<InvoiceForm> state = new(form => form.Copy());
    private ContactRow? picked;
    private ContactRow? pickedBefore;
    private ContactPicker? picker;
    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private bool loaded;
    private long stored;
    private long? shown;

    /// <summary>From the address; null for a new one.</summary>
    [Parameter]
    public long? Id { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private InvoiceQueries Invoices { get; set; } = null!;

    [Inject]
    private InvoiceService Service { get; set; } = null!;

    [Inject]
    private ContactQueries Contacts { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    private string Back => Id is { } id ? $"invoices/{ListAddress.Text(id)}" : "invoices";

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (!loaded || shown != Id)
        {
            (shown, loaded) = (Id, false);
            state.Show(null);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var (last, asked) = (readings.Begin(), Id);
        var tenant = await Tenants.OwnAsync(Actor);
        var invoice = asked is { } id ? await Invoices.FindAsync(Actor, id) : null;
        var recipient = invoice is not null && await Contacts.FindAsync(Actor, invoice.Row.ContactId) is { } contact
            ? ContactPicker.Row(contact.Id, contact.Draft)
            : null;
        if (!last())
        {
            return;
        }

        (zone, found, loaded) = (Zone.Find(tenant.TimeZone), invoice, true);
        pickedBefore = picked = recipient;
        state.Show(asked is null
            ? InvoiceForm.New(tenant.Currency, zone, Time.UtcNow())
            : found is { Row.Status: InvoiceStatus.Draft }
            ? InvoiceForm.Of(found, zone)
            : null);
    }

    private Task Go()
    {
        Toasts.Show(Id is null ? L["DraftCreated"] : S["Saved"]);
        Address.NavigateTo($"invoices/{ListAddress.Text(stored)}", replace: Id is null);
        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<Problem>> StoreAsync(InvoiceForm form)
    {
        var edited = found;
        var contact = await picker!.TakeAsync();
        var draft = form.ToDraft(contact.Value?.CustomerNumber ?? "", zone, Time.UtcNow(), edited?.Row);
        var result = edited is null ? await Service.CreateAsync(Actor, draft) : await ChangeAsync(edited, draft);
        stored = result.Ok ? result.Value : 0;
        return (contact.Ok ? result : ContactPicker.Refused(contact, result)).Problems;
    }

    private async Task<Result<long>> ChangeAsync(InvoiceDetail edited, InvoiceDraft draft)
    {
        var changed = await Service.UpdateAsync(Actor, edited.Row.Id, draft, edited.Version);
        return changed.Ok ? edited.Row.Id : changed.Refused<long>();
    }
}
