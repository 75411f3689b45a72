using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;

namespace AdminPortal.Domain.Stations;

/// <summary>What a station is made from.</summary>
/// <param name="Name">Its door; at most <see cref="CheckIn.StationLimit"/> characters.</param>
/// <param name="Direction">Which way it lets people go.</param>
/// <param name="Categories">Ids of the categories it admits; empty for everybody.</param>
/// <param name="Stewards">Ids of the people who are to stand there.</param>
/// <param name="IsKiosk">Whether people check themselves in there.</param>
public sealed record StationDraft(
    string Name, StationDirection Direction = StationDirection.Both, IReadOnlyList<long>? Categories = null,
    IReadOnlyList<long>? Stewards = null, bool IsKiosk = false)
{
    /// <summary>The digits that unlock the device; null leaves them as they are, an empty text takes them away. Never told again.</summary>
    public string? Pin { get; init; }
}

/// <summary>A person who may stand at a door.</summary>
public sealed record StewardChoice(long Id, string Name);

/// <summary>A code that pairs one device: the only time it is known.</summary>
/// <param name="Id">The station.</param>
/// <param name="Code">Eight letters and digits with a dash, read aloud easily.</param>
/// <param name="Until">UTC; until when it is good.</param>
public sealed record PairCode(long Id, string Code, DateTime Until);

/// <summary>A device that was paired: the only time its token is known.</summary>
public sealed record PairedStation(string Token, string Name, StationDirection Direction, StationEvent Event)
{
    /// <summary>The station; 0 where a code has paired it.</summary>
    public long Id { get; init; }
}

/// <summary>The event of a station.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Its key.</param>
/// <param name="Title">Its title.</param>
/// <param name="Zone">Its time zone, by its name.</param>
public sealed record StationEvent(long Id, string Key, string Title, string Zone);

/// <summary>A row of the doors page; times are UTC.</summary>
public sealed record StationRow(
    long Id, StationDraft Draft, DateTime CreatedAt, DateTime? PairedAt, DateTime? CodeUntil, DateTime? RevokedAt, DateTime? LastSeenAt,
    DateTime? LastScanAt, int Waiting, long ClockOffset, string? Build)
{
    /// <summary>
    /// Which state of its settings this is: a change names it. Pairing, locking and what its device tells are none of them.
    /// </summary>
    public required string Settings { get; init; }

    /// <summary>Whether digits unlock the device.</summary>
    public bool HasPin { get; init; }

    /// <summary>Since when an organiser has locked it; null when it is not.</summary>
    public DateTime? LockedAt { get; init; }

    /// <summary>The device's battery in percent; null where it does not tell.</summary>
    public int? Battery { get; init; }

    /// <summary>Whether it is charged at the moment.</summary>
    public bool Charging { get; init; }

    /// <summary>The person who checks in with their own account; null for a device that was paired by a code.</summary>
    public long? UserId { get; init; }
}

/// <summary>What a station may know of itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Actor">Whoever holds the device: may look people up by badge and name, and check them in and out.</param>
/// <param name="Draft">Its settings.</param>
/// <param name="EventId">Its only event.</param>
/// <param name="EventKey">The key of that.</param>
/// <param name="IsRemoved">Whether the event is removed: nothing can be recorded until it is restored.</param>
public sealed record StationView(long Id, Actor Actor, StationDraft Draft, long EventId, string EventKey, bool IsRemoved)
{
    /// <summary>The device's key, by which its calls are remembered; <see cref="Actor"/> is the person where somebody signed in.</summary>
    public long KeyId { get; init; }

    /// <summary>The door that its check-ins name; null where a person stands at none.</summary>
    public string? Door { get; init; }

    /// <summary>Whether a person holds it with their own account.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>UTC; when the event ends.</summary>
    public DateTime EventEndsAt { get; init; }

    /// <summary>What <see cref="StationPin"/> keeps of the digits that unlock the device; null where it does not lock.</summary>
    public string? PinHash { get; init; }

    /// <summary>Whether an organiser has locked it: it records nothing until it is unlocked.</summary>
    public bool IsLocked { get; init; }
}

/// <summary>What a device says of itself.</summary>
/// <param name="Waiting">Scans that wait on it.</param>
/// <param name="ClockOffset">Milliseconds by which its clock is ahead.</param>
/// <param name="Build">The build of its page.</param>
/// <param name="Battery">Its battery in percent; null where the device does not tell.</param>
/// <param name="Charging">Whether it is charged.</param>
public sealed record StationReport(int Waiting, long ClockOffset, string? Build, int? Battery = null, bool Charging = false);
