using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Stations;

/// <summary>
/// What devices without network have let in and the rules refuse: a supervisor counts the entry or closes the case with a note.
/// </summary>
public sealed partial class ConflictsPage
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private readonly Readings readings = new();

    private readonly FormState<ConflictForm> state = new(form => form with { });

    private Page<ConflictRow>? open;

    private IReadOnlyList<ConflictRow> settled = [];

    private (ConflictRow Row, bool Accept)? edited;

    private int number = 1;

    private long shown;

    private DateTime readAt;

    [Inject] private ConflictService Conflicts { get; set; } = null!;

    [Inject] private ConflictQueries Queries { get; set; } = null!;

    [Inject] private LeaveQuestion Leave { get; set; } = null!;

    [Inject] private UndoOffers Undo { get; set; } = null!;

    [Inject] private PortalBrowser Browser { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        if (shown != Event.Id)
        {
            (shown, number, open, settled) = (Event.Id, 1, null, []);
            Close();
        }

        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var (last, id, at, page) = (readings.Begin(), Event.Id, Time.UtcNow(), number);
        var read = await Queries.OpenAsync(Actor, id, new PageRequest(page));
        if (read.Items.Count == 0 && read.Total > 0)
        {
            page = read.TotalPages; // the last one of the page was settled
            read = await Queries.OpenAsync(Actor, id, new PageRequest(page));
        }

        var done = await Queries.SettledAsync(Actor, id);
        if (!last())
        {
            return;
        }

        (readAt, number, open, settled) = (at, page, read, done);
        StateHasChanged();
    }

    /// <summary>Not while somebody writes: the row with the field must not move.</summary>
    private Task FollowAsync() => edited is null ? ReadAsync() : Task.CompletedTask;

    private async Task GoAsync(int page)
    {
        if (await Leave.MayAsync(state.IsDirty))
        {
            number = page;
            Close();
            await ReadAsync();
        }
    }

    private async Task EditAsync(ConflictRow row, bool accept)
    {
        if (!await Leave.MayAsync(state.IsDirty))
        {
            return;
        }

        edited = (row, accept);
        state.Show(new ConflictForm());
    }

    private void Close()
    {
        edited = null;
        state.Show(null);
    }

    private Task CloseAsync()
    {
        Close();
        return LeaveAsync();
    }

    private async Task<IReadOnlyList<Problem>> StoreAsync(ConflictForm form)
    {
        var (row, accept) = edited!.Value;
        return (accept
            ? await Conflicts.AcceptAsync(Actor, row.Id, form.Note)
            : await Conflicts.NoteAsync(Actor, row.Id, form.Note)).Problems;
    }

    private Task SavedAsync()
    {
        var (row, accept) = edited!.Value;
        Close();
        Undo.Offer(L[accept ? "AcceptedNow" : "NotedNow", Who(row)], () => Conflicts.ReopenAsync(Actor, row.Id),
            () => InvokeAsync(ReadAsync));
        return LeaveAsync();
    }

    private async Task TakeBackAsync(ConflictRow row)
    {
        var back = await Conflicts.ReopenAsync(Actor, row.Id);
        if (back.Ok)
        {
            Undo.Offer(L["TakenBack", Who(row)], () => Conflicts.SettleAgainAsync(Actor, row), () => InvokeAsync(ReadAsync));
        }
        else
        {
            Undo.Refused(back.Problems);
        }

        await LeaveAsync();
    }

    /// <summary>The button or field with the keyboard's focus goes, so the list of open ones gets it.</summary>
    private async Task LeaveAsync()
    {
        await ReadAsync();
        await Browser.FocusAsync("#conflicts");
    }

    private string Who(ConflictRow row) => row.Name.Length > 0 ? row.Name : L["Nobody"];

    private string? HrefOf(ConflictRow row) => row is { ParticipantId: { } id, Name.Length: > 0 } && Actor.May(Permission.ViewParticipants)
        ? Navigation.Participant(EventKey, id)
        : null;
}
