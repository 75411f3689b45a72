using AdminPortal.Domain.Common;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Kit.Lists;

/// <summary>Tells what was done to several rows of a list, with the way back.</summary>
public sealed class ListChanges(UndoOffers undo, Toasts toasts, IStringLocalizer<SharedTexts> texts)
{
    /// <summary>Says what was done and offers to take it back, or why nothing changed; reads the list again where something did.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="count">How many rows changed.</param>
    /// <param name="done">One sentence about so many rows.</param>
    /// <param name="reload">Reads the list again.</param>
    /// <param name="back">Takes it back; null where that cannot be.</param>
    public async Task TellAsync<T>(
        Result<T> result, Func<T, int> count, Func<int, string> done, Func<Task> reload, Func<T, Task<Result<T>>>? back = null)
    {
        ArgumentNullException.ThrowIfNull(count);
        ArgumentNullException.ThrowIfNull(done);
        ArgumentNullException.ThrowIfNull(reload);
        if (!result.Ok)
        {
            undo.Refused(result.Problems);
            return;
        }

        var changed = count(result.Value);
        if (changed == 0)
        {
            toasts.Show(texts["NothingChanged"], Tone.Info);
            return;
        }

        if (back is null)
        {
            toasts.Show(done(changed));
        }
        else
        {
            undo.Offer(done(changed), () => back(result.Value), reload);
        }

        await reload();
    }

    /// <summary>The same for rows by their ids.</summary>
    public Task TellAsync(
        Result<IReadOnlyList<long>> result, Func<int, string> done, Func<Task> reload,
        Func<IReadOnlyList<long>, Task<Result<IReadOnlyList<long>>>>? back = null) =>
        TellAsync(result, ids => ids.Count, done, reload, back);
}
