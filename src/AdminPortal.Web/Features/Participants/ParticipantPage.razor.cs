using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Pickers;
using AdminPortal.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Participants;

/// <summary>One participant: participation, contact, stays, and what was changed by whom.</summary>
public sealed partial class ParticipantPage
{
    private const int Newest = 50;

    private readonly Readings readings = new();
    private ParticipantRecord? record;
    private readonly FormState<ParticipationForm> participation = new(form => form with { });
    private readonly FormState<ContactForm> contact = new(form => form with { });
    private FormView<ParticipationForm>? view;
    private FormView<ContactForm>? contactView;
    private int version;
    private int contactVersion;
    private IReadOnlyList<CategoryName> categories = [];
    private IReadOnlyList<CheckInRecord> stays = [];
    private IReadOnlyList<AuditEntry> trail = [];
    private DateTime now;
    private long shown;
    private bool missing;
    private RemovedNote? removed;

    /// <summary>From the address.</summary>
    [Parameter]
    public long Id { get; set; }

    [Inject]
    private ParticipantQueries Participants { get; set; } = null!;

    [Inject]
    private RemovalQueries Removals { get; set; } = null!;

    [Inject]
    private ParticipantService Service { get; set; } = null!;

    [Inject]
    private ParticipantActions Actions { get; set; } = null!;

    [Inject]
    private ContactQueries Contacts { get; set; } = null!;

    [Inject]
    private ContactService ContactService { get; set; } = null!;

    [Inject]
    private CheckInQueries CheckIns { get; set; } = null!;

    [Inject]
    private EventQueries EventQueries { get; set; } = null!;

    [Inject]
    private AuditQueries Audit { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool MayChange => Actor.May(Permission.ManageParticipants);

    private string List => Navigation.OfEvent("participants")(EventKey)!;

    private string Name => Contact.DisplayName(record!.Contact.FirstName, record.Contact.LastName, record.Contact.CompanyName) is
    { Length: > 0 } name ? name : L["Unnamed"];

    private Presence Presence => stays.Count == 0 ? Presence.Never : stays.Any(stay => stay.IsCheckedIn) ? Presence.Inside : Presence.Out;

    private ParticipantTarget Target => new(Actor, EventKey, new ParticipantSelection(Event.Id, [Id]), Name, ReloadAsync);

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        if (shown != Id)
        {
            shown = Id;
            record = null;
            contact.Show(null);
            categories = await EventQueries.CategoryNamesAsync(Actor, Event.Id);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var (last, asked) = (readings.Begin(), Id);
        var found = await Participants.FindAsync(Actor, asked);
        var note = found is null ? await Removals.FindAsync<Participant>(Actor, asked) : null;
        if (!last())
        {
            return;
        }

        (missing, removed) = (found is null || found.EventId != Event.Id, note);
        if (missing)
        {
            record = null;
            return;
        }

        ShowParticipation(found!);
        await LoadContactAsync();
        await LoadStaysAsync();
    }

    private async Task LoadContactAsync()
    {
        var of = record!;
        if (Actor.May(Permission.ViewContacts) && await Contacts.FindAsync(Actor, of.ContactId) is { } detail && of.Id == Id)
        {
            contact.Show(ContactForm.Of(detail.Draft));
            contactVersion = detail.Version;
        }
    }

    private async Task LoadStaysAsync()
    {
        var (asked, read) = (Id, Time.UtcNow());
        var known = Actor.May(Permission.ViewCheckIns)
            ? (await CheckIns.ListAsync(Actor, new CheckInFilter(Event.Id) { ParticipantId = asked },
                new PageRequest(1, Newest, "checked_in_at"))).Items
            : [];
        var changes = Actor.May(Permission.ViewAudit)
            ? (await Audit.ListAsync(Actor, new AuditFilter { Entity = nameof(Participant), EntityId = asked }, new PageRequest(1, Newest)))
            .Items
            : [];
        if (asked == Id)
        {
            (now, stays, trail) = (read, known, changes);
        }
    }

    /// <summary>After an action from here or its undoing: what is typed stays.</summary>
    private Task ReloadAsync() => InvokeAsync(async () =>
    {
        if (record is null || missing)
        {
            await LoadAsync();
        }
        else
        {
            await LoadStaysAsync();
        }

        StateHasChanged();
    });

    private Task<IReadOnlyList<Problem>> StoreParticipationAsync(ParticipationForm form) => StoreAsync(form, version);

    /// <summary>Saves what was typed here over what somebody else saved meanwhile; what they changed besides stays.</summary>
    private Task<IReadOnlyList<Problem>> OverwriteParticipationAsync(ParticipationForm form) => StoreAsync(form, null);

    private async Task<IReadOnlyList<Problem>> StoreAsync(ParticipationForm form, int? seen) =>
        (await Service.UpdateAsync(Actor, Id, form.Since(participation.Original!), seen)).Problems;

    private async Task ParticipationSavedAsync()
    {
        await LoadParticipationAsync();
        await LoadStaysAsync();
        Toasts.Show(S["Saved"]);
    }

    /// <summary>Shows the participation as it is stored; one that was removed meanwhile says so.</summary>
    private async Task LoadParticipationAsync()
    {
        if (await Participants.FindAsync(Actor, Id) is { } stored)
        {
            ShowParticipation(stored);
        }
        else
        {
            await LoadAsync();
        }
    }

    private void ShowParticipation(ParticipantRecord stored)
    {
        if (stored.Id != Id)
        {
            return;
        }

        (record, version) = (stored, stored.Version);
        participation.Show(ParticipationForm.Of(stored));
    }

    private async Task<IReadOnlyList<Problem>> StoreContactAsync(ContactForm form) =>
        (await ContactService.UpdateAsync(Actor, record!.ContactId, form.ToDraft(), contactVersion)).Problems;

    private async Task ContactSavedAsync()
    {
        Toasts.Show(S["Saved"]);
        if (await Participants.FindAsync(Actor, Id) is not { } stored)
        {
            await LoadAsync();
            return;
        }

        // The participation's form keeps what it shows, and with it the version that was seen.
        if (stored.Id == Id)
        {
            record = stored;
            await LoadContactAsync();
        }
    }

    private async Task RemoveAsync()
    {
        var (id, list) = (Id, List);
        var gone = Target with { After = () => GoAsync(list), Undone = () => GoAsync($"{list}/{ListAddress.Text(id)}") };
        await Actions.RemoveAsync(gone, 1, []);

        Task GoAsync(string page) => InvokeAsync(() =>
        {
            view?.Leave();
            contactView?.Leave();
            Address.NavigateTo(page);
        });
    }
}
