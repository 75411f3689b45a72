using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Applications;

/// <summary>The applications of the tenant, or those for an event; the range applies to when they came in.</summary>
public sealed class ApplicationList()
    : RecordsKind<Application, ApplicationRow, ApplicationFilter>("application_list", Permission.ViewApplications,
    new ReportCell<ApplicationRow>("created_at", CellKind.Time, row => row.CreatedAt).SortedBy("created_at"),
    new ReportCell<ApplicationRow>("name", CellKind.Text, row => row.Name).SortedBy("name"),
    new ReportCell<ApplicationRow>("company_name", CellKind.Text, row => row.CompanyName).Nullable,
    new("customer_number", CellKind.Text, row => row.CustomerNumber),
    new ReportCell<ApplicationRow>("email", CellKind.Text, row => row.Email).Nullable,
    new("events", CellKind.Text, row => string.Join(", ", row.Events.Select(applied => applied.Title))),
    new ReportCell<ApplicationRow>("category_key", CellKind.Text, row => row.CategoryKey).Nullable,
    new ReportCell<ApplicationRow>(RecordWords.Column<ApplicationStatus>("status"), row => row.Status.Word()).SortedBy("status"),
    new ReportCell<ApplicationRow>("rating", CellKind.Count, row => row.Rating).Nullable.SortedBy("rating"),
    new ReportCell<ApplicationRow>("decided_at", CellKind.Time, row => row.DecidedAt).Nullable,
    new ReportCell<ApplicationRow>("decided_by", CellKind.Text, row => row.DecidedBy).Nullable)
{
    /// <summary>The one there is.</summary>
    public static ApplicationList Instance { get; } = new();

    /// <inheritdoc />
    public override Sorts<Application> Sorts => ApplicationQueries.Sorts;

    /// <inheritdoc />
    public override FilterParts<ApplicationFilter> Filters { get; } = new FilterParts<ApplicationFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Choice<ApplicationStatus>("status", (filter, status) => filter with { Status = status })
        .Event((filter, id) => filter with { EventId = id })
        .Text("category", (filter, key) => filter with { CategoryKey = key }, "category_key")
        .Number("rating", (filter, rating) => filter with { Rating = (int)Math.Min(rating, int.MaxValue) }, "rating_from")
        .Days("created_at", (filter, from, until) => filter with { From = from, Until = until });

    private protected override IReadOnlyList<string> Usual => ["name", "events", "category_key", "rating", "created_at", "status"];

    private protected override bool Descending => true;

    private protected override ApplicationFilter Start(RecordConditions asked) => new();

    private protected override IQueryable<Application> Records(ReportScope scope, ApplicationFilter filter, RecordConditions asked)
    {
        var rows = ApplicationQueries.Apply(scope.Db, filter);
        return asked.EventId is { } id ? rows.Where(a => a.Events.Any(e => e.EventId == id)) : rows;
    }

    internal override async Task<List<(long Id, ApplicationRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken)
    {
        var rows = await ApplicationQueries.Rows(Of(scope, ids)).ToListAsync(cancellationToken);
        return (await ApplicationQueries.WithEventsAsync(scope.Db, rows, cancellationToken)).ConvertAll(row => (row.Id, row));
    }
}
