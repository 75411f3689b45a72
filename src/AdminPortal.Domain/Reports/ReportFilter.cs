using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Reports;

/// <summary>
/// An end of a range as it was asked for: a whole day of the tenant's time zone, or a moment. Either way it lies inside the range.
/// </summary>
public readonly record struct ReportBound
{
    private ReportBound(DateOnly? day, DateTime moment) => (Day, Moment) = (day, moment);

    /// <summary>The day; null when a moment was named.</summary>
    public DateOnly? Day { get; }

    /// <summary>UTC, in the milliseconds the portal keeps; only when <see cref="Day"/> is null.</summary>
    public DateTime Moment { get; }

    /// <summary>A whole day.</summary>
    public static ReportBound Of(DateOnly day) => new(day, default);

    /// <summary>A moment in UTC.</summary>
    public static ReportBound Of(DateTime utc) => new(null, Clock.Cut(utc));

    /// <summary>The first moment of the range that begins here.</summary>
    internal DateTime First(TimeZoneInfo zone) => Day is { } day ? Midnight(zone, day) : Moment;

    /// <summary>The first moment after the range that ends here.</summary>
    internal DateTime After(TimeZoneInfo zone)
    {
        if (Day is { } day)
        {
            return day == DateOnly.MaxValue ? DateTime.MaxValue : Midnight(zone, day.AddDays(1));
        }

        return Moment > DateTime.MaxValue.AddMilliseconds(-1) ? DateTime.MaxValue : Moment.AddMilliseconds(1);
    }

    /// <summary>No zone is a day away from UTC, but the first and the last day of the calendar have no neighbour to reach into.</summary>
    private static DateTime Midnight(TimeZoneInfo zone, DateOnly day) => day == DateOnly.MinValue
        ? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc)
        : day == DateOnly.MaxValue ? DateTime.SpecifyKind(day.ToDateTime(TimeOnly.MinValue), DateTimeKind.Utc)
        : zone.StartOfDay(day);
}

/// <summary>What a report is about.</summary>
/// <param name="EventKey">One event, compared letter by letter; null for all. A key that names no event gives a report of zeros.</param>
/// <param name="From">Where the range begins; null for "from the beginning".</param>
/// <param name="To">Where the range ends; null for "without end".</param>
public sealed record ReportFilter(string? EventKey = null, ReportBound? From = null, ReportBound? To = null)
{
    /// <summary>Filters that were sent but could not be read: they are refused together with what else is wrong.</summary>
    public IReadOnlyList<Problem> Unreadable { get; init; } = [];
}

/// <summary>A report with the filters it was made for and the UTC time of its making.</summary>
public sealed record Report<T>(ReportFilter Filter, T Data, DateTime GeneratedAt)
{
    /// <summary>The tenant's name.</summary>
    public required string TenantName { get; init; }

    /// <summary>The title of the event it is about; null for all, and where the key names none.</summary>
    public string? EventTitle { get; init; }

    /// <summary>In which the days lie: the tenant's, or the event's (<see cref="ReportKind.IsInEventZone"/>).</summary>
    public required TimeZoneInfo Zone { get; init; }
}

/// <summary>Something that happened so often on one day of the tenant's time zone.</summary>
public sealed record DayCount(DateOnly Date, int Total)
{
    /// <summary>The table of a report that lists days.</summary>
    internal static ReportPart<T> Part<T>(Func<T, IReadOnlyList<DayCount>> rows) =>
        ReportPart.List("by_day", rows, [new(ReportChartKind.Area, "date", "total")],
        new("date", CellKind.Day, row => row.Date),
        new ReportCell<DayCount>("total", CellKind.Count, row => row.Total).Totalled);
}
