using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Applications;

/// <summary>One application: rated, approved for chosen events, rejected; each decision can be undone.</summary>
public sealed partial class ApplicationPage
{
    private readonly HashSet<long> chosen = [];
    private ApplicationDetail? found;
    private IReadOnlyList<Problem> problems = [];
    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private bool missing;
    private long shown;

    /// <summary>From the address.</summary>
    [Parameter]
    public long Id { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private ApplicationQueries Applications { get; set; } = null!;

    [Inject]
    private ApplicationService Service { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private UndoOffers Undo { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    private bool MayDecide => Actor.May(Permission.ManageApplications);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (shown != Id)
        {
            shown = Id;
            zone = Zone.Find((await Tenants.OwnAsync(Actor)).TimeZone);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        found = await Applications.FindAsync(Actor, Id);
        missing = found is null;
        problems = [];
        chosen.Clear();
        chosen.UnionWith(found?.Row.Events.Select(e => e.EventId) ?? []);
    }

    private Task ReloadAsync() => InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private void Toggle(long eventId)
    {
        if (!chosen.Remove(eventId))
        {
            chosen.Add(eventId);
        }
    }

    private async Task RateAsync(ChangeEventArgs change)
    {
        var result = await Service.RateAsync(Actor, Id, int.TryParse(change.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var rating) ? rating : null);
        if (result.Ok)
        {
            Toasts.Show(S["Saved"]);
        }
        else
        {
            Undo.Refused(result.Problems);
        }

        found = await Applications.FindAsync(Actor, Id);
        missing = found is null;
    }

    private async Task ApproveAsync()
    {
        var result = await Service.ApproveAsync(Actor, Id, chosen.ToList());
        problems = result.Problems;
        if (result.Ok)
        {
            Undo.Offer(L["ApprovedOne", found!.Row.Name], () => Service.ReopenAsync(Actor, Id), ReloadAsync);
            await LoadAsync();
        }
    }

    private async Task RejectAsync()
    {
        var result = await Service.RejectAsync(Actor, Id);
        problems = result.Problems;
        if (result.Ok)
        {
            Undo.Offer(L["RejectedOne", found!.Row.Name], () => Service.ReopenAsync(Actor, Id), ReloadAsync);
            await LoadAsync();
        }
    }

    private async Task ReopenAsync()
    {
        var result = await Service.ReopenAsync(Actor, Id);
        if (result.Ok)
        {
            Toasts.Show(L["Reopened"]);
        }
        else
        {
            Undo.Refused(result.Problems);
        }

        await LoadAsync();
    }

    private async Task DeleteAsync()
    {
        var (id, name) = (Id, found!.Row.Name);
        var result = await Service.DeleteAsync(Actor, id);
        if (!result.Ok)
        {
            Undo.Refused(result.Problems);
            return;
        }

        Undo.Offer(L["Deleted", name], () => Service.RestoreAsync(Actor, id), () =>
        {
            Address.NavigateTo($"applications/{ListAddress.Text(id)}");
            return Task.CompletedTask;
        });
        Address.NavigateTo("applications");
    }
}
