using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Webhooks;

/// <summary>
/// One endpoint with its log: tested, paused, given a new secret; messages are sent again one by one or all that were found.
/// </summary>
public sealed partial class WebhookPage
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private IReadOnlyDictionary<string, IReadOnlyList<FilterOption>> options = new Dictionary<string, IReadOnlyList<FilterOption>>();
    private ListView<WebhookDeliveryRow, WebhookDeliveryFilter>? list;
    private WebhookDeliveryFilter filter = new(0);
    private WebhookDeliveryRow? test;
    private string? secret;

    [Inject]
    private WebhookQueries Webhooks { get; set; } = null!;

    [Inject]
    private WebhookService Service { get; set; } = null!;

    [Inject]
    private ProofRequests Proofs { get; set; } = null!;

    [Inject]
    private Confirmations Confirmations { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool Paused => Found!.Row.Health == WebhookHealth.Paused;

    private DateTime? OldUntil => Found!.OldSecretUntil is { } until && until > Time.UtcNow() ? until : null;

    private bool IsNarrowed => filter != new WebhookDeliveryFilter(Id);

    private string TestLook => test!.State == WebhookDeliveryState.Delivered ? "ok" : test.Tries == 0 ? "warn" : "bad";

    private string TestText => test switch
    {
        { State: WebhookDeliveryState.Delivered } => L["TestOk", test.Status ?? 0],
        { Tries: 0 } => L["TestWaits"],
        { Failure: { } failure } => L["TestFailed", L[$"Failure_{failure}"]],
        _ => L["TestFailed", test!.Status ?? 0],
    };

    /// <inheritdoc />
    protected override void OnInitialized() => options = new Dictionary<string, IReadOnlyList<FilterOption>>
    {
        ["state"] = FilterOption.All<WebhookDeliveryState>(state => L[$"State_{state}"]),
        ["type"] = [.. WebhookTypes.All.Append(WebhookTypes.Ping).Select(type => new FilterOption(type, L[$"Type_{type}"]))],
    };

    /// <inheritdoc />
    protected override Task<WebhookDetail?> FindAsync() => Webhooks.FindAsync(Actor, Id);

    /// <inheritdoc />
    protected override Task<RemovedNote?> FindRemovedAsync() => Removals.FindAsync<WebhookEndpoint>(Actor, Id);

    private async Task<Page<WebhookDeliveryRow>> ReadAsync(WebhookDeliveryFilter what, PageRequest page)
    {
        filter = what;
        return await Webhooks.LogAsync(Actor, what, page);
    }

    private async Task LookAsync()
    {
        await LoadAsync();
        if (test is { State: WebhookDeliveryState.Waiting })
        {
            test = (await Webhooks.DeliveryAsync(Actor, test.Id))?.Row;
            await (list?.ReloadAsync() ?? Task.CompletedTask);
        }
    }

    private async Task PingAsync()
    {
        var result = await Service.PingAsync(Actor, Id);
        test = result.Ok ? (await Webhooks.DeliveryAsync(Actor, result.Value))?.Row : null;
        await (list?.ReloadAsync() ?? Task.CompletedTask);
    }

    private async Task PauseAsync() => await TellAsync(await Service.SetPausedAsync(Actor, Id, !Paused),
        L[Paused ? "ResumedToast" : "PausedToast", Found!.Row.Name]);

    private async Task RotateAsync()
    {
        var text = L["RotateText", WebhookSecrets.Overlap.TotalHours];
        if (!await Confirmations.AskAsync(new Confirmation(L["RotateTitle"], text, L["Rotate"])))
        {
            return;
        }

        var result = await Proofs.TryAsync(Actor, () => Service.RotateAsync(Actor, Id));
        secret = result.Value?.Secret;
        await TellAsync(result, L["RotatedToast"]);
    }

    private async Task EndOldAsync()
    {
        if (await Confirmations.AskAsync(new Confirmation(L["EndOldTitle"], L["EndOldText"], L["EndOld"]) { Danger = true }))
        {
            await TellAsync(await Service.EndOldSecretAsync(Actor, Id), L["EndedOldToast"]);
        }
    }

    private async Task DeleteAsync() => TellDeleted(await Service.DeleteAsync(Actor, Id), L["Deleted", Found!.Row.Name], "webhooks",
        id => Service.RestoreAsync(Actor, id));

    private Task ReplayAsync() => ReplayAsync(IsNarrowed ? filter : filter with { State = WebhookDeliveryState.GivenUp }, null);

    private Task ReplayAsync(ListSelection<WebhookDeliveryFilter> selection) =>
        ReplayAsync(selection.All ?? filter, selection.All is null ? selection.Ids : null);

    private async Task ReplayAsync(WebhookDeliveryFilter what, IReadOnlyCollection<long>? ids)
    {
        var result = await Service.ReplayAsync(Actor, what, ids);
        await TellAsync(result, L.Counted("Replayed", result.Value));
        await (list?.ReloadAsync() ?? Task.CompletedTask);
    }
}
