using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Overview;

/// <summary>The overview of one event.</summary>
/// <param name="Stats">The same figures as the API's statistics.</param>
/// <param name="ByDay">Participants by the event-local day they were added, oldest first.</param>
/// <param name="ByHour">Check-ins and check-outs by the UTC hour, as in the statistics, oldest first; hours in which nothing happened
/// between the first and the last are there with zeros, up to 14 days.</param>
/// <param name="ByCategory">In the event's order, participants without one last.</param>
public sealed record EventOverview(CheckInStats Stats, IReadOnlyList<DayFigure> ByDay, IReadOnlyList<HourFigure> ByHour,
    IReadOnlyList<CategoryFigure> ByCategory);

/// <summary>Participants added on one event-local day, and all up to then.</summary>
public sealed record DayFigure(DateOnly Day, int Added, int Total);

/// <summary>Check-ins and check-outs in the hour that begins at that UTC time.</summary>
public sealed record HourFigure(DateTime HourUtc, int CheckIns, int CheckOuts);

/// <summary>Participants of one category; the title is null for those without one.</summary>
public sealed record CategoryFigure(string? Title, int Total, int Confirmed, int Arrived, int Inside);

/// <summary>Reads the overview of one event.</summary>
public sealed class EventOverviewQueries(EventTallies tallies, EventRulesCache events)
{
    private const int LongestHours = 14 * 24;

    /// <summary>The overview, or null when there is no such event. A few commands, whatever the size of the event.</summary>
    public async Task<EventOverview?> FindAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewReports);
        if (await events.FindAsync(actor, eventKey, cancellationToken) is not { } rules)
        {
            return null;
        }

        return await tallies.ReadAsync(actor, rules, (db, tally) => ReadAsync(db, rules, tally, cancellationToken), cancellationToken);
    }

    private static async Task<EventOverview> ReadAsync(PortalDb db, EventRules rules, Tally tally, CancellationToken cancellationToken)
    {
        var stats = await CheckInStatsQueries.ReadAsync(db, rules, tally, cancellationToken);
        var categories = await db.Categories.Where(c => c.EventId == rules.Id).OrderBy(c => c.Position).ThenBy(c => c.Id)
            .Select(c => new { c.Id, c.Title }).ToListAsync(cancellationToken);
        var days = tally.Created.GroupBy(g => rules.Zone.Day(Clock.FromQuarter(g.Key)), g => g.Value).OrderBy(g => g.Key).ToList();
        var total = 0;
        static CategoryFigure Figure(string? title, CategoryTally of) => new(title, of.Total, of.Confirmed, of.Arrived, of.Inside);
        var figures = categories.ConvertAll(c => Figure(c.Title, tally.Categories.GetValueOrDefault(c.Id)));
        var without = Figure(null, tally.Categories.ExceptBy(categories.Select(c => c.Id), c => c.Key).Select(c => c.Value)
            .Aggregate(default(CategoryTally), (sum, one) => sum + one));
        return new EventOverview(
            stats,
            days.ConvertAll(g => new DayFigure(g.Key, g.Sum(), total += g.Sum())),
            Hours(stats.ByHour),
            without.Total > 0 ? [.. figures, without] : figures);
    }

    private static List<HourFigure> Hours(IReadOnlyList<HourStats> hours)
    {
        if (hours.Count == 0 || (hours[^1].Hour - hours[0].Hour).TotalHours > LongestHours)
        {
            return hours.Select(h => new HourFigure(h.Hour, h.CheckIns, h.CheckOuts)).ToList();
        }

        var known = hours.ToDictionary(h => h.Hour);
        var filled = new List<HourFigure>();
        for (var hour = hours[0].Hour; hour <= hours[^1].Hour; hour = hour.AddHours(1))
        {
            filled.Add(known.TryGetValue(hour, out var h) ? new HourFigure(hour, h.CheckIns, h.CheckOuts) : new HourFigure(hour, 0, 0));
        }

        return filled;
    }
}
