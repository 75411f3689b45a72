using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace AdminPortal.Web.Kit.Messages;

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

/// <summary>
/// Asks once, naming what goes. The focus stands on the first field, or without one on the button that does nothing, and goes back where it
/// was.
/// </summary>
public sealed class Confirmations(IDialogService dialogs, IStringLocalizer<SharedTexts> texts)
{
    private readonly HashSet<string> open = [];

    /// <summary>
    /// True when the person agreed; false when they declined, pressed Escape or left, and when the same question is open already: a double
    /// click must not do twice what it was agreed to once.
    /// </summary>
    public async Task<bool> AskAsync(Confirmation question)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (!open.Add(question.Title))
        {
            return false;
        }

        try
        {
            var asked = await dialogs.ShowAsync<ConfirmDialog>(question.Title, new DialogParameters<ConfirmDialog>
            {
                { dialog => dialog.Question, question with { Cancel = question.Cancel ?? texts["Cancel"] } },
            });
            return await asked.Result is { Canceled: false };
        }
        finally
        {
            open.Remove(question.Title);
        }
    }
}
