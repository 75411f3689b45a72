using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>
/// Settles conflicts: scans that a device without network has let pass and the rules refuse. Each settlement stands in the audit log, and
/// of two supervisors one settles it.
/// </summary>
public sealed class ConflictService(IDbContextFactory<PortalDb> databases, CheckInService checkIns, Removal removal, TimeProvider time)
{
    /// <summary>Longest note.</summary>
    public const int NoteLimit = ScanRequest.ReasonLimit;

    /// <summary>A little less than what the rules take.</summary>
    private static readonly TimeSpan Oldest = CheckInService.Back - TimeSpan.FromMinutes(1);

    internal static Problem Settled { get; } = new("conflict_settled", "Somebody has settled this conflict already.");

    /// <summary>Whether an entry with that code can be counted all the same; the rules may refuse it even so.</summary>
    /// <param name="code">The code of the refusal.</param>
    /// <param name="at">UTC; when it happened.</param>
    /// <param name="now">UTC.</param>
    public static bool MayAccept(string? code, DateTime at, DateTime now) =>
        code is not null && Refusal.Overridable.Contains(code) && at >= now - Oldest;

    /// <summary>
    /// Counts the entry at its own time, as a supervisor's override, and settles the conflict in the same transaction. Refused: no or too
    /// long a note, <c>not_found</c>, <c>conflict_settled</c>, <c>not_overridable</c> for a rule that nobody may set aside or a scan that
    /// is too old, and what the rules refuse even so; then nothing is written.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.CorrectCheckIns"/>.</param>
    /// <param name="scanId">The conflict.</param>
    /// <param name="note">The reason of the override.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> AcceptAsync(Actor actor, long scanId, string? note, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        if (Wrong(note) is { Count: > 0 } wrong)
        {
            return wrong;
        }

        await using var db = databases.Read(actor);
        var found = await (from s in CheckInQueries.Conflicts(db.Scans)
                           join e in db.Events on s.EventId equals e.Id
                           where s.Id == scanId
                           select new { Scan = s, e.EventKey }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return Problem.NotFound();
        }

        var scan = found.Scan;
        if (scan.Settlement is not null)
        {
            return Settled;
        }

        if (!MayAccept(scan.Code, scan.At, time.UtcNow()))
        {
            return new Problem("not_overridable", "This entry cannot be counted any more.");
        }

        var entry = await checkIns.ScanAsync(actor, new ScanRequest
        {
            EventKey = found.EventKey,
            ParticipantId = scan.ParticipantId,
            Action = scan.Action,
            Type = scan.Type,
            Station = scan.Station,
            Quantity = scan.Quantity ?? 1,
            OccurredAt = scan.At,
            OverrideReason = note!.Trim(),
            Settles = scanId,
        }, cancellationToken);
        var refusals = entry.Ok ? entry.Value.Refusals : entry.Problems;
        return refusals.Count == 0 ? Done.It : refusals.Select(refusal => refusal with { Field = null }).ToList();
    }

    /// <summary>
    /// Settles a conflict with nothing but a note. Refused: no or too long a note, <c>not_found</c>, <c>conflict_settled</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.CorrectCheckIns"/>.</param>
    /// <param name="scanId">The conflict.</param>
    /// <param name="note">What was found out.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> NoteAsync(Actor actor, long scanId, string? note, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        return Wrong(note) is { Count: > 0 } wrong
            ? wrong
            : await ChangeAsync(actor, scanId, (_, scan) => Task.FromResult<Result<Dictionary<string, object?[]>>>(
                scan.Settlement is null ? scan.Settle(actor.Name, time.UtcNow(), ConflictOutcome.Noted, note!.Trim()) : Settled),
                cancellationToken);
    }

    /// <summary>
    /// Takes a settlement back: the conflict is open again, and the check-in that accepting it wrote is removed. Refused:
    /// <c>not_found</c>, <c>conflict_open</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.CorrectCheckIns"/>.</param>
    /// <param name="scanId">The conflict.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> ReopenAsync(Actor actor, long scanId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        return await ChangeAsync(actor, scanId, async (db, scan) =>
        {
            if (scan.Settlement is null)
            {
                return new Problem("conflict_open", "This conflict is open.");
            }

            if (scan.SettledCheckInId is { } id)
            {
                var removed = await removal.DeleteAsync<CheckIn>(db, [id], cancellationToken);
                if (!removed.Ok && removed.Problems[0].Code != Problem.NotFound().Code)
                {
                    return removed.Problems.ToList();
                }
            }

            return scan.Reopen();
        }, cancellationToken);
    }

    /// <summary>
    /// Undoes <see cref="ReopenAsync"/>: the conflict is settled as it was, by whom and when, and the check-in that accepting it wrote is
    /// there again. Refused: <c>not_found</c>, also where that check-in is erased, <c>conflict_settled</c>, and as
    /// <see cref="CheckInService.RestoreAsync"/>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.CorrectCheckIns"/>.</param>
    /// <param name="before">The settled conflict as it was read before it was opened again.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> SettleAgainAsync(Actor actor, ConflictRow before, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        ArgumentNullException.ThrowIfNull(before);
        return before.Settled is not { By: { } by, Note: { } note } was ? Problem.NotFound()
            : await ChangeAsync(actor, before.Id, async (db, scan) =>
        {
            if (scan.Settlement is not null)
            {
                return Settled;
            }

            if (before.Accepted is { } id && await removal.RestoreAsync<CheckIn>(db, [id], cancellationToken) is { Ok: false } refused)
            {
                return refused.Problems.ToList();
            }

            return scan.Settle(by, was.At, was.Kind, note, before.Accepted);
        }, cancellationToken);
    }

    private static List<Problem> Wrong(string? note) => new Check().Text("note", note?.Trim(), NoteLimit).Problems;

    private Task<Result<Done>> ChangeAsync(Actor actor, long scanId,
        Func<PortalDb, Scan, Task<Result<Dictionary<string, object?[]>>>> change, CancellationToken cancellationToken) =>
        databases.WriteAsync<Done>(actor, async db =>
        {
            if (await CheckInQueries.Conflicts(db.Scans).SingleOrDefaultAsync(
                s => s.Id == scanId && db.Events.Any(e => e.Id == s.EventId), cancellationToken) is not { } scan)
            {
                return Problem.NotFound();
            }

            var facts = await change(db, scan);
            if (!facts.Ok)
            {
                return facts.Problems.ToList();
            }

            db.AuditEntries.Add(AuditRecorder.Entry(actor, time.UtcNow(), AuditAction.Changed, nameof(Scan), scanId, scan.EventId,
                facts.Value));
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
}
