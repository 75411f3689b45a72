using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using Microsoft.Extensions.Localization;
using Radzen;

namespace AdminPortal.Web.Shared;

/// <summary>Lets a supervisor admit somebody who was refused, with a reason.</summary>
public sealed class Overrides(DialogService dialogs, IStringLocalizer<SharedTexts> texts)
{
    /// <summary>Whether that person may set that refusal aside.</summary>
    public static bool May(Actor actor, Problem? refusal) => refusal is not null && actor.May(Permission.CorrectCheckIns) && Refusal.Overridable.Contains(refusal.Code);

    /// <summary>Asks for the reason; null when the person left it.</summary>
    /// <param name="who">The participant's name.</param>
    /// <param name="refusal">Why they were refused.</param>
    public async Task<string?> AskAsync(string who, Problem refusal) => await dialogs.OpenAsync<OverrideDialog>(
        texts["OverrideTitle", who],
        new Dictionary<string, object?> { [nameof(OverrideDialog.Refused)] = refusal },
        new DialogOptions { Width = "460px", ShowClose = false, CloseDialogOnEsc = true, CloseDialogOnOverlayClick = true, AutoFocusFirstElement = true }) as string;
}
