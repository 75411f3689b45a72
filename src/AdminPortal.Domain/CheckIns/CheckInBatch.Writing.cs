using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>How the scans of a transaction are written down.</summary>
internal sealed partial class CheckInBatch
{
    /// <summary>
    /// By one prepared statement, where the database is no way off: saving would prepare one for each, which costs as much as carrying it
    /// out.
    /// </summary>
    private async Task InsertAsync<T>(IReadOnlyList<T> rows)
        where T : class
    {
        if (rows.Count > 0 && db.CommitsInOrder())
        {
            await db.BulkInsertAsync(rows);
        }
        else if (rows.Count > 0)
        {
            db.Set<T>().AddRange(rows);
            await db.SaveChangesAsync();
        }
    }

    private async Task EndAsync()
    {
        if (ended.Count > 0)
        {
            if (!door!.End(db, ended))
            {
                throw new DbUpdateConcurrencyException("A stay was ended meanwhile.");
            }

            db.Touch(rules.Id);
        }

        if (db.ChangeTracker.HasChanges())
        {
            await db.SaveChangesAsync();
        }
    }

    /// <summary>The entry and the word that settles its conflict are one: neither is there without the other.</summary>
    private void Settle(IReadOnlyList<PendingScan> scans, List<Outcome> outcomes)
    {
        for (var i = 0; i < scans.Count; i++)
        {
            if (outcomes[i] is { Settled: { } conflict, Row: { } row })
            {
                var facts = conflict.Settle(scans[i].Actor.Name, scans[i].ReceivedAt, ConflictOutcome.Accepted,
                    scans[i].Request.OverrideReason!.Trim(), row.Id);
                db.AuditEntries.Add(AuditRecorder.Entry(scans[i].Actor, scans[i].ReceivedAt, AuditAction.Changed, nameof(Scan), conflict.Id,
                    rules.Id, facts));
            }
        }
    }

    /// <summary>What a supervisor set aside stands in the audit log, in the same transaction.</summary>
    private async Task AuditOverridesAsync(IReadOnlyList<PendingScan> scans, List<Outcome> outcomes)
    {
        for (var i = 0; i < scans.Count; i++)
        {
            if (outcomes[i] is { Overridden.Count: > 0, Row: { } row } outcome)
            {
                var changes = row.AuditFacts();
                changes[nameof(Scan.Overridden)] = [null, string.Join(',', outcome.Overridden)];
                changes[nameof(Scan.OverrideReason)] = [null, scans[i].Request.OverrideReason!.Trim()];
                db.AuditEntries.Add(AuditRecorder.Entry(scans[i].Actor, scans[i].ReceivedAt, AuditAction.Created,
                    nameof(Domain.CheckIns.CheckIn), row.Id, rules.Id, changes));
            }
        }

        if (db.ChangeTracker.HasChanges())
        {
            await db.SaveChangesAsync();
        }
    }

    private Scan LogEntry(PendingScan scan, Outcome outcome) => new()
    {
        EventId = rules.Id,
        At = scan.At,
        ReceivedAt = scan.ReceivedAt,
        Action = scan.Request.Action,
        Type = scan.Request.Type,
        Code = outcome.Refusal?.Code,
        Overridden = outcome.Overridden.Count > 0 ? string.Join(',', outcome.Overridden) : null,
        OverrideReason = outcome.Overridden.Count > 0 ? scan.Request.OverrideReason!.Trim() : null,
        Decided = scan.Request.Decided,
        Quantity = scan.Request.Quantity,
        BadgeNumber = scan.Request.BadgeNumber ?? outcome.Person?.BadgeNumber,
        ParticipantId = outcome.Person?.Id,
        CheckInId = outcome.Row?.Id,
        Station = scan.Request.Station,
        ActorKind = scan.Actor.Kind,
        ActorId = scan.Actor.Id,
        ActorName = scan.Actor.Name,
    };
}
