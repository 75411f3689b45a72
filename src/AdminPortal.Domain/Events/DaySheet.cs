using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Events;

/// <summary>Where an event stands.</summary>
public enum EventPhase
{
    /// <summary>It has not begun.</summary>
    Before,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It has ended.</summary>
    Over,
}

/// <summary>
/// The state of every job of an event, as one moment showed it. Times are UTC; a part that the viewer may not see is null.
/// </summary>
public sealed record DaySheet
{
    public required EventDraft Event { get; init; }

    /// <summary>When the figures were read.</summary>
    public required DateTime ReadAt { get; init; }

    /// <summary>For who may see participants.</summary>
    public DaySheetPeople? People { get; init; }

    /// <summary>The newest import of participants that stands; for who may import them.</summary>
    public DaySheetImport? LastImport { get; init; }

    /// <summary>For who manages events.</summary>
    public DaySheetSetUp? SetUp { get; init; }

    /// <summary>The wall links that are not revoked, the oldest first; for who manages walls.</summary>
    public IReadOnlyList<DaySheetWall>? Walls { get; init; }

    /// <summary>For who manages events.</summary>
    public DaySheetRehearsal? Rehearsal { get; init; }

    /// <summary>For who may see check-ins.</summary>
    public DaySheetDoors? Doors { get; init; }

    /// <summary>For who may see live figures.</summary>
    public DaySheetFigures? Figures { get; init; }

    /// <summary>Scheduled reports about the event; for who may have files made.</summary>
    public int? Schedules { get; init; }

    /// <summary>The event's time zone.</summary>
    public TimeZoneInfo Zone => Common.Zone.Find(Event.TimeZone);

    /// <summary>Where the event stands.</summary>
    public EventPhase Phase =>
        ReadAt < Event.StartsAt ? EventPhase.Before : ReadAt < Event.EndsAt ? EventPhase.Running : EventPhase.Over;

    /// <summary>Calendar days until it begins, in its own zone; 0 or less for one that began or begins today.</summary>
    public int DaysUntil => Zone.Day(Event.StartsAt).DayNumber - Zone.Day(ReadAt).DayNumber;

    /// <summary>Whether it runs or begins today: its doors may be open.</summary>
    public bool IsOfToday => Phase == EventPhase.Running || (Phase == EventPhase.Before && DaysUntil <= 0);
}

/// <summary>Participants of an event.</summary>
public sealed record DaySheetPeople(int Total, int Confirmed)
{
    /// <summary>Participants whose confirmation is missing.</summary>
    public int Unconfirmed => Total - Confirmed;
}

/// <summary>An import of participants.</summary>
public sealed record DaySheetImport(string FileName, int Created, int Updated, DateTime StartedAt);

/// <summary>Categories and check-in windows of an event.</summary>
/// <param name="Categories">How many categories there are.</param>
/// <param name="Windows">By their start.</param>
/// <param name="Uncovered">Categories that no window is for.</param>
public sealed record DaySheetSetUp(int Categories, IReadOnlyList<DaySheetWindow> Windows, int Uncovered);

/// <summary>A check-in window.</summary>
public sealed record DaySheetWindow(string Name, DateTime StartsAt, DateTime EndsAt, bool Enforced);

/// <summary>A wall link; when a display was last connected with it, null when none ever was.</summary>
public sealed record DaySheetWall(string Name, DateTime? LastSeenAt);

/// <summary>The rehearsal of an event.</summary>
/// <param name="Tenant">The tenant's slug, by which the command line knows it.</param>
/// <param name="Last">How the last one went; null before the first.</param>
public sealed record DaySheetRehearsal(string Tenant, Rehearsal? Last);

/// <summary>What came in at the doors.</summary>
/// <param name="Stations">Different stations that were named.</param>
/// <param name="CheckIns">Records.</param>
/// <param name="LastCheckInAt">To the minute; null before the first.</param>
/// <param name="Refused">Refused scans.</param>
public sealed record DaySheetDoors(int Stations, int CheckIns, DateTime? LastCheckInAt, int Refused);

/// <summary>Who is there; as <see cref="CheckIns.CheckInStats"/> counts.</summary>
/// <param name="InsideNow">Distinct participants with an open record.</param>
/// <param name="Arrived">Distinct participants who were ever in.</param>
/// <param name="Expected">All participants.</param>
public sealed record DaySheetFigures(int InsideNow, int Arrived, int Expected)
{
    /// <summary><see cref="Arrived"/> of <see cref="Expected"/>, 1 is everybody; 0 when nobody is expected.</summary>
    public decimal Rate => Expected == 0 ? 0 : (decimal)Arrived / Expected;
}
