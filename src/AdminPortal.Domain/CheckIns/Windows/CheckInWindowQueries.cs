using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns.Windows;

/// <summary>How much of the open window a participant has used.</summary>
public sealed record WindowCount(long ParticipantId, long Count);

/// <summary>Reads check-in windows and what was used of them.</summary>
public sealed class CheckInWindowQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>
    /// The windows of an event by their start, with the check-ins that began inside each and belong to those who go by it.
    /// </summary>
    public async Task<IReadOnlyList<WindowRow>> ListAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        var windows = Living(db).Where(w => w.EventId == eventId);
        return await windows.OrderBy(w => w.StartsAt).ThenBy(w => w.Id).Select(w => new WindowRow(
            w.Id,
            new WindowDraft(w.Name, w.StartsAt, w.EndsAt, w.CategoryId, w.Enforced, w.Limit),
            w.Version,
            db.CheckIns.Count(c => c.EventId == eventId && c.CheckedInAt >= w.StartsAt && c.CheckedInAt < w.EndsAt
                && (w.CategoryId != null
                    ? c.Participant!.CategoryId == w.CategoryId
                    : !windows.Any(own => own.CategoryId == c.Participant!.CategoryId && own.CategoryId != null)))))
                    .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// What each participant of the event has used of the window that is open now: the sum of quantities of the check-ins that began
    /// inside; 0 when none is open. In the order asked, each once; ids that are not of the event are left out. Never more than two
    /// commands.
    /// </summary>
    public async Task<IReadOnlyList<WindowCount>> CountsAsync(Actor actor, EventRules rules, IReadOnlyList<long> participantIds,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        var ids = participantIds.Distinct().ToList();
        await using var db = databases.Read(actor);
        var people = await db.Participants.Where(p => p.EventId == rules.Id && ids.Contains(p.Id)).Select(p => new { p.Id, p.CategoryId })
            .ToListAsync(cancellationToken);
        var now = time.UtcNow();
        var open = people.Select(p => (p.Id, Window: rules.Windows.OpenAt(p.CategoryId, now))).ToDictionary(p => p.Id, p => p.Window);
        var windows = open.Values.OfType<WindowRule>().ToList();
        var counts = new Dictionary<long, long>();
        if (windows.Count > 0)
        {
            var (from, to) = (windows.Min(w => w.StartsAt), windows.Max(w => w.EndsAt));
            var stays = await db.CheckIns.Where(c => ids.Contains(c.ParticipantId) && c.EventId == rules.Id && c.CheckedInAt >= from
                && c.CheckedInAt < to)
                .Select(c => new { c.ParticipantId, c.CheckedInAt, c.Quantity }).ToListAsync(cancellationToken);
            counts = stays.Where(c => open.GetValueOrDefault(c.ParticipantId) is { } window && window.StartsAt <= c.CheckedInAt
                && c.CheckedInAt < window.EndsAt)
                .GroupBy(c => c.ParticipantId).ToDictionary(of => of.Key, of => of.Sum(c => (long)c.Quantity));
        }

        return ids.Where(open.ContainsKey).Select(id => new WindowCount(id, counts.GetValueOrDefault(id))).ToList();
    }

    /// <summary>Windows whose category lives; those of a deleted one come back with it.</summary>
    internal static IQueryable<CheckInWindow> Living(PortalDb db) =>
        db.CheckInWindows.Where(w => w.CategoryId == null || db.Categories.Any(c => c.Id == w.CategoryId));
}
