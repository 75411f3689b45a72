namespace AdminPortal.Web.Kit.Messages;

/// <summary>A short message about something done.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="Tone">What it says.</param>
/// <param name="Undo">Takes it back; null when it cannot be.</param>
public sealed record Toast(string Text, Tone Tone, Func<Task>? Undo)
{
    /// <summary>Tells toasts apart.</summary>
    public string Id { get; } = ElementIds.New("toast");
}

/// <summary>
/// Says that something was done, with a way back. One for each circuit; shown by <see cref="ToastHost"/>. MudBlazor's snackbars would not
/// do: each writes a style element of its own, which the content policy refuses, and their time runs on while the keyboard's focus is on
/// them.
/// </summary>
public sealed class Toasts(TimeProvider time)
{
    /// <summary>How long a toast stays unless the person is on it.</summary>
    public static readonly TimeSpan Stay = TimeSpan.FromSeconds(10);

    private readonly List<Toast> shown = [];

    /// <summary>What is shown now, oldest first, at most three.</summary>
    public IReadOnlyList<Toast> Shown => shown;

    /// <summary>Raised on each change, perhaps from a timer's thread.</summary>
    public event Action? Changed;

    /// <summary>Shows a message; with <paramref name="undo"/> it has an Undo button for ten seconds.</summary>
    public void Show(string text, Tone tone = Tone.Ok, Func<Task>? undo = null)
    {
        lock (shown)
        {
            shown.Add(new Toast(text, tone, undo));
            if (shown.Count > 3)
            {
                shown.RemoveAt(0);
            }
        }

        Changed?.Invoke();
    }

    /// <summary>Takes a toast away.</summary>
    public void Dismiss(Toast toast)
    {
        lock (shown)
        {
            shown.Remove(toast);
        }

        Changed?.Invoke();
    }

    /// <summary>Starts the time after which the toast goes; the result stops it.</summary>
    internal IDisposable Expire(Toast toast) => time.CreateTimer(_ => Dismiss(toast), null, Stay, Timeout.InfiniteTimeSpan);
}
