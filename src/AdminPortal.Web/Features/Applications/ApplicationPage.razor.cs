using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Applications;

/// <summary>One application: rated, approved for chosen events, rejected; each decision can be undone.</summary>
public sealed partial class ApplicationPage
{
    private readonly HashSet<long> chosen = [];
    private IReadOnlyList<Problem> problems = [];

    [Inject]
    private ApplicationQueries Applications { get; set; } = null!;

    [Inject]
    private ApplicationService Service { get; set; } = null!;

    private bool MayDecide => Actor.May(Permission.ManageApplications);

    /// <inheritdoc />
    protected override Task<ApplicationDetail?> FindAsync() => Applications.FindAsync(Actor, Id);

    /// <inheritdoc />
    protected override Task OnFoundAsync(ApplicationDetail record)
    {
        chosen.Clear();
        chosen.UnionWith(record.Row.Events.Select(e => e.EventId));
        return Task.CompletedTask;
    }

    private void Toggle(long eventId)
    {
        if (!chosen.Remove(eventId))
        {
            chosen.Add(eventId);
        }
    }

    private async Task RateAsync(int rating)
    {
        var keep = chosen.ToList();
        await TellAsync(await Service.RateAsync(Actor, Id, rating == 0 ? null : rating), S["Saved"]);
        chosen.IntersectWith(keep);
    }

    private Task ApproveAsync() => OnceAsync(async () =>
    {
        var (id, name) = (Id, Found!.Row.Name);
        var result = await Service.ApproveAsync(Actor, id, chosen.ToList());
        problems = result.Problems;
        if (result.Ok)
        {
            await TellAsync(result, L["ApprovedOne", name], () => Service.ReopenAsync(Actor, id, result.Value));
        }
    });

    private Task RejectAsync() => OnceAsync(async () =>
    {
        var (id, name) = (Id, Found!.Row.Name);
        problems = [];
        var result = await Service.RejectAsync(Actor, id);
        await TellAsync(result, L["RejectedOne", name], () => Service.ReopenAsync(Actor, id, result.Value));
    });

    private Task ReopenAsync() => OnceAsync(async () =>
        await TellAsync(await Service.ReopenAsync(Actor, Id, Found!.Row.DecidedAt), L["Reopened"]));

    private Task DeleteAsync() => OnceAsync(() => DeleteAsync(Service, L["Deleted", Found!.Row.Name], "applications"));
}
