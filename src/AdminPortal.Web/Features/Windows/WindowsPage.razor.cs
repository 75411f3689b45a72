using System.Globalization;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Windows;

/// <summary>
/// The check-in windows of an event: one card with a timeline for those that are for all and for each category with windows of its own.
/// </summary>
public sealed partial class WindowsPage
{
    private IReadOnlyList<WindowRow>? rows;
    private IReadOnlyList<CategoryName> categories = [];
    private IReadOnlyList<ClockChange> changes = [];
    private readonly RowState<WindowRow, WindowForm> state = new(form => form with { });
    private DateTime from;
    private DateTime to;
    private DateTime now;
    private long shown;

    [Inject]
    private CheckInWindowService Windows { get; set; } = null!;

    [Inject]
    private CheckInWindowQueries Queries { get; set; } = null!;

    [Inject]
    private EventQueries EventQueries { get; set; } = null!;

    [Inject]
    private LeaveQuestion Leave { get; set; } = null!;

    [Inject]
    private UndoOffers Undo { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string SettingsHref => Navigation.OfEvent("settings")(EventKey)!;

    private IEnumerable<(string Title, string Note, IReadOnlyList<WindowRow> Rows)> Groups =>
        new[] { ((long?)null, L[rows!.Any(row => row.Draft.CategoryId is not null) ? "Others" : "AllCategories"]
            .Value, L["OthersNote"].Value) }
            .Concat(categories.Select(category => ((long?)category.Id, category.Title, L["OwnNote"].Value)))
            .Select(group => (group.Item2, group.Item3, (IReadOnlyList<WindowRow>)rows!.Where(row => row.Draft.CategoryId == group.Item1)
                .ToList()))
            .Where(group => group.Item3.Count > 0);

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        if (shown != Event.Id)
        {
            shown = Event.Id;
            state.Close();
        }

        categories = await EventQueries.CategoryNamesAsync(Actor, Event.Id);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var (id, at) = (Event.Id, Time.UtcNow());
        var read = await Queries.ListAsync(Actor, id);
        if (id != Event.Id)
        {
            return;
        }

        (now, rows) = (at, read);
        from = rows.Select(row => row.Draft.StartsAt).Append(Event.Draft.StartsAt).Min();
        to = rows.Select(row => row.Draft.EndsAt).Append(Event.Draft.EndsAt).Max();
        changes = ClockChanges.Between(Zone, from, to);
        StateHasChanged();
    }

    private async Task EditAsync(WindowRow? row)
    {
        if (await Leave.MayAsync(state.IsDirty))
        {
            Edit(row);
        }
    }

    private void Edit(WindowRow? row)
    {
        state.Show(row, row is null ? Fresh() : WindowForm.Of(row.Draft, Zone));
    }

    /// <summary>After the last window, on the same day; the first one begins with the event.</summary>
    private WindowForm Fresh()
    {
        var last = rows is { Count: > 0 } known ? known[^1].Draft : null;
        var start = last?.EndsAt ?? Event.Draft.StartsAt;
        var draft = new WindowDraft("", start, start.AddHours(2), last?.CategoryId, last?.Enforced ?? true, last?.Limit);
        return WindowForm.Of(draft, Zone);
    }

    private async Task<IReadOnlyList<Problem>> StoreAsync(WindowForm form)
    {
        var draft = form.ToDraft(Zone, state.Row?.Draft);
        return (!draft.Ok ? draft.Refused<long>()
            : state.Row is not { } row ? await Windows.CreateAsync(Actor, Event.Id, draft.Value)
            : await Windows.UpdateAsync(Actor, row.Id, draft.Value, row.Version)).Problems;
    }

    private Task SavedAsync()
    {
        Toasts.Show(L["Saved", state.Value!.Name ?? ""]);
        state.Close();
        return LoadAsync();
    }

    private Task TakeStoredAsync() => state.TakeStoredAsync(StoredAsync, row => WindowForm.Of(row.Draft, Zone));

    private async Task<WindowRow?> StoredAsync()
    {
        await LoadAsync();
        return rows!.FirstOrDefault(row => row.Id == state.Row?.Id);
    }

    private async Task DeleteAsync(WindowRow row)
    {
        var result = await Windows.DeleteAsync(Actor, row.Id);
        if (result.Ok)
        {
            Undo.Offer(L["Deleted", row.Draft.Name], () => Windows.RestoreAsync(Actor, row.Id), () => InvokeAsync(LoadAsync));
        }
        else
        {
            Undo.Refused(result.Problems);
        }

        if (state.Row?.Id == row.Id)
        {
            state.Close();
        }

        await LoadAsync();
    }

    private string Clock(DateTime utc, TimeSpan rest) => (Zone.Local(utc) + rest).ToString("t", CultureInfo.CurrentCulture);

    /// <summary>How long it really is; on a night when the clocks change that is not what they show.</summary>
    private string Length(WindowDraft draft)
    {
        var length = draft.EndsAt - draft.StartsAt;
        var text = length.TotalHours >= 1 ? L["Hours", Math.Round(length.TotalHours, 2)] : L["Minutes", Math.Round(length.TotalMinutes)];
        return Zone.GetUtcOffset(draft.StartsAt) == Zone.GetUtcOffset(draft.EndsAt) ? text : $"{text} ({L["ClocksChange"]})";
    }
}
