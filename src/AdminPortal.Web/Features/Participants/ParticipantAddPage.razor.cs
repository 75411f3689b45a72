using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Pickers;
using AdminPortal.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Participants;

/// <summary>Adds one participant: a contact that exists, or a new one.</summary>
public sealed partial class ParticipantAddPage
{
    private static readonly IReadOnlyList<string> Fields = [.. ContactForm.Fields, .. ParticipationForm.Fields];

    private readonly FormState<ParticipationForm> state = new(form => form with { });
    private IReadOnlyList<CategoryName> categories = [];
    private ContactRow? picked;
    private long categoriesOf;
    private ContactPicker? picker;

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
            categories = await EventQueries.CategoryNamesAsync(Actor, Event.Id);
            state.Show(state.Value ?? new ParticipationForm());
        }
    }

    private async Task<IReadOnlyList<Problem>> AddAsync(ParticipationForm form)
    {
        var contact = await picker!.TakeAsync();
        if (!contact.Ok)
        {
            return contact.Problems;
        }

        var draft = new ParticipantDraft(EventKey, contact.Value.CustomerNumber, form.IsConfirmed, form.Badge, form.Category);
        return (await Service.CreateAsync(Actor, draft)).Problems;
    }

    private void Go()
    {
        Toasts.Show(L["Added", picked!.Name]);
        Address.NavigateTo(List);
    }

    /// <summary>Adds, and begins the next one alike but for the badge.</summary>
    private async Task<IReadOnlyList<Problem>> AddAsNextAsync(ParticipationForm form)
    {
        var wasNew = picker!.IsNew;
        var problems = await AddAsync(form);
        if (problems.Count == 0)
        {
            Toasts.Show(L["Added", picked!.Name]);
            await picker.ResetAsync(wasNew);
            state.Show(form with { BadgeNumber = null });
            await ReloadEventAsync();
            await InvokeAsync(StateHasChanged);
            await Browser.FocusAsync(wasNew ? "#first-name" : "#contact-search");
        }

        return problems;
    }
}
