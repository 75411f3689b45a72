using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>Reads the day sheet of an event.</summary>
public sealed class DaySheetQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Most walls that are read.</summary>
    private const int ShownWalls = 200;

    /// <summary>
    /// The day sheet as the actor may see it, or null when there is no such event. At most six commands, whatever the size of the event.
    /// </summary>
    public Task<DaySheet?> FindAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        return databases.ReadAtOnceAsync(actor, db => ReadAsync(db, actor, eventKey, time.UtcNow(), cancellationToken), cancellationToken);
    }

    private static async Task<DaySheet?> ReadAsync(
        PortalDb db, Actor actor, string eventKey, DateTime now, CancellationToken cancellationToken)
    {
        var (live, doors, export) = (actor.May(Permission.ViewLive), actor.May(Permission.ViewCheckIns), actor.May(Permission.Export));
        var schedules = db.ReportSchedules.AsQueryable();
        var head = await db.Events.Where(e => e.EventKey == eventKey).Select(e => new DaySheetHead(
            e.Id,
            new EventDraft(
                e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone, e.Capacity, e.EnforceCapacity, e.ReEntry,
                e.RequireConfirmation, e.ToleranceBefore, e.ToleranceAfter, e.OnlySignedCodes),
            db.Participants.Count(p => p.EventId == e.Id),
            db.Participants.Count(p => p.EventId == e.Id && p.IsConfirmed),
            db.CheckIns.Where(c => live && c.EventId == e.Id).GroupBy(c => c.ParticipantId).Count(),
            db.Scans.Count(s => doors && s.EventId == e.Id && s.Code != null),
            schedules.Count(s => export && s.EventId == e.Id),
            new DaySheetRehearsal(
                db.Tenants.Where(t => t.Id == e.TenantId).Select(t => t.Slug).First(),
                e.RehearsedAt == null ? null : new Rehearsal(
                    e.RehearsedAt.Value, e.RehearsalSent ?? 0, e.RehearsalAdmitted ?? 0, e.RehearsalFailed ?? 0,
                    e.RehearsalMilliseconds ?? 0)))).SingleOrDefaultAsync(cancellationToken);
        return head is null ? null : await FillAsync(db, actor, head, now, cancellationToken);
    }

    /// <summary>Reads what the first command did not.</summary>
    internal static async Task<DaySheet> FillAsync(
        PortalDb db, Actor actor, DaySheetHead head, DateTime now, CancellationToken cancellationToken)
    {
        var (live, doors) = (actor.May(Permission.ViewLive), actor.May(Permission.ViewCheckIns));
        var stations = live || doors ? await StationsAsync(db, head.Id, cancellationToken) : [];
        return new DaySheet
        {
            Event = head.Event,
            ReadAt = now,
            People = actor.May(Permission.ViewParticipants) ? new DaySheetPeople(head.Total, head.Confirmed) : null,
            Figures = live ? new DaySheetFigures(stations.Sum(s => s.Open), head.Arrived, head.Total) : null,
            Doors = doors ? Doors(stations, head.Refused) : null,
            Schedules = actor.May(Permission.Export) ? head.Schedules : null,
            SetUp = actor.May(Permission.ManageEvents) ? await SetUpAsync(db, head.Id, cancellationToken) : null,
            Rehearsal = actor.May(Permission.ManageEvents) ? head.Rehearsal : null,
            Walls = actor.May(Permission.ManageWalls) ? await WallsAsync(db, head.Id, cancellationToken) : null,
            LastImport = ImportKind.NeedsOf("participants").All(actor.May) ? await LastImportAsync(db, head.Id, cancellationToken) : null,
        };
    }

    private static Task<List<StationCount>> StationsAsync(PortalDb db, long eventId, CancellationToken cancellationToken) =>
        db.CheckIns.Where(c => c.EventId == eventId).GroupBy(c => c.Station)
            .Select(g => new StationCount(g.Key, g.Count(), g.Sum(c => c.OutMinute == null ? 1 : 0), g.Max(c => c.InMinute)))
            .ToListAsync(cancellationToken);

    private static DaySheetDoors Doors(List<StationCount> stations, int refused) => new(
        stations.Count(s => s.Station is not null),
        stations.Sum(s => s.CheckIns),
        stations.Count == 0 ? null : Clock.FromMinute(stations.Max(s => s.Last)),
        refused);

    private static async Task<DaySheetSetUp> SetUpAsync(PortalDb db, long eventId, CancellationToken cancellationToken)
    {
        var categories = await db.Categories.Where(c => c.EventId == eventId).Select(c => c.Id).ToListAsync(cancellationToken);
        var windows = await CheckInWindowQueries.Living(db).Where(w => w.EventId == eventId).OrderBy(w => w.StartsAt).ThenBy(w => w.Id)
            .Select(w => new { w.CategoryId, Shown = new DaySheetWindow(w.Name, w.StartsAt, w.EndsAt, w.Enforced) })
            .ToListAsync(cancellationToken);
        var forAll = windows.Exists(w => w.CategoryId is null);
        var own = windows.Select(w => w.CategoryId).ToHashSet();
        var uncovered = windows.Count == 0 || forAll ? 0 : categories.Count(id => !own.Contains(id));
        return new DaySheetSetUp(categories.Count, windows.ConvertAll(w => w.Shown), uncovered);
    }

    private static async Task<IReadOnlyList<DaySheetWall>> WallsAsync(
        PortalDb db, long eventId, CancellationToken cancellationToken) =>
        await db.Walls.Where(w => w.EventId == eventId && w.RevokedAt == null).OrderBy(w => w.Id).Take(ShownWalls)
            .Select(w => new DaySheetWall(w.Name, w.LastSeenAt)).ToListAsync(cancellationToken);

    private static Task<DaySheetImport?> LastImportAsync(PortalDb db, long eventId, CancellationToken cancellationToken) =>
        db.Imports.Where(i => i.EventId == eventId && i.Kind == "participants" && i.State == ImportState.Done)
            .OrderByDescending(i => i.StartedAt).ThenByDescending(i => i.Id)
            .Select(i => new DaySheetImport(i.FileName, i.Created, i.Updated, i.StartedAt)).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Check-ins of one station; the last one in minutes since 1970.</summary>
    private sealed record StationCount(string? Station, int CheckIns, int Open, int Last);
}

/// <summary>What the first command of a day sheet reads.</summary>
internal sealed record DaySheetHead(
    long Id, EventDraft Event, int Total, int Confirmed, int Arrived, int Refused, int Schedules, DaySheetRehearsal Rehearsal);
