using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>Head figures of arrivals.</summary>
/// <param name="CheckIns">The same as in the overview.</param>
/// <param name="BusiestHour">UTC, its beginning: the first of those in which most check-ins began; null without any.</param>
/// <param name="AverageStay">Minutes between check-in and check-out, two decimals, of the records that are closed; null when none
/// is.</param>
public sealed record ArrivalFigures(CheckInFigures CheckIns, DateTime? BusiestHour, decimal? AverageStay);

/// <summary>Check-ins that began, and check-outs that happened, in the hour of the zone that begins at that UTC time.</summary>
public sealed record HourArrivals(DateTime Hour, int CheckIns, int CheckOuts);

/// <summary>Check-ins that began, and check-outs that happened, on one day of the zone.</summary>
public sealed record DayArrivals(DateOnly Date, int CheckIns, int CheckOuts);

/// <summary>Check-ins at one station; null is "no station named".</summary>
public sealed record StationArrivals(string? Station, int CheckIns, int Open);

/// <summary>Check-ins recorded in one way.</summary>
public sealed record TypeArrivals(CheckInType Type, int CheckIns);

/// <summary>Check-ins of one category key across events; key and title are null for those without a category.</summary>
/// <param name="CategoryKey">The key.</param>
/// <param name="Title">As the newest of the categories calls itself.</param>
/// <param name="People">Different participants.</param>
/// <param name="CheckIns">Records.</param>
/// <param name="Open">Records that are still open.</param>
public sealed record CategoryArrivals(string? CategoryKey, string? Title, int People, int CheckIns, int Open);

