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
    public async Task NoteAsync(Actor actor, AlarmRow row, Func<Task>? after = null)
    {
        var done = await alarms.NoteAsync(actor, row.Id);
        if (!done.Ok)
        {
            undo.Refused(done.Problems);
            return;
        }

        undo.Offer(texts["NotedNow", texts.Title(row)], () => ForgetAsync(actor, row.Id), after);
        await feed.LookAsync(actor);
        if (after is not null)
        {
            await after();
        }
    }

    private async Task<Result<Done>> ForgetAsync(Actor actor, long id)
    {
        var done = await alarms.ForgetAsync(actor, id);
        await feed.LookAsync(actor);
        return done;
    }
}
