using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Common;
using AdminPortal.Web.Kit.Messages;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Alarms;

/// <summary>Takes note of an alarm for all of the tenant and offers to take that back; every window shows it at once.</summary>
public sealed class AlarmNotes(AlarmService alarms, AlarmFeed feed, UndoOffers undo, IStringLocalizer<AlarmTexts> texts)
{
    /// <summary>Notes it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="row">The alarm.</param>
    /// <param name="after">Shows the result on the page; also after the undo.</param>
    public Task NoteAsync(Actor actor, AlarmRow row, Func<Task>? after = null) => DoAsync(
        actor, texts["NotedNow", texts.Title(row)], () => alarms.NoteAsync(actor, row.Id), () => alarms.ForgetAsync(actor, row.Id), after);

    /// <summary>Takes the note back; with the undo it is noted again, by who does that.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="row">The alarm.</param>
    /// <param name="after">Shows the result on the page; also after the undo.</param>
    public Task ForgetAsync(Actor actor, AlarmRow row, Func<Task>? after = null) => DoAsync(
        actor, texts["ForgottenNow", texts.Title(row)], () => alarms.ForgetAsync(actor, row.Id), () => alarms.NoteAsync(actor, row.Id),
        after);

    private async Task DoAsync(Actor actor, string said, Func<Task<Result<Done>>> does, Func<Task<Result<Done>>> back, Func<Task>? after)
    {
        var done = await does();
        if (!done.Ok)
        {
            undo.Refused(done.Problems);
            return;
        }

        undo.Offer(said, back, ShowAsync);
        await ShowAsync();

        async Task ShowAsync()
        {
            await feed.LookAsync(actor);
            await (after?.Invoke() ?? Task.CompletedTask);
        }
    }
}
