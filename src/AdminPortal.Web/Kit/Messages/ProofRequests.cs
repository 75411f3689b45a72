using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace AdminPortal.Web.Kit.Messages;

/// <summary>
/// Asks somebody again who they are where a service demands it, and then goes on with what they were about to do.
/// </summary>
public sealed class ProofRequests(IDialogService dialogs, ProofService proofs, IStringLocalizer<SharedTexts> texts)
{
    /// <summary>Does it; where the proof is too old, asks for a new one and does it then.</summary>
    /// <param name="actor">The person of the window.</param>
    /// <param name="work">What they want; runs once more after the proof.</param>
    /// <returns>What came of it; <c>proof_needed</c> where the person left the question.</returns>
    public async Task<Result<T>> TryAsync<T>(Actor actor, Func<Task<Result<T>>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var result = await work();
        return result.Problems is [{ Code: Proofs.Code }] && await AskAsync(actor) ? await work() : result;
    }

    private async Task<bool> AskAsync(Actor actor)
    {
        var asked = await dialogs.ShowAsync<ProofDialog>(texts["ProofTitle"], new DialogParameters<ProofDialog>
        {
            { dialog => dialog.Actor, actor }, { dialog => dialog.IsCode, await proofs.AsksForCodeAsync(actor) },
        });
        return await asked.Result is { Canceled: false };
    }
}
