using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Shell;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Components;
using QRCoder;

namespace AdminPortal.Web.Features.Stations;

/// <summary>The doors of an event: which device stands there, whether it is heard of, and how another one is paired.</summary>
public sealed partial class DoorsPage
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private readonly RowState<StationRow, StationForm> state = new(form => form with { });

    private IReadOnlyList<StationRow>? stations;

    private IReadOnlyList<CategoryName> categories = [];

    private IReadOnlyList<StewardChoice> people = [];

    private PairCode? pairing;

    private string codeName = "";

    private string picture = "";

    private long shown;

    private int conflicts;

    private DateTime readAt;

    [Inject] private StationService Stations { get; set; } = null!;

    [Inject] private CheckInQueries CheckIns { get; set; } = null!;

    [Inject] private EventQueries EventQueries { get; set; } = null!;

    [Inject] private PortalBrowser Browser { get; set; } = null!;

    [Inject] private Confirmations Confirm { get; set; } = null!;

    [Inject] private LeaveQuestion Leave { get; set; } = null!;

    [Inject] private UndoOffers Undo { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private NavigationManager Here { get; set; } = null!;

    [Inject] private PortalSettings Settings { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private bool MayManage => Actor.May(Permission.ManageEvents);

    /// <summary>Whoever may not settle them finds them in the scan log.</summary>
    private string ConflictsHref => Actor.May(Permission.CorrectCheckIns)
        ? Navigation.OfEvent("conflicts")(EventKey)!
        : $"{Navigation.OfEvent("scans")(EventKey)}?result=conflict";

    private string Address => $"{Settings.AddressOf(Here.BaseUri)}{StationEndpoints.Page}";

    private string Link => $"{Address}#{pairing?.Code}";

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        if (shown != Event.Id)
        {
            shown = Event.Id;
            pairing = null;
            state.Close();
            categories = MayManage ? await EventQueries.CategoryNamesAsync(Actor, Event.Id) : [];
            people = MayManage ? await Stations.StewardsAsync(Actor) : [];
        }

        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var (id, at) = (Event.Id, Time.UtcNow());
        var rows = await Stations.ListAsync(Actor, id);
        var unsettled = Actor.May(Permission.ViewCheckIns) ? await CheckIns.ConflictsAsync(Actor, id) : 0;
        if (id != Event.Id)
        {
            return;
        }

        (readAt, stations, conflicts) = (at, rows, unsettled);
        if (pairing is not null && stations.FirstOrDefault(row => row.Id == pairing.Id) is { CodeUntil: null })
        {
            pairing = null; // a device has used it
        }
    }

    private async Task EditAsync(StationRow? row)
    {
        if (await Leave.MayAsync(state.IsDirty))
        {
            Edit(row);
        }
    }

    private void Edit(StationRow? row)
    {
        pairing = null;
        state.Show(row, StationForm.Of(row?.Draft ?? new StationDraft(""), row?.HasPin == true));
    }

    private async Task<IReadOnlyList<Problem>> StoreAsync(StationForm form)
    {
        if (state.Row is { } row)
        {
            return (await Stations.UpdateAsync(Actor, row.Id, row.Settings, form.Draft())).Problems;
        }

        var made = await Stations.CreateAsync(Actor, Event.Id, form.Draft());
        if (made.Ok)
        {
            Show(made.Value, form.Name!.Trim());
        }

        return made.Problems;
    }

    /// <summary>What is stored by now of the station whose form is open; null when it is revoked.</summary>
    private async Task<StationRow?> StoredAsync()
    {
        await ReadAsync();
        return stations!.FirstOrDefault(row => row.Id == state.Row?.Id && row.RevokedAt is null);
    }

    private Task TakeStoredAsync() => state.TakeStoredAsync(StoredAsync, row => StationForm.Of(row.Draft, row.HasPin));

    private Task<IReadOnlyList<Problem>> OverwriteAsync(StationForm form) => state.OverwriteAsync(StoredAsync, () => StoreAsync(form));

    private Task SavedAsync()
    {
        if (state.Row is not null)
        {
            Toasts.Show(L["Saved", state.Value!.Name ?? ""]);
        }

        state.Close();
        return ReadAsync();
    }

    private async Task RenewAsync(StationRow row)
    {
        if (!await Leave.MayAsync(state.IsDirty))
        {
            return;
        }

        var made = await Stations.RenewAsync(Actor, row.Id);
        if (made.Ok)
        {
            state.Close();
            Show(made.Value, row.Draft.Name);
        }
        else
        {
            Toasts.Show(P.Of(made.Problems[0]), Tone.Bad);
        }

        await ReadAsync();
    }

    private async Task LockAsync(StationRow row)
    {
        var locked = row.LockedAt is null;
        var done = await Stations.LockAsync(Actor, row.Id, locked);
        if (done.Ok)
        {
            Undo.Offer(L[locked ? "LockedNow" : "UnlockedNow", row.Draft.Name], () => Stations.LockAsync(Actor, row.Id, !locked),
                () => InvokeAsync(async () =>
                {
                    await ReadAsync();
                    StateHasChanged();
                }));
        }
        else
        {
            Undo.Refused(done.Problems);
        }

        await ReadAsync();
    }

    private async Task RevokeAsync(StationRow row)
    {
        if (!await Confirm.AskAsync(
            new Confirmation(L["RevokeTitle", row.Draft.Name], L["RevokeText"], L["Revoke"]) { Danger = true }))
        {
            return;
        }

        var done = await Stations.RevokeAsync(Actor, row.Id);
        Toasts.Show(done.Ok ? L["Revoked", row.Draft.Name] : P.Of(done.Problems[0]), done.Ok ? Tone.Ok : Tone.Bad);
        pairing = pairing?.Id == row.Id ? null : pairing;
        await ReadAsync();
    }

    private void Show(PairCode made, string name)
    {
        (pairing, codeName) = (made, name);
        using var data = QRCodeGenerator.GenerateQrCode(Link, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        picture = $"data:image/png;base64,{Convert.ToBase64String(png.GetGraphic(8))}";
    }

    private async Task CopyAsync()
    {
        var copied = await Browser.CopyAsync(Link);
        Toasts.Show(L[copied ? "Copied" : "CopyFailed"], copied ? Tone.Ok : Tone.Warn);
    }
}
