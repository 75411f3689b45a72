using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Kit.Forms;

/// <summary>Stands in a field that may hold what cannot be read, and tells its form of it; draws nothing.</summary>
public sealed class UnreadWatch : ComponentBase, IDisposable
{
    private IDisposable? watch;

    /// <summary>Whether something stands in the field that is not in its value.</summary>
    [Parameter, EditorRequired] public Func<bool> IsUnread { get; set; } = null!;

    [CascadingParameter] private UnreadFields? Unread { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized() => watch = Unread?.Watch(() => IsUnread());

    /// <inheritdoc />
    public void Dispose() => watch?.Dispose();
}
