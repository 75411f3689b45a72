using AdminPortal.Domain.CheckIns;

namespace AdminPortal.Web.Features.CheckIns;

/// <summary>What was entered at a door, as the browser wrote it down.</summary>
/// <param name="Id">Made by the browser; the same when it is sent again.</param>
/// <param name="Text">A badge, or part of a name.</param>
/// <param name="Passed">Milliseconds since it was entered.</param>
/// <param name="Action">The direction that was chosen then; null for the one of the page.</param>
/// <param name="Station">The station that was named then; null for the one of the page.</param>
/// <param name="Quantity">People on the badge; null for the number of the page.</param>
public sealed record DoorEntry(string Id, string Text, double Passed, string? Action = null, string? Station = null, int? Quantity = null)
{
    /// <summary>What comes within that is of now; older entries waited for the network.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Oldest = TimeSpan.FromDays(29);

    /// <summary>Whether it waited for the network.</summary>
    public bool IsLate => Passed > Prompt.TotalMilliseconds;

    /// <summary>The direction, or null.</summary>
    public ScanAction? Direction => Enum.TryParse<ScanAction>(Action, out var action) ? action : null;

    /// <summary>UTC time at which it was entered; null for now. By the time that passed, so that a wrong clock does no harm.</summary>
    public DateTime? At(DateTime now) => IsLate ? now - TimeSpan.FromMilliseconds(Math.Min(Passed, Oldest.TotalMilliseconds)) : null;
}
