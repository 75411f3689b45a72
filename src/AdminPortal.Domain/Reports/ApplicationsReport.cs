using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>Head figures of applications.</summary>
/// <param name="Open">Not decided yet.</param>
/// <param name="Approved">Approved for at least one event.</param>
/// <param name="Rejected">Turned down.</param>
/// <param name="AverageRating">Of those that are rated, two decimals; null when none is.</param>
public sealed record ApplicationFigures(int Open, int Approved, int Rejected, decimal? AverageRating)
{
    /// <summary>Applications created in the range.</summary>
    public int Total => Open + Approved + Rejected;

    /// <summary><see cref="Approved"/> of <see cref="Total"/>, four decimals; 0 when there are none.</summary>
    public decimal ConversionRate => Total == 0 ? 0 : Math.Round((decimal)Approved / Total, 4, MidpointRounding.AwayFromZero);
}

/// <summary>Applications for one event; approved are those approved for this one.</summary>
public sealed record EventApplications(string EventKey, string EventTitle, int Total, int Approved);

/// <summary>Applications for one category key; the title is that of the newest category with this key, null when there is none.</summary>
public sealed record CategoryApplications(string? CategoryKey, string? Title, int Total, int Approved);

/// <summary>
/// Applications: the range applies to when they were created. One for two events counts once in the head, by category and by day, and once
/// under each event. Lists hold what occurs only, events and categories by key (none last), days in their order.
/// </summary>
public sealed record ApplicationsReport(ApplicationFigures Figures, IReadOnlyList<EventApplications> ByEvent,
    IReadOnlyList<CategoryApplications> ByCategory, IReadOnlyList<DayCount> ByDay)
{
    /// <summary>The report's columns.</summary>
    public static SummaryKind<ApplicationsReport> Kind { get; } = new("applications", ReadAsync,
    [
        HeadPart((ApplicationsReport report) => report.Figures, ""),
        ReportPart.List("by_event", (ApplicationsReport report) => report.ByEvent,
            [new(ReportChartKind.LyingBar, "event_title", "total", "approved")],
            new ReportCell<EventApplications>("event_key", CellKind.Text, row => row.EventKey).ForPrograms,
            new("event_title", CellKind.Text, row => row.EventTitle),
            new("total", CellKind.Count, row => row.Total),
            new ReportCell<EventApplications>("approved", CellKind.Count, row => row.Approved)),
        ReportPart.List("by_category", (ApplicationsReport report) => report.ByCategory,
            [new(ReportChartKind.LyingBar, "title", "total", "approved")],
            new ReportCell<CategoryApplications>("category_key", CellKind.Text, row => row.CategoryKey).Nullable.ForPrograms,
            new ReportCell<CategoryApplications>("title", CellKind.Text, row => row.Title).Nullable,
            new ReportCell<CategoryApplications>("total", CellKind.Count, row => row.Total).Totalled,
            new ReportCell<CategoryApplications>("approved", CellKind.Count, row => row.Approved).Totalled),
        DayCount.Part((ApplicationsReport report) => report.ByDay),
    ])
    {
        IsInApi = true,
    };

    /// <summary>The table of the head figures, also in a report of several.</summary>
    internal static ReportPart<T> HeadPart<T>(Func<T, ApplicationFigures> of, string at) => ReportPart.Figures(at, of,
        [new(ReportChartKind.Funnel, null, "total", "approved"), new(ReportChartKind.Donut, null, "open", "approved", "rejected")],
        new("total", CellKind.Count, figures => figures.Total),
        new("open", CellKind.Count, figures => figures.Open),
        new("approved", CellKind.Count, figures => figures.Approved),
        new("rejected", CellKind.Count, figures => figures.Rejected),
        new ReportCell<ApplicationFigures>("conversion_rate", CellKind.Share, figures => figures.ConversionRate)
            .Means("Approved of all, four decimals; 0 when there are none."),
        new ReportCell<ApplicationFigures>("average_rating", CellKind.Average, figures => figures.AverageRating)
            .Nullable.Means("Null when none is rated."));

    internal static async Task<ApplicationsReport> ReadAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var groups = await GroupsAsync(scope, cancellationToken);
        var events = await scope.ApplicationEvents()
            .GroupBy(e => new { e.EventId, e.Event!.EventKey, e.Event.Title })
            .Select(g => new { g.Key.EventKey, g.Key.Title, Total = g.Count(), Approved = g.Sum(e => e.IsApproved ? 1 : 0) })
            .ToListAsync(cancellationToken);
        var categories = scope.Categories();
        var titles = await categories.Where(c => !categories.Any(other => other.CategoryKey == c.CategoryKey && other.Id > c.Id))
            .Select(c => new { c.CategoryKey, c.Title }).ToDictionaryAsync(c => c.CategoryKey, c => c.Title, cancellationToken);
        var created = await scope.Applications()
            .GroupBy(a => Clock.Quarter(a.CreatedAt))
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return new ApplicationsReport(
            Head(groups),
            events.OrderBy(e => e.EventKey, StringComparer.Ordinal)
                .Select(e => new EventApplications(e.EventKey, e.Title, e.Total, e.Approved)).ToList(),
            groups.GroupBy(g => g.CategoryKey).OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CategoryApplications(g.Key, g.Key is null ? null : titles.GetValueOrDefault(g.Key), g.Sum(x => x.Count),
                    Approved(g))).ToList(),
            created.GroupBy(g => scope.Day(g.Key), g => g.Count).OrderBy(g => g.Key).Select(g => new DayCount(g.Key, g.Sum())).ToList());
    }

    /// <summary>The head figures out of the groups.</summary>
    internal static ApplicationFigures Head(List<Group> groups)
    {
        int Of(ApplicationStatus status) => groups.Where(g => g.Status == status).Sum(g => g.Count);
        var rated = groups.Sum(g => g.Rated);
        var average = rated == 0
            ? (decimal?)null
            : Math.Round((decimal)groups.Sum(g => (long)g.Ratings) / rated, 2, MidpointRounding.AwayFromZero);
        return new ApplicationFigures(Of(ApplicationStatus.Open), Of(ApplicationStatus.Approved), Of(ApplicationStatus.Rejected), average);
    }

    /// <summary>Applications by category and status.</summary>
    internal static Task<List<Group>> GroupsAsync(ReportScope scope, CancellationToken cancellationToken) => scope.Applications()
        .GroupBy(a => new { a.CategoryKey, a.Status })
        .Select(g => new Group(g.Key.CategoryKey, g.Key.Status, g.Count(), g.Sum(a => a.Rating != null ? 1 : 0), g.Sum(a => a.Rating ?? 0)))
        .ToListAsync(cancellationToken);

    private static int Approved(IEnumerable<Group> groups) => groups.Where(g => g.Status == ApplicationStatus.Approved).Sum(g => g.Count);

    internal sealed record Group(string? CategoryKey, ApplicationStatus Status, int Count, int Rated, int Ratings);
}
