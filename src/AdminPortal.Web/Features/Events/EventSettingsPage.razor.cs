using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Components.Layout;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Events;

/// <summary>Changes an event, its categories, and deletes it.</summary>
public sealed partial class EventSettingsPage
{
    private EventForm? form;
    private EventForm? original;
    private IReadOnlyList<Problem> problems = [];
    private int version;
    private bool saving;
    private UnsavedChanges? unsaved;

    [Inject]
    private CheckInStatsQueries Figures { get; set; } = null!;

    [Inject]
    private EventService Service { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private ShellState Shell { get; set; } = null!;

    [Inject]
    private Confirmations Confirmations { get; set; } = null!;

    [Inject]
    private UndoOffers Undo { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    /// <inheritdoc />
    protected override Task OnEventAsync()
    {
        if (form is null || original?.EventKey != EventKey)
        {
            Show();
        }

        return Task.CompletedTask;
    }

    private void Show()
    {
        form = EventForm.Of(Event.Draft);
        original = form with { };
        version = Event.Version;
        problems = [];
    }

    private async Task SaveAsync(int expected)
    {
        saving = true;
        var draft = form!.ToDraft(Event.Draft);
        var result = draft.Ok ? await Service.UpdateAsync(Actor, Event.Id, draft.Value, expected) : draft.Refused<long>();
        saving = false;
        problems = result.Problems;
        if (!result.Ok)
        {
            await Browser.FocusAsync("[aria-invalid=true]");
            return;
        }

        original = form with { };
        Toasts.Show(S["Saved"]);
        if (draft.Value!.EventKey != EventKey)
        {
            unsaved?.Saved();
            Address.NavigateTo(Navigation.OfEvent("settings")(draft.Value.EventKey)!, replace: true);
            return;
        }

        await ReloadEventAsync();
        Show();
    }

    private async Task TakeStoredAsync()
    {
        await ReloadEventAsync();
        Show();
    }

    /// <summary>Saves what is typed over what somebody else saved meanwhile.</summary>
    private async Task OverwriteAsync()
    {
        await ReloadEventAsync();
        version = Event.Version;
        await SaveAsync(version);
    }

    private async Task DeleteAsync()
    {
        var inside = (await Figures.FindAsync(Actor, Event.Draft.EventKey))?.PeopleInside ?? 0;
        var goes = L["DeleteGoes", Event.Participants, Event.CheckIns].Value;
        var question = new Confirmation(L["DeleteQuestion", Event.Draft.Title], inside > 0 ? $"{L["DeleteInside", inside]} {goes}" : goes, L["DeleteEvent"])
        {
            Danger = true,
            Typed = inside > 0 ? Event.Draft.Title : null,
        };
        if (!await Confirmations.AskAsync(question))
        {
            return;
        }

        var (id, title, key) = (Event.Id, Event.Draft.Title, Event.Draft.EventKey);
        var result = await Service.DeleteAsync(Actor, id);
        if (!result.Ok)
        {
            Undo.Refused(result.Problems);
            return;
        }

        form = original = null;
        unsaved?.Saved();
        Shell.SetEvent(null);
        Undo.Offer(L["EventDeleted", title], () => Service.RestoreAsync(Actor, id), () =>
        {
            Address.NavigateTo(Navigation.OfEvent("settings")(key)!);
            return Task.CompletedTask;
        });
        Address.NavigateTo("events");
    }
}
