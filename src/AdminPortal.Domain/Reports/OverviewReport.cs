using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>Events that begin in the range, by where they stand now.</summary>
public sealed record EventFigures(int Upcoming, int Running, int Ended)
{
    /// <summary>All of them.</summary>
    public int Total => Upcoming + Running + Ended;
}

/// <summary>Check-ins that began in the range; for one event without a range the same as its statistics.</summary>
/// <param name="CheckIns">Records.</param>
/// <param name="CheckedInTotal">Different participants.</param>
/// <param name="CheckedInNow">Records that are still open.</param>
/// <param name="PeopleInside">Sum of the open records' quantities.</param>
public sealed record CheckInFigures(int CheckIns, int CheckedInTotal, int CheckedInNow, int PeopleInside);

/// <summary>
/// The head figures of all reports under the same filters, out of the same queries; the range applies to each one's own date.
/// </summary>
public sealed record OverviewReport(EventFigures Events, ParticipantFigures Participants, CheckInFigures CheckIns,
    ApplicationFigures Applications, RevenueFigures Revenue, PaymentFigures Payments)
{
    /// <summary>The report's columns.</summary>
    public static SummaryKind<OverviewReport> Kind { get; } = new("overview", ReadAsync,
    [
        ReportPart.Figures("events", (OverviewReport report) => report.Events, [],
            new("total", CellKind.Count, figures => figures.Total),
            new("upcoming", CellKind.Count, figures => figures.Upcoming),
            new("running", CellKind.Count, figures => figures.Running),
            new ReportCell<EventFigures>("ended", CellKind.Count, figures => figures.Ended)),
        ParticipantsReport.HeadPart((OverviewReport report) => report.Participants, "participants"),
        ReportPart.Figures("check_ins", (OverviewReport report) => report.CheckIns, [],
            new("check_ins", CellKind.Count, figures => figures.CheckIns),
            new("checked_in_total", CellKind.Count, figures => figures.CheckedInTotal),
            new("checked_in_now", CellKind.Count, figures => figures.CheckedInNow),
            new ReportCell<CheckInFigures>("people_inside", CellKind.Count, figures => figures.PeopleInside)),
        ApplicationsReport.HeadPart((OverviewReport report) => report.Applications, "applications"),
        .. RevenueReport.HeadParts((OverviewReport report) => report.Revenue, "revenue"),
        .. PaymentsReport.HeadParts((OverviewReport report) => report.Payments, "payments"),
    ])
    {
        IsInApi = true,
    };

    internal static async Task<OverviewReport> ReadAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var now = scope.Now;
        var (events, contacts, checkIns) = (scope.Events(), ParticipantsReport.UniqueContacts(scope), scope.CheckIns());
        var counts = await scope.Db.Tenants.Where(t => t.Id == scope.Db.TenantId).Select(t => new
        {
            Upcoming = events.Count(e => e.StartsAt > now),
            Running = events.Count(e => e.StartsAt <= now && e.EndsAt > now),
            Ended = events.Count(e => e.EndsAt <= now),
            Contacts = contacts.Count(),
            Records = checkIns.Count(),
            // Not Distinct(): SQLite before 3.38 drops it because of the unique index, although that one holds open records only.
            Ever = checkIns.GroupBy(c => c.ParticipantId).Count(),
            Open = checkIns.Count(c => c.OutMinute == null),
            Inside = checkIns.Where(c => c.OutMinute == null).Sum(c => c.Quantity),
        }).SingleAsync(cancellationToken);
        return new OverviewReport(
            new EventFigures(counts.Upcoming, counts.Running, counts.Ended),
            ParticipantsReport.Head(await ParticipantsReport.GroupsAsync(scope, cancellationToken), counts.Contacts),
            new CheckInFigures(counts.Records, counts.Ever, counts.Open, counts.Inside),
            ApplicationsReport.Head(await ApplicationsReport.GroupsAsync(scope, cancellationToken)),
            RevenueReport.Head(await RevenueReport.GroupsAsync(scope, cancellationToken)),
            PaymentsReport.Head(await PaymentsReport.GroupsAsync(scope, cancellationToken)));
    }
}
