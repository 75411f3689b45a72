using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Contacts;

/// <summary>One contact: created, changed, deleted; and the events it takes part in.</summary>
public sealed partial class ContactPage
{
    private ContactDetail? contact;
    private ContactForm? form;
    private ContactForm? original;
    private IReadOnlyList<Problem> problems = [];
    private bool missing;
    private RemovedNote? removed;
    private bool saving;
    private UnsavedChanges? unsaved;
    private bool loaded;
    private long? shown;

    /// <summary>From the address; null for a new contact.</summary>
    [Parameter]
    public long? Id { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private ContactQueries Contacts { get; set; } = null!;

    [Inject]
    private RemovalQueries Removals { get; set; } = null!;

    [Inject]
    private ContactService Service { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private Confirmations Confirmations { get; set; } = null!;

    [Inject]
    private UndoOffers Undo { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (!loaded || shown != Id)
        {
            (loaded, shown) = (true, Id);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        problems = [];
        contact = Id is { } id ? await Contacts.FindAsync(Actor, id) : null;
        missing = Id is not null && contact is null;
        removed = missing ? await Removals.FindAsync<Contact>(Actor, Id!.Value) : null;
        form = missing ? null : contact is null ? new ContactForm() : ContactForm.Of(contact.Draft);
        original = form is null ? null : form with { };
    }

    private async Task SaveAsync(int version)
    {
        saving = true;
        var result = contact is null ? await Service.CreateAsync(Actor, form!.ToDraft()) : await Service.UpdateAsync(Actor, contact.Id, form!.ToDraft(), version);
        saving = false;
        problems = result.Problems;
        if (!result.Ok)
        {
            await Browser.FocusAsync("[aria-invalid=true]");
            return;
        }

        original = form with { };
        Toasts.Show(S["Saved"]);
        if (contact is null)
        {
            unsaved?.Saved();
            Address.NavigateTo($"contacts/{ListAddress.Text(result.Value)}", replace: true);
        }
        else
        {
            await LoadAsync();
        }
    }

    /// <summary>Saves what is typed over what somebody else saved meanwhile.</summary>
    private async Task OverwriteAsync()
    {
        contact = await Contacts.FindAsync(Actor, contact!.Id);
        missing = contact is null;
        if (contact is not null)
        {
            await SaveAsync(contact.Version);
        }
    }

    private async Task DeleteAsync()
    {
        var name = Contact.DisplayName(contact!.Draft.FirstName, contact.Draft.LastName, contact.Draft.CompanyName);
        var participations = contact.Participations;
        var question = new Confirmation(L["DeleteQuestion", name], participations.Count == 0 ? L["DeleteAlone"] : L["DeleteGoes", participations.Count], S["Delete"])
        {
            Danger = true,
            Items = [.. participations.Select(participation => participation.EventTitle)],
        };
        if (!await Confirmations.AskAsync(question))
        {
            return;
        }

        var id = contact.Id;
        var result = await Service.DeleteAsync(Actor, id);
        if (!result.Ok)
        {
            Undo.Refused(result.Problems);
            return;
        }

        form = original = null;
        unsaved?.Saved();
        Undo.Offer(L["Deleted", name], () => Service.RestoreAsync(Actor, id), () =>
        {
            Address.NavigateTo($"contacts/{ListAddress.Text(id)}");
            return Task.CompletedTask;
        });
        Address.NavigateTo("contacts");
    }
}
