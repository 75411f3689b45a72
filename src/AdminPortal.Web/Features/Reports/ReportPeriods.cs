namespace AdminPortal.Web.Features.Reports;

/// <summary>A range of days, both ends included.</summary>
public readonly record struct ReportPeriod(DateOnly From, DateOnly To)
{
    /// <summary>The number of its months when it consists of whole ones, else 0.</summary>
    public int WholeMonths => From.Day == 1 && To.AddDays(1).Day == 1 ? Months(From, To.AddDays(1)) : 0;

    /// <summary>The range of the same length that ends the day before: whole months before whole months, else as many days.</summary>
    public ReportPeriod Before() => WholeMonths is > 0 and var months
        ? new(From.AddMonths(-months), From.AddDays(-1))
        : new(From.AddDays(From.DayNumber - To.DayNumber - 1), From.AddDays(-1));

    /// <summary>The same days a year earlier.</summary>
    public ReportPeriod YearBefore() => WholeMonths is > 0 and var months
        ? new(From.AddYears(-1), From.AddYears(-1).AddMonths(months).AddDays(-1))
        : new(From.AddYears(-1), To.AddYears(-1));

    /// <summary>Months from one day's month to another's.</summary>
    public static int Months(DateOnly from, DateOnly to) => ((to.Year - from.Year) * 12) + to.Month - from.Month;
}

/// <summary>The ranges that are offered by name.</summary>
internal static class ReportPeriods
{
    /// <summary>The days of the chosen event.</summary>
    public const string EventDays = "event_days";

    /// <summary>By name, in the order shown; people read the text <c>Period_{name}</c>.</summary>
    public static IReadOnlyList<(string Name, ReportPeriod Period)> Of(DateOnly today, ReportPeriod? eventDays)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        var year = new DateOnly(today.Year, 1, 1);
        IEnumerable<(string, ReportPeriod)> all =
        [
            ("today", new(today, today)),
            ("last_7_days", new(today.AddDays(-6), today)),
            ("last_30_days", new(today.AddDays(-29), today)),
            ("this_month", new(month, month.AddMonths(1).AddDays(-1))),
            ("last_month", new(month.AddMonths(-1), month.AddDays(-1))),
            ("this_year", new(year, year.AddYears(1).AddDays(-1))),
            ("last_year", new(year.AddYears(-1), year.AddDays(-1))),
        ];
        return [.. eventDays is { } days ? [(EventDays, days)] : Array.Empty<(string, ReportPeriod)>(), .. all];
    }
}
