using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>The check-ins of an event; the range applies to when people came in.</summary>
public sealed class CheckInList() : RecordsKind<CheckIn, CheckInRecord, CheckInFilter>("check_in_list", Permission.ViewCheckIns,
    new ReportCell<CheckInRecord>("badge_number", CellKind.Text, row => row.BadgeNumber).Nullable,
    new("customer_number", CellKind.Text, row => row.Contact.CustomerNumber),
    new ReportCell<CheckInRecord>("company_name", CellKind.Text, row => row.Contact.CompanyName).Nullable,
    new ReportCell<CheckInRecord>("last_name", CellKind.Text, row => row.Contact.LastName).Nullable,
    new ReportCell<CheckInRecord>("first_name", CellKind.Text, row => row.Contact.FirstName).Nullable,
    new ReportCell<CheckInRecord>("category", CellKind.Text, row => row.CategoryTitle).Nullable,
    new ReportCell<CheckInRecord>("checked_in_at", CellKind.Time, row => row.CheckedInAt).SortedBy("checked_in_at"),
    new ReportCell<CheckInRecord>("checked_out_at", CellKind.Time, row => row.CheckedOutAt).Nullable,
    new ReportCell<CheckInRecord>("station", CellKind.Text, row => row.Station).Nullable,
    new(RecordWords.Column<CheckInType>("type"), row => row.Type.Word()),
    new ReportCell<CheckInRecord>("quantity", CellKind.Count, row => row.Quantity).Totalled,
    new("checked_in_by", CellKind.Text, row => row.CheckedInBy),
    new ReportCell<CheckInRecord>("notes", CellKind.Text, row => row.Notes).Nullable)
{
    /// <inheritdoc />
    public override bool NeedsEvent => true;

    /// <summary>The one there is.</summary>
    public static CheckInList Instance { get; } = new();

    /// <inheritdoc />
    public override IReadOnlyList<string> ContactColumns => ["customer_number", "company_name"];

    /// <inheritdoc />
    public override Sorts<CheckIn> Sorts => CheckInQueries.Sorts;

    /// <inheritdoc />
    public override FilterParts<CheckInFilter> Filters { get; } = new FilterParts<CheckInFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Text("station", (filter, station) => filter with { Station = station })
        .Choice("state", CellKind.Choice, [("open", "inside"), ("closed", "out")], (filter, state) =>
            filter with { IsCheckedIn = state == "open" })
        .Choice<CheckInType>("type", (filter, type) => filter with { Type = type });

    /// <summary>The list as its page shows it, newest first: people by one name.</summary>
    public ListOf<CheckInRecord, CheckInFilter> Page => ListFor<CheckInRecord>(
        [new("name", CellKind.Text, row => row.Contact.Name), .. Cells.Where(cell => cell.Column.Key is not ("last_name" or "first_name"))],
        ["name", "badge_number", "category", "checked_in_at", "checked_out_at", "station", "quantity", "checked_in_by"]) with
    { Sorts = ["checked_in_at"] };

    private protected override bool Descending => true;

    private protected override CheckInFilter Start(RecordConditions asked) => new(asked.EventId ?? 0);

    private protected override IQueryable<CheckIn> Records(ReportScope scope, CheckInFilter filter, RecordConditions asked)
    {
        var rows = CheckInQueries.Apply(scope.Db, filter);
        rows = scope.From is { } from ? rows.Where(c => c.CheckedInAt >= from) : rows;
        return scope.Until is { } until ? rows.Where(c => c.CheckedInAt < until) : rows;
    }

    internal override async Task<List<(long Id, CheckInRecord Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken) =>
        (await scope.Db.OfIds<CheckIn>(ids).Select(CheckInQueries.Record).ToListAsync(cancellationToken)).ConvertAll(row => (row.Id, row));
}
