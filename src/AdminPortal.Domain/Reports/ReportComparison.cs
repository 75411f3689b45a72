namespace AdminPortal.Domain.Reports;

/// <summary>The report that another one is compared with.</summary>
/// <param name="Filter">What is asked of it.</param>
/// <param name="Name">Its range or event as people read it.</param>
/// <param name="Days">Days that lie between a day of it and the day it is compared with.</param>
/// <param name="Months">The same in months.</param>
public sealed record ReportComparison(ReportFilter Filter, string Name, int Days, int Months)
{
    /// <summary>
    /// When two events are compared: the first day of the one that is shown; days are then counted from the beginning of each.
    /// </summary>
    public DateOnly? Begin { get; init; }
}
