using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Features.CheckIns;

/// <summary>How one scan at the door page ended.</summary>
/// <param name="At">UTC.</param>
/// <param name="Action">What was asked.</param>
/// <param name="Asked">The badge or name that was entered.</param>
/// <param name="Record">The record written or closed, or the one that explains the refusal.</param>
/// <param name="Refusal">Null when admitted.</param>
public sealed record DoorResult(DateTime At, ScanAction Action, string Asked, int Quantity, CheckInRecord? Record,
    Problem? Refusal)
{
    /// <summary>Counts what the page has shown, so that two alike are told apart.</summary>
    public int Number { get; init; }

    /// <summary>What was asked, so that a supervisor can ask again with a reason; null when nothing reached the rules.</summary>
    public ScanRequest? Request { get; init; }

    /// <summary>Whether the browser keeps the entry and sends it again by itself.</summary>
    public bool Waits { get; init; }

    /// <summary>Whether it was done.</summary>
    public bool Admitted => Refusal is null;

    /// <summary>Whether it was taken back since.</summary>
    public bool Undone { get; init; }

    /// <summary>Who it was about, as far as known.</summary>
    public string Who => Record?.Contact.Name is { Length: > 0 } name ? name : Asked;
}
