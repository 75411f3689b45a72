using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Components.Layout;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Participants;

/// <summary>Adds one participant: a contact that exists, or a new one.</summary>
public sealed partial class ParticipantAddPage
{
    private const int Offered = 8;

    private static readonly IReadOnlyList<string> Fields = [.. ContactForm.Fields, .. ParticipationForm.Fields];

    private ContactForm contact = new();
    private ParticipationForm participation = new();
    private IReadOnlyList<CategoryRow> categories = [];
    private IReadOnlyList<ContactRow> found = [];
    private IReadOnlyList<Problem> problems = [];
    private ContactRow? picked;
    private string search = "";
    private long categoriesOf;
    private bool isNew;
    private bool saving;
    private UnsavedChanges? unsaved;

    [Inject]
    private EventQueries EventQueries { get; set; } = null!;

    [Inject]
    private ContactQueries Contacts { get; set; } = null!;

    [Inject]
    private ContactService ContactService { get; set; } = null!;

    [Inject]
    private ParticipantService Service { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    private string List => Navigation.OfEvent("participants")(EventKey)!;

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        if (categoriesOf != Event.Id)
        {
            categoriesOf = Event.Id;
            categories = await EventQueries.CategoriesAsync(Actor, Event.Id);
            await FindAsync("");
        }
    }

    private async Task FindAsync(string text)
    {
        search = text;
        found = (await Contacts.ListAsync(Actor, text, new PageRequest(1, Offered, "name", false))).Items;
    }

    private void Pick(ContactRow row) => (picked, problems) = (row, []);

    private async Task SaveAsync(bool next)
    {
        saving = true;
        problems = await AddAsync();
        saving = false;
        if (problems.Count > 0)
        {
            await Browser.FocusAsync("[aria-invalid=true]");
            return;
        }

        Toasts.Show(L["Added", picked!.Name]);
        (contact, picked, isNew) = (new ContactForm(), null, isNew && next);
        participation = next ? participation with { BadgeNumber = null } : new ParticipationForm();
        if (next)
        {
            await ReloadEventAsync();
            await FindAsync("");
            await Browser.FocusAsync(isNew ? "#first-name" : "#contact-search");
        }
        else
        {
            unsaved?.Saved();
            Address.NavigateTo(List);
        }
    }

    private async Task<IReadOnlyList<Problem>> AddAsync()
    {
        if (isNew)
        {
            var created = await ContactService.CreateAsync(Actor, contact.ToDraft());
            if (!created.Ok)
            {
                return created.Problems;
            }

            // From here on the contact exists: should the participation be refused, it is the one that is picked.
            var stored = (await Contacts.FindAsync(Actor, created.Value))!.Draft;
            picked = new ContactRow(created.Value, stored.CustomerNumber, stored.CompanyName, stored.FirstName, stored.LastName, stored.Email, stored.City, stored.Country, 0);
            isNew = false;
        }

        if (picked is null)
        {
            return [new Problem("choose_contact", "Choose a contact.", "customer_number")];
        }

        return (await Service.CreateAsync(Actor, new ParticipantDraft(EventKey, picked.CustomerNumber, participation.IsConfirmed, participation.Badge, participation.Category))).Problems;
    }
}
