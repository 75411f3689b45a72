using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace AdminPortal.Web.Kit.Messages;

/// <summary>
/// Gives badge numbers to those who have none, after asking how they are made; says what was done and offers to take it back.
/// </summary>
public sealed class Numberings(
    ParticipantBulkService bulk, IDialogService dialogs, UndoOffers undo, Toasts toasts, IStringLocalizer<SharedTexts> texts)
{
    /// <summary>Asks and gives them.</summary>
    /// <param name="actor">Who gives them.</param>
    /// <param name="selection">To whom; who has a number keeps it.</param>
    /// <param name="after">Shows the result, also that of the undoing.</param>
    /// <param name="progress">Told how many are done.</param>
    public async Task GiveAsync(Actor actor, ParticipantSelection selection, Func<Task> after, IProgress<int>? progress = null)
    {
        var asked = await dialogs.ShowAsync<NumberingDialog>(texts["Numbering_Title"]);
        if (await asked.Result is not { Canceled: false, Data: BadgeNumbering numbering })
        {
            return;
        }

        var given = await bulk.NumberAsync(actor, selection, numbering, progress);
        if (!given.Ok)
        {
            undo.Refused(given.Problems);
            return;
        }

        await after();
        if (given.Value.Count == 0)
        {
            toasts.Show(texts["Numbering_None"], Tone.Info);
            return;
        }

        undo.Offer(texts["Numbering_Given", given.Value.Count],
            () => bulk.TakeNumbersBackAsync(actor, selection.EventId, given.Value), after);
        if (given.Value.Kept.Count > 0)
        {
            undo.Refused(given.Value.Kept);
        }
    }
}
