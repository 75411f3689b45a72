using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Applications;

/// <summary>A new application, or an open one that is changed.</summary>
public sealed partial class ApplicationEditPage
{
    private static readonly IReadOnlyList<string> Fields = [.. ContactForm.Fields, .. ApplicationForm.Fields];

    private ApplicationDetail? found;
    private ApplicationForm? form;
    private ApplicationForm? original;
    private ContactRow? picked;
    private ContactPicker? picker;
    private UnsavedChanges? unsaved;
    private IReadOnlyList<Problem> problems = [];
    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private bool loaded;
    private bool saving;
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

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    private bool Dirty => form is not null && (form != original || picked is not null || picker?.Dirty == true);

    private string Back => Id is { } id ? $"applications/{ListAddress.Text(id)}" : "applications";

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (!loaded || shown != Id)
        {
            shown = Id;
            zone = Zone.Find((await Tenants.OwnAsync(Actor)).TimeZone);
            await LoadAsync();
            loaded = true;
        }
    }

    private async Task LoadAsync()
    {
        problems = [];
        found = Id is { } id ? await Applications.FindAsync(Actor, id) : null;
        form = Id is null ? new ApplicationForm() : found is { Row.Status: ApplicationStatus.Open } ? ApplicationForm.Of(found) : null;
        original = form is null ? null : form with { };
    }

    private async Task SaveAsync()
    {
        saving = true;
        var result = await StoreAsync();
        saving = false;
        problems = result.Problems;
        if (!result.Ok)
        {
            await Browser.FocusAsync("[aria-invalid=true]");
            return;
        }

        unsaved?.Saved();
        Toasts.Show(Id is null ? L["Created", picked?.Name ?? ""] : S["Saved"]);
        Address.NavigateTo($"applications/{ListAddress.Text(result.Value)}", replace: Id is null);
    }

    private async Task<Result<long>> StoreAsync()
    {
        if (Id is { } id)
        {
            var changed = await Service.UpdateAsync(Actor, id, form!.ToChange(), found!.Version);
            return changed.Ok ? id : changed.Refused<long>();
        }

        var contact = await picker!.TakeAsync();
        var draft = form!.ToDraft(contact.Value?.CustomerNumber ?? "", zone);
        var created = draft.Ok ? await Service.CreateAsync(Actor, draft.Value) : draft.Refused<long>();
        return contact.Ok ? created : ContactPicker.Refused(contact, created);
    }
}
