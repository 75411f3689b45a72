using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Stations;

/// <summary>A scan as a device sends it.</summary>
/// <param name="Badge">The badge that was read; null where the person was picked.</param>
/// <param name="ParticipantId">The participant that was picked; null where a badge was read.</param>
/// <param name="Action">The direction.</param>
/// <param name="Quantity">People on the badge.</param>
/// <param name="Passed">Since it was read; what took longer than a moment waited for the network.</param>
/// <param name="Decided">What the device has shown already; null where it waits for the answer.</param>
/// <param name="DecidedCode">Why it has refused.</param>
public sealed record StationScan(
    string? Badge, long? ParticipantId, ScanAction Action, int Quantity, TimeSpan Passed, DeviceDecision? Decided = null,
    string? DecidedCode = null)
{
    /// <summary>The door as a person has named it who stands at none; does not count where the station knows it.</summary>
    public string? Door { get; init; }

    /// <summary>Why a rule is set aside; null for all others.</summary>
    public string? Reason { get; init; }

    /// <summary>Whoever sets the rule aside; null where that is the holder of the station.</summary>
    public Actor? Supervisor { get; init; }
}

/// <summary>Records what the devices at the doors send, and takes a device's own last scan back.</summary>
public sealed class StationScanService(
    IDbContextFactory<PortalDb> databases, CheckInService checkIns, StationService stations, TimeProvider time)
{
    /// <summary>How long a device may take its last scan back.</summary>
    public static readonly TimeSpan UndoFor = TimeSpan.FromMinutes(2);

    /// <summary>An organiser has locked the station.</summary>
    public static Problem Locked { get; } = new("locked", "An organiser has locked this station.");

    /// <summary>What comes within that is of now.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(3);

    /// <summary>A little less than what the rules take.</summary>
    private static readonly TimeSpan Oldest = CheckInService.Back - TimeSpan.FromHours(1);

    /// <summary>
    /// Checks in or out. A scan that waited on the device counts at its own moment, told by the time that has passed, so that a wrong
    /// clock does no harm.
    /// </summary>
    /// <returns>
    /// How it ended, refusals included; or what is wrong with the request: <c>wrong_direction</c>, a field, or <c>locked</c> while an
    /// organiser has locked the station.
    /// </returns>
    /// <exception cref="PermissionDeniedException">A reason without anybody who may set rules aside.</exception>
    public async Task<Result<ScanResult>> ScanAsync(StationView station, StationScan scan, KeyedCall? call = null,
        CancellationToken cancellationToken = default)
    {
        if (station.IsLocked)
        {
            return Locked;
        }

        var only = station.Draft.Direction switch
        {
            StationDirection.In => ScanAction.CheckIn,
            StationDirection.Out => ScanAction.CheckOut,
            _ => scan.Action,
        };
        if (scan.Action != only)
        {
            return new Problem("wrong_direction", "This station does not let people go that way.", "action");
        }

        var waited = scan.Passed > Oldest ? Oldest : scan.Passed;
        stations.Scanned(station);
        return await checkIns.ScanAsync((scan.Supervisor ?? station.Actor) with { Call = call }, new ScanRequest
        {
            EventKey = station.EventKey,
            ParticipantId = scan.ParticipantId,
            BadgeNumber = scan.Badge,
            Action = scan.Action,
            Type = scan.ParticipantId is null ? CheckInType.Scan : CheckInType.Manual,
            Station = station.Door ?? (string.IsNullOrWhiteSpace(scan.Door) ? null : scan.Door.Trim()),
            Quantity = scan.Quantity,
            OccurredAt = waited > Prompt ? time.UtcNow() - waited : null,
            Categories = station.Draft.Categories is { Count: > 0 } some ? some.ToHashSet() : null,
            Decided = scan.Decided,
            DecidedCode = scan.DecidedCode,
            OverrideReason = scan.Reason,
        }, cancellationToken);
    }

    /// <summary>
    /// Takes back the device's own last scan, or the person's: a check-in goes, a check-out is open again. Refused: <c>not_last</c> when it
    /// is not the last one, was refused, or is older than <see cref="UndoFor"/>; <c>locked</c>; and what a correction may be refused for.
    /// </summary>
    public async Task<Result<Done>> UndoAsync(StationView station, long checkInId, CancellationToken cancellationToken = default)
    {
        station.Actor.Require(Permission.RecordCheckIns);
        if (station.IsLocked)
        {
            return Locked;
        }

        var since = time.UtcNow() - UndoFor;
        await using var db = databases.Read(station.Actor);
        var last = await db.Scans
            .Where(s => s.EventId == station.EventId && s.ActorKind == station.Actor.Kind && s.ActorId == station.Actor.Id)
            .OrderByDescending(s => s.Id).Select(s => new { s.CheckInId, s.Code, s.ReceivedAt, s.Action }).FirstOrDefaultAsync(
                cancellationToken);
        if (last is not { Code: null } || last.CheckInId != checkInId || last.ReceivedAt < since)
        {
            return new Problem("not_last", "Only the last scan of this station can be taken back, for two minutes.");
        }

        var corrector = Corrector(station);
        if (last.Action == ScanAction.CheckOut)
        {
            return await checkIns.ReopenAsync(corrector, checkInId, cancellationToken);
        }

        var removed = await checkIns.TakeBackAsync(corrector, [checkInId], cancellationToken);
        return removed.Ok ? Done.It : removed.Problems.ToList();
    }

    /// <summary>May correct what was just shown to be its own.</summary>
    private static Actor Corrector(StationView station) => station.Actor with
    {
        Permissions = new HashSet<Permission>(station.Actor.Permissions) { Permission.CorrectCheckIns },
    };
}
