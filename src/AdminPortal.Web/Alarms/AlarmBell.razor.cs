using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace AdminPortal.Web.Alarms;

/// <summary>The bell in the bar: how many alarms are open, those and the ones that ended lately, and a word about a new one.</summary>
public sealed partial class AlarmBell
{
    private const int Most = 12;

    /// <summary>More new ones at once are told in one sentence.</summary>
    private const int Singly = 2;

    private readonly HashSet<long> told = [];

    private IReadOnlyList<AlarmRow> rows = [];

    private readonly CancellationTokenSource left = new();

    private AlarmSubscription? following;

    private Actor? actor;

    private TimeZoneInfo zone = TimeZoneInfo.Utc;

    private int open;

    [CascadingParameter] private Task<AuthenticationState>? Authentication { get; set; }

    [Inject] private AlarmFeed Feed { get; set; } = null!;

    [Inject] private AlarmNotes Notes { get; set; } = null!;

    [Inject] private UserService Users { get; set; } = null!;

    [Inject] private TenantService Tenants { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private string Label => open == 0 ? L["Alarms"] : L["AlarmsOpen", open];

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (Authentication is null || (await Authentication).User is not { } user || !user.May(Permission.ViewLive) || user.Id()
            is not { } id || await Users.ActorAsync(id, null) is not { } found)
        {
            return;
        }

        zone = Zone.Find((await Tenants.OwnAsync(found)).TimeZone);
        actor = found;
        following = await Feed.FollowAsync(found, left.Token);
        if (left.IsCancellationRequested)
        {
            following.Dispose(); // left while it was read
        }
        else
        {
            _ = RunAsync(following, left.Token);
        }
    }

    private async Task RunAsync(AlarmSubscription from, CancellationToken stopped)
    {
        try
        {
            var isNews = false;
            await foreach (var next in from.AllAsync(stopped))
            {
                await InvokeAsync(() => Show(next, isNews));
                isNews = true;
            }
        }
        catch (OperationCanceledException)
        {
            // The window was closed.
        }
    }

    private void Show(IReadOnlyList<AlarmRow> next, bool isNews)
    {
        rows = next;
        open = next.Count(row => row.IsOpen);
        var news = next.Where(row => told.Add(row.Id) && row.IsOpen && isNews).ToList();
        if (news.Count > Singly)
        {
            Toasts.Show(L["News", news.Count], Kit.Tone.Bad);
        }
        else
        {
            news.ForEach(row => Toasts.Show(row.EventTitle is null ? L.Title(row) : $"{L.Title(row)} · {row.EventTitle}", row.Tone()));
        }

        StateHasChanged();
    }

    private Task NoteAsync(AlarmRow row) => Notes.NoteAsync(actor!, row);

    /// <inheritdoc />
    public void Dispose()
    {
        left.Cancel();
        following?.Dispose();
        left.Dispose();
    }
}
