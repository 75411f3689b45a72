using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Kit;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Shell;

/// <summary>
/// A page of one event: <c>@page "/events/{EventKey}/…"</c>. It reads the event, makes it the current one of the shell, and then calls
/// <see cref="OnEventAsync"/>. Draw <see cref="EventGate"/> with <see cref="Found"/> around the page.
/// </summary>
public abstract class EventPage : ComponentBase
{
    private string? loadedKey;

    /// <summary>From the address.</summary>
    [Parameter]
    public string EventKey { get; set; } = "";

    /// <summary>Who looks.</summary>
    [CascadingParameter]
    public Actor Actor { get; set; } = null!;

    [Inject]
    private EventQueries Events { get; set; } = null!;

    [Inject]
    private ShellState Shell { get; set; } = null!;

    /// <summary>The event once it is read; pages inside <see cref="EventGate"/> always have one.</summary>
    protected EventDetail Event { get; private set; } = null!;

    /// <summary>Null while it is read, then whether it exists.</summary>
    protected bool? Found { get; private set; }

    /// <summary>The event's time zone.</summary>
    protected TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Loads the page's own data; called again when the address changes, also its query.</summary>
    protected virtual Task OnEventAsync() => Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (loadedKey != EventKey)
        {
            loadedKey = EventKey;
            Found = null;
            await ReloadEventAsync();
        }

        if (Found == true)
        {
            await OnEventAsync();
        }
    }

    /// <summary>
    /// Reads the event again, after a change of it. What is read of another one than the address names by now is left out.
    /// </summary>
    protected async Task ReloadEventAsync()
    {
        var asked = EventKey;
        var found = await Events.FindAsync(Actor, asked);
        var people = found is null ? 0 : await Events.ParticipantsAsync(Actor, found.Id);
        if (asked != EventKey)
        {
            return;
        }

        Found = found is not null;
        if (found is not null)
        {
            Event = found;
            Zone = Domain.Common.Zone.Find(found.Draft.TimeZone);
            Shell.SetEvent(new CurrentEvent(found.Draft.EventKey, found.Draft.Title, found.Draft.Place));
            Shell.SetCount("Participants", people);
        }
    }
}
