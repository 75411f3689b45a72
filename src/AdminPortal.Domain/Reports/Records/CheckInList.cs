using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports.Records;

/// <summary>The check-ins of an event; the range applies to when people came in.</summary>
internal sealed class CheckInList() : RecordsKind<CheckIn, CheckInRecord>("check_in_list", Permission.ViewCheckIns,
    new ReportCell<CheckInRecord>("badge_number", CellKind.Text, row => row.BadgeNumber).Nullable,
    new("customer_number", CellKind.Text, row => row.Contact.CustomerNumber),
    new ReportCell<CheckInRecord>("company_name", CellKind.Text, row => row.Contact.CompanyName).Nullable,
    new ReportCell<CheckInRecord>("last_name", CellKind.Text, row => row.Contact.LastName).Nullable,
    new ReportCell<CheckInRecord>("first_name", CellKind.Text, row => row.Contact.FirstName).Nullable,
    new ReportCell<CheckInRecord>("category", CellKind.Text, row => row.CategoryTitle).Nullable,
    new("checked_in_at", CellKind.Time, row => row.CheckedInAt),
    new ReportCell<CheckInRecord>("checked_out_at", CellKind.Time, row => row.CheckedOutAt).Nullable,
    new ReportCell<CheckInRecord>("station", CellKind.Text, row => row.Station).Nullable,
    new(RecordWords.Column<CheckInType>("type"), row => row.Type.Word()),
    new ReportCell<CheckInRecord>("quantity", CellKind.Count, row => row.Quantity).Totalled,
    new("checked_in_by", CellKind.Text, row => row.CheckedInBy),
    new ReportCell<CheckInRecord>("notes", CellKind.Text, row => row.Notes).Nullable)
{
    /// <inheritdoc />
    public override bool NeedsEvent => true;

    /// <inheritdoc />
    protected override IReadOnlyList<string> ContactColumns => ["customer_number", "company_name"];

    /// <inheritdoc />
    protected internal override Sorts<CheckIn> Sorts => CheckInQueries.Sorts;

    /// <inheritdoc />
    protected internal override IQueryable<CheckIn> Records(ReportScope scope, RecordConditions conditions)
    {
        var rows = CheckInQueries.Apply(scope.Db, new CheckInFilter(conditions.EventId ?? 0)
        {
            Search = conditions.Text("search"),
            Station = conditions.Text("station"),
            IsCheckedIn = conditions.Text("state") switch { "open" => true, "closed" => false, _ => null },
            Type = conditions.One<CheckInType>("type"),
        });
        rows = scope.From is { } from ? rows.Where(c => c.CheckedInAt >= from) : rows;
        return scope.Until is { } until ? rows.Where(c => c.CheckedInAt < until) : rows;
    }

    /// <inheritdoc />
    protected internal override async Task<List<(long Id, CheckInRecord Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        (await Of(scope, ids).Select(CheckInQueries.Record).ToListAsync(cancellationToken)).ConvertAll(row => (row.Id, row));

    /// <inheritdoc />
    protected override Task<IReadOnlyList<ReportCondition>> ToldAsync(PortalDb db, RecordConditions conditions, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ReportCondition>>(
    [
        Searched(conditions),
        new(new ReportColumn("station", CellKind.Text), conditions.Text("station")),
        new(new ReportColumn("state", CellKind.Choice), conditions.Text("state") switch { "open" => "inside", "closed" => "out", _ => null }),
        new(RecordWords.Column<CheckInType>("type"), conditions.One<CheckInType>("type")?.Word()),
    ]);
}
