using System.Data.Common;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Messages;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace AdminPortal.Web.Features.CheckIns;

/// <summary>
/// For a person at a door with a keyboard or hand scanner. The browser empties the field at each Enter, before anything is asked of the
/// server, so the next badge can follow at once; entries are then worked off in their order.
/// </summary>
public sealed partial class CheckInPage(
    CheckInService checkIns, CheckInQueries queries, ParticipantQueries participants, PortalBrowser browser, DoorEntries entries,
    Overrides overrides, Outages outages, IJSRuntime script,
    TimeProvider time, IStringLocalizer<CheckInTexts> texts, ILogger<CheckInPage> logger)
{
    private const int MatchesShown = 8;

    private const int ResultsShown = 12;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly Problem NoAnswer = new("no_answer", "The database does not answer.");

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
    /// <returns>Whether the server has dealt with it; otherwise the browser keeps it and sends it again.</returns>
    [JSInvokable]
    public async Task<bool> EnteredAsync(DoorEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var text = entry.Text.Trim();
        var chosen = picked >= 0 && picked < matches.Count && text == typed ? matches[picked] : null;
        var answered = text.Length == 0 || text.Length > BadgeCode.Limit;
        keystroke++;
        if (!answered)
        {
            await InTurnAsync(async () => answered = await EnterAsync(entry, text, chosen), BadgeCode.NumberIn(text));
        }

        return answered;
    }

    /// <summary>A badge is scanned, a name that somebody is typing right now is looked for.</summary>
    private async Task<bool> EnterAsync(DoorEntry entry, string text, ParticipantRow? chosen)
    {
        var request = Request(chosen is null ? CheckInType.Scan : CheckInType.Manual, entry);
        if (chosen is null && !entry.IsLate && !BadgeCode.IsSigned(text) && !await queries.BadgeExistsAsync(Actor, Event.Id, text)
            && await FindAsync(text) is { Count: > 0 } found)
        {
            (matches, typed, searched, picked) = (found, text, text, 0);
            await script.InvokeVoidAsync("portal.setText", input, text);
            return true;
        }

        // Who is unknown is refused, and kept in the log.
        request = chosen is null ? request with { BadgeNumber = text } : request with { ParticipantId = chosen.Id };
        var result = await entries.OnceAsync(Actor.TenantId, entry.Id, () => ScanAsync(chosen?.Name ?? BadgeCode.NumberIn(text), request));
        if (results.TrueForAll(shown => !ReferenceEquals(shown.Request, result.Request)))
        {
            Show(result);
        }

        return true;
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

    /// <summary>One after the other, whatever arrives meanwhile; the field is ready again in any case.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="kept">What the browser keeps and sends again, where it does: a badge or what was typed.</param>
    private async Task InTurnAsync(Func<Task> work, string? kept = null)
    {
        await turn.WaitAsync();
        try
        {
            await work();
        }
        catch (Exception error) when (error is DbException or DbUpdateException or TimeoutException
            or InvalidOperationException { InnerException: DbException })
        {
            if (!outages.Is(error))
            {
                LogNotRecorded(logger, error);
            }

            if (kept is null || last is not { Waits: true } || last.Asked != kept)
            {
                Show(new DoorResult(time.UtcNow(), action, kept ?? "", quantity, null, NoAnswer) { Waits = kept is not null });
            }
        }
        finally
        {
            turn.Release();
            await RefocusAsync();
            StateHasChanged();
        }
    }

    /// <summary>As the page is set, or as it was set when an entry was made.</summary>
    private ScanRequest Request(CheckInType type, DoorEntry? entry = null) => new()
    {
        EventKey = Event.Draft.EventKey,
        Action = entry?.Direction ?? action,
        Type = type,
        Station = (entry?.Station ?? station).Trim() is { Length: > 0 } named ? named : null,
        Quantity = Math.Clamp(entry?.Quantity ?? quantity, 1, 99),
        OccurredAt = entry?.At(time.UtcNow()),
    };

    private async Task<DoorResult> ScanAsync(string asked, ScanRequest request)
    {
        Clear();
        var outcome = await checkIns.ScanAsync(Actor, request);
        var problem = !outcome.Ok ? outcome.Problems[0] : outcome.Value.Admitted ? null : outcome.Value.Refusals[0];
        quantity = 1;
        return new DoorResult(
            request.OccurredAt ?? time.UtcNow(), request.Action, asked, request.Quantity, outcome.Value?.Record, problem)
        { Request = request };
    }

    private void Show(DoorResult result)
    {
        last = result with { Number = ++count };
        results.Insert(0, last);
        if (results.Count > ResultsShown)
        {
            results.RemoveAt(ResultsShown);
        }
    }

    private void Clear() => (matches, typed, searched, picked) = ([], "", null, -1);

    private bool MayUndo(DoorResult? result) => result is { Admitted: true, Undone: false, Record: not null }
        && Actor.May(Permission.CorrectCheckIns);

    private bool MayOverride(DoorResult? result) => result is { Request: not null } && Overrides.May(Actor, result.Refusal);

    /// <summary>The reason is asked for outside the queue, so that the next badge need not wait for it.</summary>
    private async Task OverrideAsync(DoorResult result)
    {
        var badge = result.Request!.BadgeNumber is { } code ? BadgeCode.NumberIn(code) : null;
        var who = badge is null ? result.Who : (await FindAsync(badge)).FirstOrDefault(row => row.BadgeNumber == badge)?.Name ?? result.Who;
        if (await overrides.AskAsync(who, result.Refusal!) is { } reason)
        {
            await InTurnAsync(async () => Show(await ScanAsync(who, result.Request with { OverrideReason = reason })));
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
            Show(new DoorResult(time.UtcNow(), result.Action, result.Who, 1, null, problem));
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

    private async Task StationAsync(string? named)
    {
        station = (named ?? "").Trim();
        await browser.RememberAsync(StationKey, station);
    }

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
