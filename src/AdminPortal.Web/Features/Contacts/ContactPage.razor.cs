using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Pickers;
using AdminPortal.Web.Kit.Texts;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Contacts;

/// <summary>One contact: created, changed, deleted; and the events it takes part in.</summary>
public sealed partial class ContactPage
{
    private readonly Readings readings = new();
    private ContactDetail? contact;
    private readonly FormState<ContactForm> state = new(form => form with { });
    private FormView<ContactForm>? view;
    private long stored;
    private bool missing;
    private RemovedNote? removed;
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
        var (last, asked) = (readings.Begin(), Id);
        var found = asked is { } id ? await Contacts.FindAsync(Actor, id) : null;
        var gone = asked is not null && found is null;
        var note = gone ? await Removals.FindAsync<Contact>(Actor, asked!.Value) : null;
        if (!last())
        {
            return;
        }

        (contact, missing, removed) = (found, gone, note);
        state.Show(missing ? null : contact is null ? new ContactForm() : ContactForm.Of(contact.Draft));
    }

    private async Task<IReadOnlyList<Problem>> StoreAsync(ContactForm form)
    {
        var result = contact is null
            ? await Service.CreateAsync(Actor, form.ToDraft())
            : await Service.UpdateAsync(Actor, contact.Id, form.ToDraft(), contact.Version);
        stored = result.Ok ? result.Value : 0;
        return result.Problems;
    }

    private async Task GoAsync()
    {
        Toasts.Show(S["Saved"]);
        if (contact is null)
        {
            Address.NavigateTo($"contacts/{ListAddress.Text(stored)}", replace: true);
        }
        else
        {
            await LoadAsync();
        }
    }

    /// <summary>
    /// Saves what is typed over what somebody else saved meanwhile; a contact removed meanwhile is told like a new conflict.
    /// </summary>
    private async Task<IReadOnlyList<Problem>> OverwriteAsync(ContactForm form)
    {
        contact = await Contacts.FindAsync(Actor, contact!.Id) ?? contact;
        return await StoreAsync(form);
    }

    private async Task DeleteAsync()
    {
        var name = Contact.DisplayName(contact!.Draft.FirstName, contact.Draft.LastName, contact.Draft.CompanyName);
        var participations = contact.Participations;
        var question = new Confirmation(L["DeleteQuestion", name],
            participations.Count == 0 ? L["DeleteAlone"] : L.Counted("DeleteGoes", participations.Count), S["Delete"])
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

        state.Show(null);
        view?.Leave();
        Undo.Offer(L["Deleted", name], () => Service.RestoreAsync(Actor, id), () =>
        {
            Address.NavigateTo($"contacts/{ListAddress.Text(id)}");
            return Task.CompletedTask;
        });
        Address.NavigateTo("contacts");
    }
}
