using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns.Windows;

/// <summary>The windows of an event that is made from another one.</summary>
internal static class CheckInWindowCopies
{
    /// <summary>
    /// Adds the windows of one event to another one, so many calendar days of the zone later and at the same time of day; the caller saves.
    /// A window whose whole time is skipped there lasts as long as it did, from the first moment after the gap.
    /// Returns <c>window_overlap</c> where two of a category then overlap.
    /// </summary>
    public static async Task<Problem?> AddAsync(
        PortalDb db, (long From, long To) events, IReadOnlyDictionary<long, long> categories, TimeZoneInfo zone, int days,
        CancellationToken cancellationToken)
    {
        var windows = await CheckInWindowQueries.Living(db).AsNoTracking().Where(w => w.EventId == events.From)
            .OrderBy(w => w.StartsAt).ThenBy(w => w.Id).ToListAsync(cancellationToken);
        var copies = windows.ConvertAll(w =>
        {
            var (starts, ends) = (zone.PlusDays(w.StartsAt, days), zone.PlusDays(w.EndsAt, days));
            return new CheckInWindow
            {
                EventId = events.To,
                CategoryId = w.CategoryId is { } category ? categories[category] : null,
                Name = w.Name,
                StartsAt = starts,
                EndsAt = ends > starts ? ends : starts + (w.EndsAt - w.StartsAt),
                Enforced = w.Enforced,
                Limit = w.Limit,
            };
        });
        foreach (var window in copies)
        {
            var other = copies.Find(o =>
                o != window && o.CategoryId == window.CategoryId && o.StartsAt < window.EndsAt && window.StartsAt < o.EndsAt);
            if (other is not null)
            {
                return new Problem("window_overlap", $"It overlaps the window \"{other.Name}\" of the same category.", "from", other.Name);
            }
        }

        db.CheckInWindows.AddRange(copies);
        return null;
    }
}
