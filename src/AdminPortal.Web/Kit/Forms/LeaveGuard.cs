namespace AdminPortal.Web.Kit.Forms;

/// <summary>
/// The open forms of a circuit that may hold something unsaved, and the secrets that are shown this once. The layout tells it what is typed
/// (<see cref="LeaveArea"/>) and asks once before any of it is lost (<see cref="LeaveLock"/>); a page says by
/// <see cref="UnsavedChanges"/> what its form would lose, and puts <see cref="ShownOnce"/> beside a secret.
/// </summary>
public sealed class LeaveGuard
{
    private readonly List<Func<bool>> forms = [];

    private readonly List<object> secrets = [];

    private (bool Watching, bool Dirty, bool Showing) told;

    private bool typing;

    /// <summary>Raised when <see cref="IsWatching"/>, <see cref="IsDirty"/> or <see cref="IsShowing"/> changed.</summary>
    public event Action? Changed;

    /// <summary>Whether any form is open.</summary>
    public bool IsWatching => forms.Count > 0;

    /// <summary>Whether leaving now would lose something.</summary>
    public bool IsDirty => IsWatching && (typing || forms.Exists(form => form()));

    /// <summary>Whether a secret is shown that cannot be shown again.</summary>
    public bool IsShowing => secrets.Count > 0;

    /// <summary>A secret is shown, until the result is disposed of.</summary>
    public IDisposable Show()
    {
        var secret = new Shown(this);
        secrets.Add(secret);
        Recheck();
        return secret;
    }

    /// <summary>Watches a form until the result is disposed of.</summary>
    /// <param name="isDirty">Asked whenever it matters: whether the form holds something else than what is saved.</param>
    public IDisposable Watch(Func<bool> isDirty)
    {
        forms.Add(isDirty);
        Recheck();
        return new Watched(this, isDirty);
    }

    /// <summary>A letter was typed; the form learns of it when the field is left.</summary>
    public void Typing()
    {
        typing = true;
        Recheck();
    }

    /// <summary>A field was left or chosen: the forms know all there is.</summary>
    public void Settled()
    {
        typing = false;
        Recheck();
    }

    /// <summary>Asks the forms again.</summary>
    public void Recheck()
    {
        var now = (IsWatching, IsDirty, IsShowing);
        if (now != told)
        {
            told = now;
            Changed?.Invoke();
        }
    }

    private sealed class Shown(LeaveGuard guard) : IDisposable
    {
        public void Dispose()
        {
            guard.secrets.Remove(this);
            guard.Recheck();
        }
    }

    private sealed class Watched(LeaveGuard guard, Func<bool> form) : IDisposable
    {
        public void Dispose()
        {
            guard.forms.Remove(form);
            guard.typing = false;
            guard.Recheck();
        }
    }
}
