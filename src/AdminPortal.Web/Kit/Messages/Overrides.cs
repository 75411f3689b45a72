using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace AdminPortal.Web.Kit.Messages;

/// <summary>Lets a supervisor admit somebody who was refused, with a reason.</summary>
public sealed class Overrides(IDialogService dialogs, IStringLocalizer<SharedTexts> texts)
{
    /// <summary>Whether that person may set that refusal aside.</summary>
    public static bool May(Actor actor, Problem? refusal) => refusal is not null && actor.May(Permission.CorrectCheckIns)
        && Refusal.Overridable.Contains(refusal.Code);

    /// <summary>Asks for the reason; null when the person left it.</summary>
    /// <param name="who">The participant's name.</param>
    /// <param name="refusal">Why they were refused.</param>
    public async Task<string?> AskAsync(string who, Problem refusal)
    {
        var asked = await dialogs.ShowAsync<OverrideDialog>(texts["OverrideTitle", who], new DialogParameters<OverrideDialog>
            { { dialog => dialog.Refused, refusal } });
        return await asked.Result is { Canceled: false, Data: string reason } ? reason : null;
    }
}
