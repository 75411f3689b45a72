using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Stations;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>
/// The only way to check somebody in or out, to record a refusal, and to correct a check-in. The rules are those of the API contract,
/// section 3.
/// </summary>
public sealed partial class CheckInService(
    IDbContextFactory<PortalDb> databases, EventRulesCache events, CheckInLanes lanes, Removal removal, TimeProvider time)
{
    /// <summary>How far ahead <see cref="ScanRequest.OccurredAt"/> may lie.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>How far back <see cref="ScanRequest.OccurredAt"/> may lie.</summary>
    public static readonly TimeSpan Back = TimeSpan.FromDays(30);

    /// <summary>
    /// Checks in or out, exactly once: of two simultaneous check-ins of one participant one is admitted and one refused. The answer comes
    /// after the commit; requests of one event that arrive together share it.
    /// </summary>
    /// <returns>How it ended, refusals included (they are kept in the scan log); or what is wrong with the request itself, among it
    /// <c>door_not_yours</c> of a steward who is limited to doors, and then nothing was written.</returns>
    public async Task<Result<ScanResult>> ScanAsync(Actor actor, ScanRequest request, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.RecordCheckIns);
        if (request.OverrideReason is not null)
        {
            actor.Require(Permission.CorrectCheckIns);
        }

        var now = time.UtcNow();
        var problems = Validate(request, now);
        var rules = string.IsNullOrWhiteSpace(request.EventKey) ? null : await events.FindAsync(actor, request.EventKey, cancellationToken);
        if (rules is null && !string.IsNullOrWhiteSpace(request.EventKey))
        {
            problems.Add(Problem.Unknown("event_key", request.EventKey));
        }

        if (problems.Count > 0)
        {
            return problems;
        }

        if (actor.Limits is { Doors.Count: > 0 })
        {
            await using var db = databases.Read(actor);
            var door = await DoorLimits.ChooseAsync(db, actor, rules!.Id, request.Station, cancellationToken);
            if (!door.Ok)
            {
                return door.Refused<ScanResult>();
            }

            request = request with { Station = door.Value };
        }

        var (read, refused) = ScannedCode.Read(rules!, request);
        return await lanes.RunAsync(rules!, new PendingScan(actor, read, now) { Refusal = refused });
    }

    /// <summary>What is wrong with the shape of a request; empty when nothing is.</summary>
    public static List<Problem> Validate(ScanRequest request, DateTime now)
    {
        var check = new Check(request.Unreadable)
            .That(!string.IsNullOrWhiteSpace(request.EventKey), Problem.Required("event_key"))
            .That(request.ParticipantId is null or > 0, Problem.Invalid("participant_id", "A positive number is needed."))
            .Length("badge_number", request.BadgeNumber, request.BadgeNumber is { } code && BadgeCode.IsSigned(code)
                ? BadgeCode.Limit
                : Participant.BadgeLimit)
            .Length("station", request.Station, CheckIn.StationLimit)
            .Length("notes", request.Notes.Value, CheckIn.NotesLimit)
            .That(request.OverrideReason is null || !string.IsNullOrWhiteSpace(request.OverrideReason), Problem.Required("reason"))
            .Length("reason", request.OverrideReason, ScanRequest.ReasonLimit)
            .That(request.Quantity is >= 1 and <= 99, Problem.Invalid("quantity", "A number from 1 to 99 is needed."))
            .That(request.OccurredAt is not { } at || (at <= now + Ahead && at >= now - Back),
                Problem.Invalid("occurred_at", "At most 5 minutes ahead and 30 days back."));
        if (request.ParticipantId is null && string.IsNullOrEmpty(request.BadgeNumber) && check.Read("participant_id")
            && check.Read("badge_number"))
        {
            check.That(false, new Problem("required", "A participant_id or a badge_number is needed.", "participant_id"));
            check.That(false, new Problem("required", "A participant_id or a badge_number is needed.", "badge_number"));
        }

        return check.Problems;
    }

    /// <summary>Removes a check-in as a correction: the participant may check in again. Refused: <c>not_found</c>.</summary>
    public Task<Result<Removed>> DeleteAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        DeleteManyAsync(actor, [id], cancellationToken);

    /// <summary>
    /// Removes check-ins in one step; those that are removed already are left alone. Refused: <c>not_found</c> when none is there.
    /// </summary>
    public Task<Result<Removed>> DeleteManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default) => removal.DeleteAsync<CheckIn>(actor, ids, cancellationToken);

    /// <summary>
    /// Undoes a removal. Refused: <c>not_found</c>, <c>removed_participant</c>, and <c>already_checked_in</c> when the record is open and
    /// the participant has another open one meanwhile.
    /// </summary>
    public Task<Result<Removed>> RestoreAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        removal.RestoreAsync<CheckIn>(actor, [id], cancellationToken);

    /// <summary>
    /// Undoes a check-out: the record is open again. Refused: <c>not_found</c>, <c>already_checked_in</c> when it is open or the
    /// participant has another open one.
    /// </summary>
    public async Task<Result<Done>> ReopenAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        return await databases.WriteAsync<Done>(actor, async db =>
        {
            if (await db.CheckIns.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } row)
            {
                return Problem.NotFound();
            }

            if (await db.CheckIns.AnyAsync(c => c.ParticipantId == row.ParticipantId && c.CheckedOutAt == null, cancellationToken))
            {
                return Refusal.AlreadyCheckedIn;
            }

            var changes = row.AuditFacts();
            changes[nameof(CheckIn.CheckedOutAt)] = [row.CheckedOutAt, null];
            row.CloseAt(null);
            db.AuditEntries.Add(AuditRecorder.Entry(actor, time.UtcNow(), AuditAction.Changed, nameof(CheckIn), id, row.EventId, changes));
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }
}
