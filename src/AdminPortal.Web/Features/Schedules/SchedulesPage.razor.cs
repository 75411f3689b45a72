using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Mail;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Schedules;

/// <summary>
/// Reports that are made and sent by themselves. The list is read again every few seconds while it is looked at, so that a run is seen to
/// end.
/// </summary>
public sealed partial class SchedulesPage
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private IReadOnlyList<ScheduleRow>? rows;
    private readonly FormState<ScheduleForm> state = new(form => form with { });
    private ScheduleRow? edited;
    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private DateTime now;
    private long? open;

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private ScheduleService Schedules { get; set; } = null!;

    [Inject]
    private ScheduleQueries Queries { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private Mailbox Mail { get; set; } = null!;

    [Inject]
    private LeaveQuestion Leave { get; set; } = null!;

    [Inject]
    private UndoOffers Undo { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private IReadOnlyList<ReportKind> Kinds => [.. ReportKinds.All.Where(kind => kind.IsFor(Actor))];

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        zone = Zone.Find((await Tenants.OwnAsync(Actor)).TimeZone);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        now = Time.UtcNow();
        rows = await Queries.ListAsync(Actor);
        StateHasChanged();
    }

    private async Task EditAsync(ScheduleRow? row)
    {
        if (await Leave.MayAsync(state.IsDirty))
        {
            Edit(row);
        }
    }

    private void Edit(ScheduleRow? row)
    {
        edited = row;
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de" ? "de" : "en";
        state.Show(row is null ? new ScheduleForm { Language = language } : ScheduleForm.Of(row.Draft));
    }

    private void Close()
    {
        edited = null;
        state.Show(null);
    }

    private async Task<IReadOnlyList<Problem>> StoreAsync(ScheduleForm form) => edited is null
        ? (await Schedules.CreateAsync(Actor, form.ToDraft())).Problems
        : (await Schedules.UpdateAsync(Actor, edited.Id, edited.Version, form.ToDraft())).Problems;

    private Task SavedAsync()
    {
        Toasts.Show(L["Saved", state.Value!.Name ?? ""]);
        Close();
        return LoadAsync();
    }

    private async Task TakeStoredAsync()
    {
        var id = edited!.Id;
        await LoadAsync();
        if (rows!.FirstOrDefault(row => row.Id == id) is { } stored)
        {
            Edit(stored);
        }
        else
        {
            Close();
        }
    }

    private async Task RunAsync(ScheduleRow row)
    {
        var result = await Schedules.RunNowAsync(Actor, row.Id);
        if (result.Ok)
        {
            Toasts.Show(L["RunStarted", row.Draft.Name]);
        }
        else
        {
            Undo.Refused(result.Problems);
        }

        await LoadAsync();
    }

    private async Task PauseAsync(ScheduleRow row)
    {
        var result = await Schedules.SetPausedAsync(Actor, row.Id, !row.IsPaused);
        if (!result.Ok)
        {
            Undo.Refused(result.Problems);
        }

        await LoadAsync();
    }

    private async Task DeleteAsync(ScheduleRow row)
    {
        var result = await Schedules.DeleteAsync(Actor, row.Id);
        if (result.Ok)
        {
            Undo.Offer(L["Deleted", row.Draft.Name], () => Schedules.RestoreAsync(Actor, row.Id), () => InvokeAsync(LoadAsync));
        }
        else
        {
            Undo.Refused(result.Problems);
        }

        if (edited?.Id == row.Id)
        {
            Close();
        }

        await LoadAsync();
    }

    private string What(ScheduleRow row)
    {
        var parts = new List<string> { ReportTexts.Current.Kind(row.Draft.Kind), L[$"Format_{row.Draft.Format}"], row.EventTitle
            ?? L["AllEvents"], L[$"Range_{row.Draft.Range}"] };
        parts.Add(row.Draft.Recipients.Count == 0 ? L["NoRecipients"] : L["RecipientCount", row.Draft.Recipients.Count]);
        return string.Join(" · ", parts);
    }

    private string When(ScheduleDraft draft)
    {
        var time = TimeOnly.MinValue.AddMinutes(draft.Minute).ToString("t", CultureInfo.CurrentCulture);
        return draft.Rhythm switch
        {
            ScheduleRhythm.Daily => L["WhenDaily", time],
            ScheduleRhythm.Weekly =>
                L["WhenWeekly", CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(draft.Weekday ?? DayOfWeek.Monday), time],
            _ => draft.DaysAfter switch
            { 0 => L["WhenSameDay", time], 1 => L["WhenNextDay", time], var days => L["WhenAfter", days, time] },
        };
    }
}