/// <summary>
/// Check-ins: the range applies to when they began, and for check-outs to when they ended. Hours and days are those of the event's zone
/// when the report is about one event, else of the tenant's. Hours in which nothing happened between the first and the last are there with
/// zeros, up to 14 days. Other lists hold what occurs only.
/// </summary>
public sealed record ArrivalsReport(
    ArrivalFigures Figures, IReadOnlyList<HourArrivals> ByHour, IReadOnlyList<DayArrivals> ByDay, IReadOnlyList<StationArrivals> ByStation,
        IReadOnlyList<TypeArrivals> ByType, IReadOnlyList<CategoryArrivals> ByCategory)
{
    private const int LongestHours = 14 * 24;

    private const int QuarterMinutes = 15;

    /// <summary>The report's columns.</summary>
    public static SummaryKind<ArrivalsReport> Kind { get; } = new("check_ins", ReadAsync,
    [
        ReportPart.Figures("", (ArrivalsReport report) => report.Figures, [],
            new("check_ins", CellKind.Count, figures => figures.CheckIns.CheckIns),
            new("checked_in_total", CellKind.Count, figures => figures.CheckIns.CheckedInTotal),
            new("checked_in_now", CellKind.Count, figures => figures.CheckIns.CheckedInNow),
            new("people_inside", CellKind.Count, figures => figures.CheckIns.PeopleInside),
            new ReportCell<ArrivalFigures>("busiest_hour", CellKind.Time, figures => figures.BusiestHour).Nullable,
            new ReportCell<ArrivalFigures>("average_stay", CellKind.Average, figures => figures.AverageStay).Nullable),
        ReportPart.List("by_hour", (ArrivalsReport report) => report.ByHour, [new(ReportChartKind.Area, "hour", "check_ins", "check_outs")],
            new("hour", CellKind.Time, row => row.Hour),
            new ReportCell<HourArrivals>("check_ins", CellKind.Count, row => row.CheckIns).Totalled,
            new ReportCell<HourArrivals>("check_outs", CellKind.Count, row => row.CheckOuts).Totalled),
        ReportPart.List("by_day", (ArrivalsReport report) => report.ByDay, [new(ReportChartKind.Area, "date", "check_ins", "check_outs")],
            new("date", CellKind.Day, row => row.Date),
            new ReportCell<DayArrivals>("check_ins", CellKind.Count, row => row.CheckIns).Totalled,
            new ReportCell<DayArrivals>("check_outs", CellKind.Count, row => row.CheckOuts).Totalled),
        ReportPart.List("by_station", (ArrivalsReport report) => report.ByStation, [new(ReportChartKind.LyingBar, "station", "check_ins")],
            new ReportCell<StationArrivals>("station", CellKind.Text, row => row.Station).Nullable,
            new ReportCell<StationArrivals>("check_ins", CellKind.Count, row => row.CheckIns).Totalled,
            new ReportCell<StationArrivals>("checked_in_now", CellKind.Count, row => row.Open).Totalled),
        ReportPart.List("by_type", (ArrivalsReport report) => report.ByType, [new(ReportChartKind.Donut, "type", "check_ins")],
            new ReportCell<TypeArrivals>(new ReportColumn("type", CellKind.Choice)
                { Words = [.. Enum.GetNames<CheckInType>().Select(name => name.ToLowerInvariant())] }, row => row.Type.ToString()
                    .ToLowerInvariant()),
            new ReportCell<TypeArrivals>("check_ins", CellKind.Count, row => row.CheckIns).Totalled),
        ReportPart.List("by_category", (ArrivalsReport report) => report.ByCategory,
            [new(ReportChartKind.LyingBar, "title", "checked_in_total", "check_ins")],
            new ReportCell<CategoryArrivals>("category_key", CellKind.Text, row => row.CategoryKey).Nullable.ForPrograms,
            new ReportCell<CategoryArrivals>("title", CellKind.Text, row => row.Title).Nullable,
            new ReportCell<CategoryArrivals>("checked_in_total", CellKind.Count, row => row.People).Totalled,
            new ReportCell<CategoryArrivals>("check_ins", CellKind.Count, row => row.CheckIns).Totalled,
            new ReportCell<CategoryArrivals>("checked_in_now", CellKind.Count, row => row.Open).Totalled),
    ])
    {
        IsInEventZone = true,
    };

    /// <summary>Places are read before people, so that nobody is inside who has not yet arrived.</summary>
    internal static async Task<ArrivalsReport> ReadAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var zone = scope.EventZone;
        var places = await scope.CheckIns()
            .GroupBy(c => new { c.Station, c.Type })
            .Select(g => new
            {
                g.Key.Station,
                g.Key.Type,
                Count = g.Count(),
                Open = g.Sum(c => c.OutMinute == null ? 1 : 0),
                Inside = g.Sum(c => c.OutMinute == null ? c.Quantity : 0),
                Minutes = g.Sum(c => c.OutMinute == null ? 0L : (long)(c.OutMinute.Value - c.InMinute)),
            })
            .ToListAsync(cancellationToken);
        var people = await scope.AllParticipants()
            .Join(scope.CheckIns().GroupBy(c => c.ParticipantId)
                .Select(g => new { g.Key, Count = g.Count(), Open = g.Sum(c => c.OutMinute == null ? 1 : 0) }), p => p.Id, c => c.Key,
                    (p, c) => new { p.CategoryId, c.Count, c.Open })
            .GroupBy(p => p.CategoryId)
            .Select(g => new { CategoryId = g.Key, People = g.Count(), Count = g.Sum(p => p.Count), Open = g.Sum(p => p.Open) })
            .LeftJoin(scope.Db.Categories, g => g.CategoryId, c => c.Id, (g, c) =>
                new { g.CategoryId, CategoryKey = (string?)c!.CategoryKey, CategoryTitle = (string?)c.Title, g.People, g.Count, g.Open })
            .ToListAsync(cancellationToken);
        var ins = await scope.CheckIns().GroupBy(c => c.InMinute / QuarterMinutes).Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var outs = await scope.CheckOuts().GroupBy(c => c.OutMinute!.Value / QuarterMinutes).Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);

        DateTime Hour(int quarter)
        {
            var utc = Clock.FromMinute(quarter * QuarterMinutes);
            return utc.AddMinutes(-zone.Local(utc).Minute);
        }

        var hours = ins.Select(g => new HourArrivals(Hour(g.Key), g.Count, 0))
            .Concat(outs.Select(g => new HourArrivals(Hour(g.Key), 0, g.Count)))
            .GroupBy(row => row.Hour).OrderBy(g => g.Key)
            .Select(g => new HourArrivals(g.Key, g.Sum(row => row.CheckIns), g.Sum(row => row.CheckOuts))).ToList();
        var (count, open) = (places.Sum(p => p.Count), places.Sum(p => p.Open));
        return new ArrivalsReport(
            new ArrivalFigures(
                new CheckInFigures(count, people.Sum(p => p.People), open, places.Sum(p => p.Inside)),
                count == 0 ? null : hours.MaxBy(row => row.CheckIns)!.Hour,
                count == open ? null : Math.Round((decimal)places.Sum(p => p.Minutes) / (count - open), 2, MidpointRounding.AwayFromZero)),
            Filled(hours),
            hours.GroupBy(row => zone.Day(row.Hour))
                .Select(g => new DayArrivals(g.Key, g.Sum(row => row.CheckIns), g.Sum(row => row.CheckOuts))).ToList(),
            places.GroupBy(p => p.Station).OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new StationArrivals(g.Key, g.Sum(p => p.Count), g.Sum(p => p.Open))).ToList(),
            places.GroupBy(p => p.Type).OrderBy(g => g.Key).Select(g => new TypeArrivals(g.Key, g.Sum(p => p.Count))).ToList(),
            people.GroupBy(p => p.CategoryKey).OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CategoryArrivals(g.Key, g.MaxBy(p => p.CategoryId)?.CategoryTitle, g.Sum(p => p.People),
                    g.Sum(p => p.Count), g.Sum(p => p.Open))).ToList());
    }

    private static List<HourArrivals> Filled(List<HourArrivals> hours)
    {
        if (hours.Count == 0 || (hours[^1].Hour - hours[0].Hour).TotalHours > LongestHours)
        {
            return hours;
        }

        var filled = new List<HourArrivals>();
        foreach (var row in hours)
        {
            while (filled.Count > 0 && filled[^1].Hour.AddHours(1) < row.Hour)
            {
                filled.Add(new HourArrivals(filled[^1].Hour.AddHours(1), 0, 0));
            }

            filled.Add(row);
        }

        return filled;
    }
}
