using System.Runtime.CompilerServices;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AdminPortal.Domain.CheckIns.Figures;

/// <summary>
/// A place in the scan log and the audit log. Both are written in the transaction of every change, so that together they name everybody
/// whose state has moved since: a copy of an event is kept up by them, and no table needs a column for it.
/// </summary>
/// <param name="Scan">The newest scan of the event that was seen.</param>
/// <param name="Audit">The newest entry of the audit log that was seen.</param>
internal readonly record struct LogPlace(long Scan, long Audit)
{
    /// <summary>Where several transactions run at once, entries that may still be committed below the newest one seen.</summary>
    public const int Overlap = 1_000;

    /// <summary>No transaction is open for longer.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Asked with each page and each picture, so it is put together once for each model; a model is that of a kind of database.
    /// </summary>
    private static readonly ConditionalWeakTable<IModel, Func<PortalDb, long, long, CancellationToken, Task<LogPlace>>> Ends = [];

    /// <summary>The end of both logs, in one command.</summary>
    public static Task<LogPlace> NowAsync(PortalDb db, long eventId, CancellationToken cancellationToken) =>
        Ends.GetValue(db.Model, static _ => EF.CompileAsyncQuery((PortalDb own, long tenant, long of, CancellationToken stopped) =>
            own.Tenants.Where(t => t.Id == tenant).Select(t => new LogPlace(
                own.Scans.Where(s => s.EventId == of).Max(s => (long?)s.Id) ?? 0,
                own.AuditEntries.IgnoreQueryFilters().Max(e => (long?)e.Id) ?? 0)).Single()))(db, db.TenantId, eventId, cancellationToken);

    /// <summary>The event's scans since this place; where transactions overlap also some from before, which may have been seen.</summary>
    private IQueryable<Scan> Scans(PortalDb db, long eventId, DateTime now)
    {
        var scan = Scan;
        if (db.CommitsInOrder())
        {
            return db.Scans.Where(s => s.EventId == eventId && s.Id > scan);
        }

        var (from, late) = (scan - Overlap, now - Late);
        return db.Scans.Where(s => s.EventId == eventId && s.Id > from && (s.Id > scan || s.ReceivedAt > late));
    }

    /// <summary>What both logs say of an event since this place; null when it is too much to go through.</summary>
    /// <param name="db">The database.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="end">The end of both logs; a log that has not moved is not read.</param>
    /// <param name="now">UTC.</param>
    /// <param name="most">Most entries of either log that are read.</param>
    /// <param name="known">What was read before, which is left out; null for nothing.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<LogChanges?> ReadAsync(PortalDb db, long eventId, LogPlace end, DateTime now, int most, LogMemory? known,
        CancellationToken cancellationToken)
    {
        var ordered = db.CommitsInOrder();
        var scans = ordered && end.Scan == Scan ? [] : await Scans(db, eventId, now).OrderBy(s => s.Id).Take(most + 1)
            .Select(s => new HeardScan(s.Id, s.ParticipantId, s.Station, s.Code, s.ReceivedAt)).ToListAsync(cancellationToken);
        string[] kinds = [nameof(Participant), nameof(CheckIn), nameof(Contact), nameof(Category)];
        var audited = await AuditedAsync(db, kinds, eventId, end, now, most, cancellationToken);
        if (scans.Count > most || audited is null)
        {
            return null;
        }

        scans.RemoveAll(scan => known?.Scans.Contains(scan.Id) == true);
        audited.RemoveAll(entry => known?.Entries.Contains(entry.Entry) == true);

        var tenant = db.TenantId;
        List<long> Of(string entity) => audited.Where(e => e.Entity == entity).Select(e => e.Id).Distinct().ToList();
        var named = Of(nameof(Participant)).ToHashSet();
        var moved = scans.Where(s => s.ParticipantId is not null).Select(s => s.ParticipantId!.Value).ToHashSet();
        foreach (var stays in Of(nameof(CheckIn)).Chunk(1_000))
        {
            moved.UnionWith(await db.OfIds<CheckIn>([.. stays]).IgnoreQueryFilters([PortalDb.AliveFilter])
                .Select(c => c.ParticipantId).ToListAsync(cancellationToken));
        }

        foreach (var contacts in Of(nameof(Contact)).Chunk(1_000))
        {
            // The sums keep SQLite from walking through all of the event for a few contacts.
            named.UnionWith(await db.Participants.IgnoreQueryFilters([PortalDb.TenantFilter])
                .Where(p => contacts.Contains(p.ContactId) && p.EventId + 0 == eventId && p.TenantId + 0 == tenant).Select(p => p.Id)
                .ToListAsync(cancellationToken));
        }

        moved.UnionWith(named);
        return new LogChanges(moved, named, audited.Exists(entry => entry.Entity == nameof(Category)), scans,
            audited.ConvertAll(entry => entry.Entry));
    }

    /// <summary>The records that the audit log names since this place; null when they are too many to go through.</summary>
    /// <param name="db">The database.</param>
    /// <param name="kinds">What kinds of records.</param>
    /// <param name="eventId">Also those of no event; null for those of all.</param>
    /// <param name="end">The end of the log; one that has not moved is not read.</param>
    /// <param name="now">UTC.</param>
    /// <param name="most">Most entries that are read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<List<NamedRecord>?> AuditedAsync(PortalDb db, string[] kinds, long? eventId, LogPlace end, DateTime now, int most,
        CancellationToken cancellationToken)
    {
        if (db.CommitsInOrder() && end.Audit == Audit)
        {
            return [];
        }

        var entries = Audits(db, now).Where(e => kinds.Contains(e.Entity));
        entries = eventId is { } id ? entries.Where(e => e.EventId == id || e.EventId == null) : entries;
        var named = await entries.OrderBy(e => e.Id).Take(most + 1).Select(e => new NamedRecord(e.Id, e.Entity, e.EntityId))
            .ToListAsync(cancellationToken);
        return named.Count > most ? null : named;
    }

    /// <summary>Read by number alone, not through the tenant's other indexes.</summary>
    private IQueryable<AuditEntry> Audits(PortalDb db, DateTime now)
    {
        var (tenant, audit) = (db.TenantId, Audit);
        var entries = db.AuditEntries.IgnoreQueryFilters().Where(e => e.TenantId + 0 == tenant);
        if (db.CommitsInOrder())
        {
            return entries.Where(e => e.Id > audit);
        }

        var (from, late) = (audit - Overlap, now - Late);
        return entries.Where(e => e.Id > from && (e.Id > audit || e.At > late));
    }
}

