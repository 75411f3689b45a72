using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Kit.Forms;

/// <summary>Asks before what is typed is lost: on leaving a page, and where a form is about to show another record.</summary>
public sealed class LeaveQuestion(Confirmations confirm, IStringLocalizer<SharedTexts> texts)
{
    /// <summary>
    /// Whether it may be lost; true without asking where nothing would be. A second click meanwhile asks nothing and may not.
    /// </summary>
    /// <param name="dirty">Whether anything would be lost.</param>
    public async Task<bool> MayAsync(bool dirty) => !dirty || await confirm.AskAsync(
        new Confirmation(texts["UnsavedTitle"], texts["UnsavedText"], texts["UnsavedLeave"]) { Cancel = texts["UnsavedStay"] });

    /// <summary>Whether a secret may go that is shown this once; true without asking where none is shown.</summary>
    /// <param name="shown">Whether one stands on the page.</param>
    public async Task<bool> MayHideAsync(bool shown) => !shown || await confirm.AskAsync(
        new Confirmation(texts["HideTitle"], texts["HideText"], texts["HideNow"]) { Cancel = texts["HideKeep"] });
}
