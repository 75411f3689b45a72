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
    private static readonly IReadOnlyList<string> Fields = [.. ContactForm.Fields, .. ParticipationForm.Fields];

    private ParticipationForm participation = new();
    private IReadOnlyList<CategoryRow> categories = [];
    private IReadOnlyList<Problem> problems = [];
    private ContactRow? picked;
    private long categoriesOf;
    private bool saving;
    private ContactPicker? picker;
    private UnsavedChanges? unsaved;

    [Inject]
    private EventQueries EventQueries { get; set; } = null!;

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
        }
    }

    private async Task SaveAsync(bool next)
    {
        saving = true;
        var wasNew = picker!.IsNew;
        problems = await AddAsync();
        saving = false;
        if (problems.Count > 0)
        {
            await Browser.FocusAsync("[aria-invalid=true]");
            return;
        }

        Toasts.Show(L["Added", picked!.Name]);
        await picker!.ResetAsync(next && wasNew);
        participation = next ? participation with { BadgeNumber = null } : new ParticipationForm();
        if (next)
        {
            await ReloadEventAsync();
            await Browser.FocusAsync(wasNew ? "#first-name" : "#contact-search");
        }
        else
        {
            unsaved?.Saved();
            Address.NavigateTo(List);
        }
    }

    private async Task<IReadOnlyList<Problem>> AddAsync()
    {
        var contact = await picker!.TakeAsync();
        if (!contact.Ok)
        {
            return contact.Problems;
        }

        return (await Service.CreateAsync(Actor, new ParticipantDraft(EventKey, contact.Value.CustomerNumber, participation.IsConfirmed, participation.Badge, participation.Category))).Problems;
    }
}
