using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace AdminPortal.Web.Alarms;

/// <summary>The bell in the bar: how many alarms are open, a list of them and of those that ended lately, and a word about a new one.</summary>
public sealed partial class AlarmBell
{
    private const int Most = 12;

    /// <summary>More new ones at once are told in one sentence.</summary>
    private const int Singly = 2;

    private readonly HashSet<long> told = [];

    private IReadOnlyList<AlarmRow> rows = [];

    private IDisposable? following;

    private Actor? actor;

    private TimeZoneInfo zone = TimeZoneInfo.Utc;

    private bool gone;

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
        if (Authentication is null || (await Authentication).User is not { } user || !user.May(Permission.ViewLive) || user.Id() is not { } id
            || await Users.ActorAsync(id, null) is not { } found)
        {
            return;
        }

        zone = Zone.Find((await Tenants.OwnAsync(found)).TimeZone);
        actor = found;
        var begun = false;
        var follow = await Feed.FollowAsync(found, next => _ = InvokeAsync(() =>
        {
            Show(next, isNews: begun);
            begun = true;
        }));
        following = follow;
        if (gone)
        {
            follow.Dispose();
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
        gone = true;
        following?.Dispose();
    }
}