/// <summary>What the logs say of an event since a place.</summary>
/// <param name="People">Ids of the participants whose state has moved, or what is written of them.</param>
/// <param name="Named">Those of them of whom something else may have changed than their stays.</param>
/// <param name="Categories">Whether a category has changed.</param>
/// <param name="Scans">The scans in their order.</param>
/// <param name="Entries">Ids of the entries of the audit log.</param>
internal sealed record LogChanges(
    HashSet<long> People, HashSet<long> Named, bool Categories, IReadOnlyList<HeardScan> Scans, IReadOnlyList<long> Entries);

/// <summary>
/// What was read of both logs shortly before a place, where more of it may still be committed. Who is named by it was read after it, so
/// nothing of it needs to be read again.
/// </summary>
internal sealed class LogMemory
{
    /// <summary>Ids of scans.</summary>
    public HashSet<long> Scans { get; } = [];

    /// <summary>Ids of entries of the audit log.</summary>
    public HashSet<long> Entries { get; } = [];

    /// <summary>Forgets what no later reading looks back on.</summary>
    public void Forget(LogPlace place)
    {
        Scans.RemoveWhere(id => id <= place.Scan - LogPlace.Overlap);
        Entries.RemoveWhere(id => id <= place.Audit - LogPlace.Overlap);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Scans.Clear();
        Entries.Clear();
    }
}

/// <summary>A scan as figures need it; the time is UTC.</summary>
internal sealed record HeardScan(long Id, long? ParticipantId, string? Station, string? Code, DateTime ReceivedAt);

/// <summary>A record that the audit log names.</summary>
/// <param name="Entry">Id of the entry.</param>
/// <param name="Entity">What kind of record.</param>
/// <param name="Id">Its id.</param>
internal sealed record NamedRecord(long Entry, string Entity, long Id);
