using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;

namespace AdminPortal.Domain.CheckIns;

/// <summary>What somebody at a door, a key or the portal asks for.</summary>
public sealed record ScanRequest
{
    /// <summary>Longest reason of an override.</summary>
    public const int ReasonLimit = 300;

    /// <summary>The event, compared letter by letter.</summary>
    public required string EventKey { get; init; }

    public long? ParticipantId { get; init; }

    /// <summary>Compared letter by letter; leading zeros count. Or a signed code (<see cref="Badges.BadgeCode"/>).</summary>
    public string? BadgeNumber { get; init; }

    public ScanAction Action { get; init; }

    public CheckInType Type { get; init; }

    /// <summary>At most 100 characters.</summary>
    public string? Station { get; init; }

    /// <summary>At most 2,000 characters; a check-out leaves the notes as they are when none are sent.</summary>
    public Optional<string> Notes { get; init; }

    /// <summary>People on this badge, 1 to 99.</summary>
    public int Quantity { get; init; } = 1;

    /// <summary>UTC; when it happened, if not now: at most 5 minutes ahead and 30 days back.</summary>
    public DateTime? OccurredAt { get; init; }

    /// <summary>
    /// Why a supervisor lets somebody in whom <see cref="Refusal.Overridable"/> would refuse; null for everybody else. Needs
    /// <see cref="Accounts.Permission.CorrectCheckIns"/>; the portal's pages send it, the API never does.
    /// </summary>
    public string? OverrideReason { get; init; }

    /// <summary>Ids of the categories that the station admits; null for everybody.</summary>
    public IReadOnlySet<long>? Categories { get; init; }

    /// <summary>
    /// What a device without network has decided and shown already; null where the answer decides. Whom it has refused is not let in
    /// afterwards: nobody stands there any more.
    /// </summary>
    public DeviceDecision? Decided { get; init; }

    /// <summary>Why the device has refused; one of the refusals' codes.</summary>
    public string? DecidedCode { get; init; }

    /// <summary>The conflict that is settled by this entry, in its transaction; null for all others.</summary>
    internal long? Settles { get; init; }

    /// <summary>Fields that were sent but could not be read: they are refused together with what else is wrong.</summary>
    public IReadOnlyList<Problem> Unreadable { get; init; } = [];
}

/// <summary>The contact of a check-in as the API shows it.</summary>
public sealed record CheckInContact(long Id, string CustomerNumber, string? CompanyName, string? FirstName, string? LastName)
{
    /// <summary>As it is shown in the portal.</summary>
    public string Name => Contact.DisplayName(FirstName, LastName, CompanyName);
}

/// <summary>A check-in as the API and the portal show it; times are UTC.</summary>
public sealed record CheckInRecord(
    long Id, long ParticipantId, long EventId, string? EventTitle, string? EventKey, CheckInContact Contact, CheckInType Type,
    string? BadgeNumber, string? Station,
    DateTime CheckedInAt, DateTime? CheckedOutAt, string CheckedInBy, string? Notes, int Quantity, DateTime ReceivedAt,
        string? CategoryTitle)
{
    /// <summary>No check-out yet.</summary>
    public bool IsCheckedIn => CheckedOutAt is null;
}

/// <summary>
/// How a scan ended. Admitted: <see cref="Record"/> and no refusals. Refused: why, and the record that explains it where there is one.
/// </summary>
/// <param name="Record">The record written or closed, or the one that explains the refusal.</param>
/// <param name="Refusals">Empty when admitted.</param>
public sealed record ScanResult(CheckInRecord? Record, IReadOnlyList<Problem> Refusals)
{
    /// <summary>Whether it was done.</summary>
    public bool Admitted => Refusals.Count == 0;

    /// <summary>Whom it is about, refused or not; null when nobody of the event was named.</summary>
    public ScanPerson? Person { get; init; }
}

/// <summary>Whom a scan is about, as a steward may see them.</summary>
public sealed record ScanPerson(long Id, string Name, long? CategoryId, string? CategoryTitle, string? BadgeNumber);

/// <summary>The refusals of a scan; their codes are part of the API contract.</summary>
public static class Refusal
{
    public static Problem UnknownParticipant { get; } = new("unknown_participant", "No such participant in this event.", "participant_id");

    public static Problem UnknownBadge { get; } = new("unknown_badge", "No such badge in this event.", "badge_number");

    /// <summary>The code claims to be signed, and the event's key has not signed it.</summary>
    public static Problem ForgedBadge { get; } = new("forged_badge", "This badge was not made for this event.", "badge_number");

    /// <summary>The event takes signed codes only.</summary>
    public static Problem UnsignedBadge { get; } =
        new("unsigned_badge", "Only signed badge codes count in this event.", "badge_number");

    public static Problem BadgeMismatch { get; } = new("badge_mismatch", "The badge belongs to another participant.", "badge_number");

    public static Problem NotConfirmed { get; } = new("not_confirmed", "The participation is not confirmed, and this event requires it.");

    public static Problem OutsideWindow { get; } = new("outside_window", "No check-in window of the participant's category is open.");

    public static Problem WindowLimitReached { get; } =
        new("window_limit_reached", "The participant has used up the check-ins of this window.");

    public static Problem EventFull { get; } = new("event_full", "The event is full.");

    public static Problem AlreadyCheckedIn { get; } = new("already_checked_in", "The participant is already checked in.");

    public static Problem NotCheckedIn { get; } = new("not_checked_in", "The participant is not checked in.", "action");

    /// <summary>Only a door that admits some categories gives it; no call of the API meets it, so <see cref="Codes"/> has it not.</summary>
    internal static Problem WrongCategory { get; } = new("wrong_category", "This door does not admit the participant's category.");

    /// <summary>A device without network has sent somebody away.</summary>
    internal static Problem RefusedByDevice { get; } = new("refused_by_device", "The device at the door has refused without a network.");

    /// <summary>The codes that stations add to those of the API, for filters and texts.</summary>
    public static IReadOnlyList<string> OfStations { get; } = [WrongCategory.Code, RefusedByDevice.Code];

    /// <summary>What a device gave as its reason; for one that is none of ours, that it has refused.</summary>
    internal static Problem OfDevice(string? code) => RefusedByDevice with
    {
        Code = Codes.Contains(code) || code == WrongCategory.Code ? code! : RefusedByDevice.Code,
    };

    /// <summary>Every code of the API, for filters and texts.</summary>
    public static IReadOnlyList<string> Codes { get; } =
        [UnknownParticipant.Code, UnknownBadge.Code, ForgedBadge.Code, UnsignedBadge.Code, BadgeMismatch.Code, NotConfirmed.Code,
            OutsideWindow.Code, WindowLimitReached.Code, EventFull.Code, AlreadyCheckedIn.Code, NotCheckedIn.Code];

    /// <summary>What a supervisor may set aside, with a reason.</summary>
    public static IReadOnlyList<string> Overridable { get; } =
        [NotConfirmed.Code, OutsideWindow.Code, WindowLimitReached.Code, EventFull.Code];
}
