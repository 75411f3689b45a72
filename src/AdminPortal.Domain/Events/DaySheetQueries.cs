using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>Reads the day sheet of an event.</summary>
public sealed class DaySheetQueries(EventTallies tallies, EventRulesCache events, TimeProvider time)
{
    /// <summary>Most walls that are read.</summary>
    private const int ShownWalls = 200;

    /// <summary>
    /// The day sheet as the actor may see it, or null when there is no such event. At most five commands beside those that bring the tally
    /// of the event up to the moment, whatever its size.
    /// </summary>
    public async Task<DaySheet?> FindAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        return await events.FindAsync(actor, eventKey, cancellationToken) is { } rules
            ? await tallies.ReadAsync(actor, rules, (db, tally) => ReadAsync(db, actor, rules.Id, tally, time.UtcNow(), cancellationToken),
                cancellationToken)
            : null;
    }

    private static async Task<DaySheet?> ReadAsync(
        PortalDb db, Actor actor, long eventId, Tally tally, DateTime now, CancellationToken cancellationToken)
    {
        var export = actor.May(Permission.Export);
        var schedules = db.ReportSchedules.AsQueryable();
        var head = await db.Events.Where(e => e.Id == eventId).Select(e => new DaySheetHead(
            e.Id,
            new EventDraft(
                e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone, e.Capacity, e.EnforceCapacity, e.ReEntry,
                e.RequireConfirmation, e.ToleranceBefore, e.ToleranceAfter, e.OnlySignedCodes, e.IsTest),
            schedules.Count(s => export && s.EventId == e.Id),
            new DaySheetRehearsal(
                db.Tenants.Where(t => t.Id == e.TenantId).Select(t => t.Slug).First(),
                e.RehearsedAt == null ? null : new Rehearsal(
                    e.RehearsedAt.Value, e.RehearsalSent ?? 0, e.RehearsalAdmitted ?? 0, e.RehearsalFailed ?? 0,
                    e.RehearsalMilliseconds ?? 0)))).SingleOrDefaultAsync(cancellationToken);
        return head is null ? null : await FillAsync(db, actor, head, tally, now, cancellationToken);
    }

    /// <summary>Reads what the first command did not.</summary>
    internal static async Task<DaySheet> FillAsync(
        PortalDb db, Actor actor, DaySheetHead head, Tally tally, DateTime now, CancellationToken cancellationToken)
    {
        return new DaySheet
        {
            Event = head.Event,
            ReadAt = now,
            People = actor.May(Permission.ViewParticipants) ? new DaySheetPeople(tally.Total, tally.Confirmed) : null,
            Figures = actor.May(Permission.ViewLive) ? new DaySheetFigures(tally.Inside, tally.Arrived, tally.Total) : null,
            Doors = actor.May(Permission.ViewCheckIns) ? Doors(tally) : null,
            Schedules = actor.May(Permission.Export) ? head.Schedules : null,
            SetUp = actor.May(Permission.ManageEvents) ? await SetUpAsync(db, head.Id, cancellationToken) : null,
            Rehearsal = actor.May(Permission.ManageEvents) ? head.Rehearsal : null,
            Walls = actor.May(Permission.ManageWalls) ? await WallsAsync(db, head.Id, cancellationToken) : null,
            LastImport = ImportKind.NeedsOf("participants").All(actor.May) ? await LastImportAsync(db, head.Id, cancellationToken) : null,
        };
    }

    private static DaySheetDoors Doors(Tally tally) => new(
        tally.Stations.Keys.Count(name => name.Length > 0),
        tally.CheckIns,
        tally.Minutes.Count == 0 ? null : Clock.FromMinute(tally.Minutes.Keys.Max()),
        tally.Refused.Values.Sum());

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
}

/// <summary>What the first command of a day sheet reads.</summary>
internal sealed record DaySheetHead(long Id, EventDraft Event, int Schedules, DaySheetRehearsal Rehearsal);
