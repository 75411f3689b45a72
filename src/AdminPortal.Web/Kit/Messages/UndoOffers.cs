using AdminPortal.Domain.Common;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Kit.Messages;

/// <summary>Says what was done and offers to take it back; says so when that is refused.</summary>
public sealed class UndoOffers(Toasts toasts, IStringLocalizer<SharedTexts> texts, IStringLocalizer<ProblemTexts> problems)
{
    /// <summary>Shows <paramref name="done"/> with an Undo button.</summary>
    /// <param name="done">One sentence.</param>
    /// <param name="undo">Takes it back.</param>
    /// <param name="after">Shows the result, such as reading a list again; called only when it was taken back.</param>
    public void Offer<T>(string done, Func<Task<Result<T>>> undo, Func<Task>? after = null) => toasts.Show(done, Tone.Ok, async () =>
    {
        var result = await undo();
        if (!result.Ok)
        {
            toasts.Show(texts["UndoFailed", string.Join(" ", result.Problems.Select(problems.Of))], Tone.Bad);
            return;
        }

        toasts.Show(texts["Undone"]);
        if (after is not null)
        {
            await after();
        }
    });

    /// <summary>Says why something was refused.</summary>
    public void Refused(IEnumerable<Problem> refusal) => toasts.Show(string.Join(" ", refusal.Select(problems.Of)), Tone.Bad);
}
