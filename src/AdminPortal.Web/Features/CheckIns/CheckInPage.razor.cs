using System.Data.Common;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace AdminPortal.Web.Features.CheckIns;

/// <summary>
/// For a person at a door with a keyboard or hand scanner. The browser empties the field at each Enter, before anything is asked of the server, so the
/// next badge can follow at once; entries are then worked off in their order.
/// </summary>
public sealed partial class CheckInPage(
    CheckInService checkIns, CheckInQueries queries, ParticipantQueries participants, PortalBrowser browser, Overrides overrides, Outages outages, IJSRuntime script,
    TimeProvider time, IStringLocalizer<CheckInTexts> texts, ILogger<CheckInPage> logger)
{
    private const int MatchesShown = 8;

    private const int ResultsShown = 12;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim turn = new(1);

    private readonly List<DoorResult> results = [];

    private IReadOnlyList<ParticipantRow> matches = [];

    private DotNetObjectReference<CheckInPage>? self;

    private ElementReference input;

    private bool bound;

    private ScanAction action;

    private string station = "";

    private string typed = "";

    private string? searched;

    private int quantity = 1;

    private int picked = -1;

    private int keystroke;

    private int count;

    private DoorResult? last;

    private IStringLocalizer<CheckInTexts> L => texts;

    private TimeProvider Time => time;

    private string StationKey => $"station:{Event.Draft.EventKey}";

    /// <summary>Enter was pressed, or the scanner sent it; called by the browser with what the field held.</summary>
    [JSInvokable]
    public async Task EnteredAsync(string text)
    {
        var chosen = picked >= 0 && picked < matches.Count && text.Trim() == typed ? matches[picked] : null;
        keystroke++;
        text = text.Trim();
        if (text.Length == 0)
        {
            return;
        }

        if (chosen is not null)
        {
            await PickAsync(chosen);
            return;
        }

        await InTurnAsync(async () =>
        {
            if (await queries.BadgeExistsAsync(Actor, Event.Id, text))
            {
                await ScanAsync(text, Request(CheckInType.Scan) with { BadgeNumber = text });
                return;
            }

            var found = await FindAsync(text);
            if (found.Count == 0)
            {
                await ScanAsync(text, Request(CheckInType.Scan) with { BadgeNumber = text }); // refused as unknown, and kept in the log
                return;
            }

            (matches, typed, searched, picked) = (found, text, text, 0);
            await script.InvokeVoidAsync("portal.setText", input, text);
        });
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Found == true && !bound)
        {
            bound = true;
            self = DotNetObjectReference.Create(this);
            await script.InvokeVoidAsync("portal.bindEntry", input, self);
            station = await browser.RecallAsync(StationKey) ?? "";
            StateHasChanged();
        }
    }

    private async Task TypedAsync(ChangeEventArgs change)
    {
        typed = ((string?)change.Value ?? "").Trim();
        picked = -1;
        var mine = ++keystroke;
        if (typed.Length < 2)
        {
            matches = [];
            searched = null;
            return;
        }

        await Task.Delay(Pause, time);
        if (mine != keystroke)
        {
            return;
        }

        var found = await FindAsync(typed);
        if (mine == keystroke)
        {
            (matches, searched) = (found, typed);
        }
    }

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when matches.Count > 0:
                picked = (picked + 1) % matches.Count;
                break;
            case "ArrowUp" when matches.Count > 0:
                picked = (picked <= 0 ? matches.Count : picked) - 1;
                break;
            case "Escape":
                Clear();
                await script.InvokeVoidAsync("portal.setText", input, "");
                break;
        }
    }

    private async Task PickAsync(ParticipantRow row)
    {
        await script.InvokeVoidAsync("portal.setText", input, "");
        await InTurnAsync(() => ScanAsync(row.Name, Request(CheckInType.Manual) with { ParticipantId = row.Id }));
    }

    /// <summary>One after the other, whatever arrives meanwhile; the field is ready again in any case.</summary>
    private async Task InTurnAsync(Func<Task> work)
    {
        await turn.WaitAsync();
        try
        {
            await work();
        }
        catch (Exception error) when (error is DbException or DbUpdateException or TimeoutException or InvalidOperationException { InnerException: DbException })
        {
            if (!outages.Is(error))
            {
                LogNotRecorded(logger, error);
            }

            Show(new DoorResult(++count, time.UtcNow(), action, "", quantity, null, new Problem("no_answer", "The database does not answer.")));
        }
        finally
        {
            turn.Release();
            await RefocusAsync();
            StateHasChanged();
        }
    }

    private ScanRequest Request(CheckInType type) => new() { EventKey = Event.Draft.EventKey, Action = action, Type = type, Station = station.Length > 0 ? station : null, Quantity = quantity };

    private async Task ScanAsync(string asked, ScanRequest request)
    {
        Clear();
        var outcome = await checkIns.ScanAsync(Actor, request);
        var problem = !outcome.Ok ? outcome.Problems[0] : outcome.Value.Admitted ? null : outcome.Value.Refusals[0];
        Show(new DoorResult(++count, time.UtcNow(), request.Action, asked, request.Quantity, outcome.Value?.Record, problem) { Request = request });
        quantity = 1;
    }

    private void Show(DoorResult result)
    {
        last = result;
        results.Insert(0, result);
        if (results.Count > ResultsShown)
        {
            results.RemoveAt(ResultsShown);
        }
    }

    private void Clear() => (matches, typed, searched, picked) = ([], "", null, -1);

    private async Task<IReadOnlyList<ParticipantRow>> FindAsync(string text) =>
        (await participants.ListAsync(Actor, new ParticipantFilter { EventId = Event.Id, Search = text }, new PageRequest(1, MatchesShown, "name", false))).Items;

    private bool MayUndo(DoorResult? result) => result is { Admitted: true, Undone: false, Record: not null } && Actor.May(Permission.CorrectCheckIns);

    private bool MayOverride(DoorResult? result) => result is { Request: not null } && Overrides.May(Actor, result.Refusal);

    /// <summary>The reason is asked for outside the queue, so that the next badge need not wait for it.</summary>
    private async Task OverrideAsync(DoorResult result)
    {
        var badge = result.Request!.BadgeNumber;
        var who = badge is null ? result.Who : (await FindAsync(badge)).FirstOrDefault(row => row.BadgeNumber == badge)?.Name ?? result.Who;
        if (await overrides.AskAsync(who, result.Refusal!) is { } reason)
        {
            await InTurnAsync(() => ScanAsync(who, result.Request with { OverrideReason = reason }));
        }
        else
        {
            await RefocusAsync();
        }
    }

    private Task UndoAsync(DoorResult result) => InTurnAsync(async () =>
    {
        var problems = result.Action == ScanAction.CheckIn
            ? (await checkIns.DeleteAsync(Actor, result.Record!.Id)).Problems
            : (await checkIns.ReopenAsync(Actor, result.Record!.Id)).Problems;
        if (problems is [var problem, ..])
        {
            Show(new DoorResult(++count, time.UtcNow(), result.Action, result.Who, 1, null, problem));
            return;
        }

        var at = results.FindIndex(r => r.Number == result.Number);
        last = result with { Undone = true };
        if (at >= 0)
        {
            results[at] = last;
        }
    });

    private Task ChooseAsync(ScanAction choice)
    {
        action = choice;
        return RefocusAsync();
    }

    private async Task RefocusAsync()
    {
        try
        {
            await script.InvokeVoidAsync("portal.refocus", input);
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone; what was recorded stays.
        }
    }

    private async Task StationAsync(ChangeEventArgs change)
    {
        station = ((string?)change.Value ?? "").Trim();
        await browser.RememberAsync(StationKey, station);
    }

    private string MatchText(int found) => found == 0 ? L["MatchNone"] : L["MatchCount", found];

    private string PresenceText(ParticipantRow row) => row.Presence switch
    {
        Presence.Inside => row.CheckedInAt is { } at ? $"{L["Inside"]} · {Zone.Moment(at, time.UtcNow())}" : L["Inside"],
        _ when Event.Draft.RequireConfirmation && !row.IsConfirmed => L["Unconfirmed"],
        Presence.Out => L["Out"],
        _ => L["Never"],
    };

    private Tone PresenceTone(ParticipantRow row) => row.Presence == Presence.Inside ? Tone.Ok : Event.Draft.RequireConfirmation && !row.IsConfirmed ? Tone.Warn : Tone.Neutral;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (self is not null)
        {
            try
            {
                await script.InvokeVoidAsync("portal.bindEntry", input, null);
            }
            catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
            {
                // The browser has gone, or is on its way elsewhere, and the binding with it.
            }

            self.Dispose();
        }

        turn.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "A scan could not be recorded")]
    private static partial void LogNotRecorded(ILogger logger, Exception error);
}
