using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>An entry of a log as messages are made from it; times are UTC.</summary>
internal abstract class LogEntry
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public long? EventId { get; init; }

    /// <summary>When it was written down.</summary>
    public DateTime WrittenAt { get; init; }
}

/// <summary>A scan of the scan log.</summary>
internal sealed class ScanEntry : LogEntry
{
    public DateTime At { get; init; }

    public ScanAction Action { get; init; }

    public CheckInType Type { get; init; }

    public string? Code { get; init; }

    public long? ParticipantId { get; init; }

    public long? CheckInId { get; init; }

    public string? BadgeNumber { get; init; }

    public string? Station { get; init; }
}

/// <summary>A row of the audit log.</summary>
internal sealed class AuditLogEntry : LogEntry
{
    public AuditAction Action { get; init; }

    public required string Entity { get; init; }

    public long EntityId { get; init; }

    /// <summary>What changed, where that decides; else null.</summary>
    public string? Changes { get; init; }
}

/// <summary>What a look at both logs found, and how far it went.</summary>
internal sealed record LogReading(List<ScanEntry> Scans, List<AuditLogEntry> Audits, LogPosition Scan, LogPosition Audit)
{
    /// <summary>Whether there may be more at once.</summary>
    public bool IsFull { get; init; }
}

/// <summary>
/// Reads on in the scan log and the audit log, of all tenants at once. Both are written in the transaction of what they tell, so that they
/// are the outbox: no door pays for it with a further row.
/// </summary>
internal static class WebhookLog
{
    /// <summary>Entries of each log that are read at once: what comes of them is written in one short transaction.</summary>
    public const int Most = 200;

    /// <summary>The end of both logs.</summary>
    public static async Task<(long Scan, long Audit)> EndAsync(PortalDb db, CancellationToken cancellationToken) => (
        await db.Scans.IgnoreQueryFilters().MaxAsync(s => (long?)s.Id, cancellationToken) ?? 0,
        await db.AuditEntries.IgnoreQueryFilters().MaxAsync(e => (long?)e.Id, cancellationToken) ?? 0);

    /// <summary>What came since a position.</summary>
    public static async Task<LogReading> ReadAsync(PortalDb db, LogPosition scan, LogPosition audit, DateTime now,
        CancellationToken cancellationToken)
    {
        var (allScans, allAudits) = (db.Scans.IgnoreQueryFilters(), db.AuditEntries.IgnoreQueryFilters());
        var (lastScan, lastAudit) = (scan.Place, audit.Place);
        var scans = await Scans(allScans.Where(s => s.Id > lastScan).OrderBy(s => s.Id).Take(Most)).ToListAsync(cancellationToken);
        var audits = await Audits(allAudits.Where(e => e.Id > lastAudit).OrderBy(e => e.Id).Take(Most)).ToListAsync(cancellationToken);

        // The two logs are told in the order of time; where one of them is far behind the other waits for it.
        var full = new LogEntry?[] { scans.Count == Most ? scans[^1] : null, audits.Count == Most ? audits[^1] : null }
            .OfType<LogEntry>().ToList();
        if (full.Count > 0)
        {
            var until = full.Min(entry => entry.WrittenAt);
            scans = UpTo(scans, until);
            audits = UpTo(audits, until);
        }

        scans.AddRange(await LateAsync(scan, ids => Scans(allScans.Where(s => ids.Contains(s.Id))),
            (from, to) => Scans(allScans.Where(s => s.Id >= from && s.Id <= to)), cancellationToken));
        audits.AddRange(await LateAsync(audit, ids => Audits(allAudits.Where(e => ids.Contains(e.Id))),
            (from, to) => Audits(allAudits.Where(e => e.Id >= from && e.Id <= to)), cancellationToken));
        var ordered = db.CommitsInOrder();
        return new LogReading(scans, audits, scan.After([.. scans.Select(s => s.Id)], ordered, now),
            audit.After([.. audits.Select(a => a.Id)], ordered, now))
        { IsFull = full.Count > 0 };
    }

    private static List<T> UpTo<T>(List<T> entries, DateTime until)
        where T : LogEntry
    {
        var last = entries.FindLastIndex(entry => entry.WrittenAt <= until);
        return entries[..(last + 1)];
    }

    /// <summary>What was missing below a position and is there by now.</summary>
    private static async Task<List<T>> LateAsync<T>(LogPosition position, Func<long[], IQueryable<T>> ofIds,
        Func<long, long, IQueryable<T>> between, CancellationToken cancellationToken)
    {
        var late = new List<T>();
        foreach (var some in position.Missing.Chunk(1_000))
        {
            late.AddRange(await ofIds(some).ToListAsync(cancellationToken));
        }

        foreach (var gap in position.Ranges)
        {
            late.AddRange(await between(gap.From, gap.To).ToListAsync(cancellationToken));
        }

        return late;
    }

    private static IQueryable<ScanEntry> Scans(IQueryable<Scan> scans) => scans.Select(s => new ScanEntry
    {
        Id = s.Id,
        TenantId = s.TenantId,
        EventId = s.EventId,
        WrittenAt = s.ReceivedAt,
        At = s.At,
        Action = s.Action,
        Type = s.Type,
        Code = s.Code,
        ParticipantId = s.ParticipantId,
        CheckInId = s.CheckInId,
        BadgeNumber = s.BadgeNumber,
        Station = s.Station,
    });

    private static IQueryable<AuditLogEntry> Audits(IQueryable<AuditEntry> entries) => entries.Select(e => new AuditLogEntry
    {
        Id = e.Id,
        TenantId = e.TenantId,
        EventId = e.EventId,
        WrittenAt = e.At,
        Action = e.Action,
        Entity = e.Entity,
        EntityId = e.EntityId,
        Changes = e.Entity == nameof(Application) || e.Entity == nameof(Invoice) ? e.Changes : null,
    });
}
