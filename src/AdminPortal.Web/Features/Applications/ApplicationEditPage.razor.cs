using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Pickers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Applications;

/// <summary>A new application, or an open one that is changed.</summary>
public sealed partial class ApplicationEditPage
{
    private static readonly IReadOnlyList<string> Fields = [.. ContactForm.Fields, .. ApplicationForm.Fields];

    private readonly Readings readings = new();
    private ApplicationDetail? found;
    private readonly FormState<ApplicationForm> state = new(form => form with { });
    private ContactRow? picked;
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
    private ApplicationQueries Applications { get; set; } = null!;

    [Inject]
    private ApplicationService Service { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    private string Back => Id is { } id ? $"applications/{ListAddress.Text(id)}" : "applications";

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
        var application = asked is { } id ? await Applications.FindAsync(Actor, id) : null;
        if (!last())
        {
            return;
        }

        (zone, found, loaded) = (Zone.Find(tenant.TimeZone), application, true);
        state.Show(asked is null ? new ApplicationForm()
            : found is { Row.Status: ApplicationStatus.Open } ? ApplicationForm.Of(found)
            : null);
    }

    private Task Go()
    {
        Toasts.Show(Id is null ? L["Created", picked?.Name ?? ""] : S["Saved"]);
        Address.NavigateTo($"applications/{ListAddress.Text(stored)}", replace: Id is null);
        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<Problem>> StoreAsync(ApplicationForm form)
    {
        if (found is { } edited)
        {
            stored = edited.Row.Id;
            return (await Service.UpdateAsync(Actor, stored, form.ToChange(), edited.Version)).Problems;
        }

        var contact = await picker!.TakeAsync();
        var draft = form.ToDraft(contact.Value?.CustomerNumber ?? "", zone);
        var created = draft.Ok ? await Service.CreateAsync(Actor, draft.Value) : draft.Refused<long>();
        stored = created.Ok ? created.Value : 0;
        return (contact.Ok ? created : ContactPicker.Refused(contact, created)).Problems;
    }
}
