using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Events;

/// <summary>Changes an event, its categories, and deletes it.</summary>
public sealed partial class EventSettingsPage
{
    private readonly FormState<EventForm> state = new(form => form with { });
    private FormView<EventForm>? view;
    private string? shown;
    private string? stored;
    private int version;
    private EventSize? size;

    [Inject]
    private EventQueries Queries { get; set; } = null!;

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

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        if (shown != EventKey)
        {
            Show();
            size = await Queries.SizeAsync(Actor, Event.Id);
        }
    }

    private void Show()
    {
        state.Show(EventForm.Of(Event.Draft));
        (version, shown) = (Event.Version, EventKey);
    }

    private async Task<IReadOnlyList<Problem>> StoreAsync(EventForm form)
    {
        var draft = form.ToDraft(Event.Draft);
        var result = draft.Ok ? await Service.UpdateAsync(Actor, Event.Id, draft.Value, version) : draft.Refused<long>();
        if (result.Ok)
        {
            stored = draft.Value!.EventKey;
            Toasts.Show(S["Saved"]);
        }

        return result.Problems;
    }

    /// <summary>Saves what is typed over what somebody else saved meanwhile.</summary>
    private async Task<IReadOnlyList<Problem>> OverwriteAsync(EventForm form)
    {
        await ReloadEventAsync();
        version = Event.Version;
        return await StoreAsync(form);
    }

    /// <summary>Shows what is stored; a new key has a new address.</summary>
    private async Task ShowAsync()
    {
        if (stored is not null && stored != EventKey)
        {
            Address.NavigateTo(Navigation.OfEvent("settings")(stored)!, replace: true);
            return;
        }

        await ReloadEventAsync();
        Show();
    }

    private async Task DeleteAsync()
    {
        var inside = (await Figures.FindAsync(Actor, Event.Draft.EventKey))?.PeopleInside ?? 0;
        size = await Queries.SizeAsync(Actor, Event.Id);
        var goes = L["DeleteGoes", size.Participants, size.CheckIns].Value;
        var stays = L.Counted("DeleteInside", inside);
        var question = new Confirmation(L["DeleteQuestion", Event.Draft.Title], inside > 0 ? $"{stays} {goes}" : goes, L["DeleteEvent"])
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

        state.Show(null);
        view?.Leave();
        Shell.SetEvent(null);
        Undo.Offer(L["EventDeleted", title], () => Service.RestoreAsync(Actor, id), () =>
        {
            Address.NavigateTo(Navigation.OfEvent("settings")(key)!);
            return Task.CompletedTask;
        });
        Address.NavigateTo("events");
    }
}
