using Microsoft.Extensions.Localization;
using Radzen;

namespace AdminPortal.Web.Shared;

/// <summary>A question before something that cannot be undone.</summary>
/// <param name="Title">What would happen, as a short question.</param>
/// <param name="Message">What goes with it, named and counted.</param>
/// <param name="Confirm">The word on the button that does it, a verb.</param>
public sealed record Confirmation(string Title, string Message, string Confirm)
{
    /// <summary>Things that go, one a line; long lists are cut by the dialog.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>Colours the button as dangerous.</summary>
    public bool Danger { get; init; }

    /// <summary>What must be typed before the button does anything: the name of what goes; null where a click is enough.</summary>
    public string? Typed { get; init; }

    /// <summary>The word on the other button; "Cancel" when not given.</summary>
    public string? Cancel { get; init; }
}

/// <summary>Asks once, naming what goes.</summary>
public sealed class Confirmations(DialogService dialogs, IStringLocalizer<SharedTexts> texts)
{
    /// <summary>True when the person agreed; false when they declined, pressed Escape or left.</summary>
    public async Task<bool> AskAsync(Confirmation question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var answer = await dialogs.OpenAsync<ConfirmDialog>(
            question.Title,
            new Dictionary<string, object?> { [nameof(ConfirmDialog.Question)] = question with { Cancel = question.Cancel ?? texts["Cancel"] } },
            new DialogOptions { Width = "460px", ShowClose = false, CloseDialogOnEsc = true, CloseDialogOnOverlayClick = true, AutoFocusFirstElement = true });
        return answer is true;
    }
}
