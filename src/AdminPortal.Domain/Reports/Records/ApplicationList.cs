using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports.Records;

/// <summary>The applications of the tenant, or those for an event; the range applies to when they came in.</summary>
internal sealed class ApplicationList() : RecordsKind<Application, ApplicationRow>("application_list", Permission.ViewApplications,
    new("created_at", CellKind.Time, row => row.CreatedAt),
    new("name", CellKind.Text, row => row.Name),
    new ReportCell<ApplicationRow>("company_name", CellKind.Text, row => row.CompanyName).Nullable,
    new("customer_number", CellKind.Text, row => row.CustomerNumber),
    new ReportCell<ApplicationRow>("email", CellKind.Text, row => row.Email).Nullable,
    new("events", CellKind.Text, row => string.Join(", ", row.Events.Select(applied => applied.Title))),
    new ReportCell<ApplicationRow>("category_key", CellKind.Text, row => row.CategoryKey).Nullable,
    new(RecordWords.Column<ApplicationStatus>("status"), row => row.Status.Word()),
    new ReportCell<ApplicationRow>("rating", CellKind.Count, row => row.Rating).Nullable,
    new ReportCell<ApplicationRow>("decided_at", CellKind.Time, row => row.DecidedAt).Nullable,
    new ReportCell<ApplicationRow>("decided_by", CellKind.Text, row => row.DecidedBy).Nullable)
{
    /// <inheritdoc />
    protected internal override Sorts<Application> Sorts => ApplicationQueries.Sorts;

    /// <inheritdoc />
    protected internal override IQueryable<Application> Records(ReportScope scope, RecordConditions conditions)
    {
        var rows = ApplicationQueries.Apply(scope.Db, new ApplicationFilter
        {
            Search = conditions.Text("search"),
            Status = conditions.One<ApplicationStatus>("status"),
            EventId = conditions.Number("event"),
            CategoryKey = conditions.Text("category"),
            Rating = (int?)conditions.Number("rating"),
        });
        rows = conditions.EventId is { } eventId ? rows.Where(a => a.Events.Any(e => e.EventId == eventId)) : rows;
        rows = scope.From is { } from ? rows.Where(a => a.CreatedAt >= from) : rows;
        return scope.Until is { } until ? rows.Where(a => a.CreatedAt < until) : rows;
    }

    /// <inheritdoc />
    protected internal override async Task<List<(long Id, ApplicationRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var rows = await ApplicationQueries.Rows(Of(scope, ids)).ToListAsync(cancellationToken);
        return (await ApplicationQueries.WithEventsAsync(scope.Db, rows, cancellationToken)).ConvertAll(row => (row.Id, row));
    }

    /// <inheritdoc />
    protected override async Task<IReadOnlyList<ReportCondition>> ToldAsync(PortalDb db, RecordConditions conditions, CancellationToken cancellationToken) =>
    [
        Searched(conditions),
        new(RecordWords.Column<ApplicationStatus>("status"), conditions.One<ApplicationStatus>("status")?.Word()),
        await OfEventAsync(db, conditions, cancellationToken),
        new(new ReportColumn("category_key", CellKind.Text), conditions.Text("category")),
        new(new ReportColumn("rating_from", CellKind.Count), conditions.Number("rating")),
    ];
}
