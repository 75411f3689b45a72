using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>The scan log of an event; the range applies to when people were scanned.</summary>
public sealed class ScanList() : RecordsKind<Scan, ScanRow, ScanFilter>("scan_list", Permission.ViewCheckIns,
    new ReportCell<ScanRow>("at", CellKind.Time, row => row.At),
    new(new ReportColumn("result", CellKind.Choice) { Words = ["admitted", "refused"] }, row => row.Code is null ? "admitted" : "refused"),
    new ReportCell<ScanRow>(new("code", CellKind.Choice) { Words = Codes }, Reason).Nullable,
    new(RecordWords.Column<ScanAction>("action"), row => row.Action.Word()),
    new ReportCell<ScanRow>("badge_number", CellKind.Text, row => row.BadgeNumber).Nullable,
    new ReportCell<ScanRow>("company_name", CellKind.Text, row => row.CompanyName).Nullable,
    new ReportCell<ScanRow>("last_name", CellKind.Text, row => row.LastName).Nullable,
    new ReportCell<ScanRow>("first_name", CellKind.Text, row => row.FirstName).Nullable,
    new ReportCell<ScanRow>("station", CellKind.Text, row => row.Station).Nullable,
    new(RecordWords.Column<CheckInType>("type"), row => row.Type.Word()),
    new("checked_in_by", CellKind.Text, row => row.ActorName),
    new("received_at", CellKind.Time, row => row.ReceivedAt),
    new ReportCell<ScanRow>(RecordWords.Column<DeviceDecision>("decided"), row => row.Decided?.Word()).Nullable,
    new("overridden", CellKind.Flag, row => row.Overridden is not null),
    new ReportCell<ScanRow>("override_reason", CellKind.Text, row => row.OverrideReason).Nullable)
{
    private static readonly string[] Codes = [.. Refusal.Codes, .. Refusal.OfStations];

    /// <inheritdoc />
    public override bool NeedsEvent => true;

    /// <summary>The one there is.</summary>
    public static ScanList Instance { get; } = new();

    /// <inheritdoc />
    public override IReadOnlyList<string> ContactColumns => ["company_name"];

    /// <inheritdoc />
    public override Sorts<Scan> Sorts { get; } = new Sorts<Scan>(s => s.Id).By("at", s => s.Id);

    /// <inheritdoc />
    public override FilterParts<ScanFilter> Filters { get; } = new FilterParts<ScanFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Choice(
            "result", CellKind.Choice, [("admitted", "admitted"), ("refused", "refused"), ("conflict", "conflict")],
            (filter, result) => result == "conflict" ? filter with { Conflict = true } : filter with { Refused = result == "refused" })
        .Choice("code", CellKind.Choice, [.. Codes.Select(code => (code, (object)code))], (filter, code) => filter with { Code = code })
        .Text("station", (filter, station) => filter with { Station = station });

    /// <summary>The list as its page shows it, newest first: people by one name.</summary>
    public ListOf<ScanRow, ScanFilter> Page => ListFor<ScanRow>(
        [
            new("name", CellKind.Text, row => row.Name),
            .. Cells.Where(cell => cell.Column.Key is not ("last_name" or "first_name" or "code")),
        ],
        ["name", "at", "result", "action", "badge_number", "station", "type", "checked_in_by"]);

    private protected override bool Descending => true;

    private protected override ScanFilter Start(RecordConditions asked) => new(asked.EventId ?? 0);

    private protected override IQueryable<Scan> Records(ReportScope scope, ScanFilter filter, RecordConditions asked) =>
        Find(scope.Db, filter).When(scope.From, from => s => s.At >= from).When(scope.Until, until => s => s.At < until);

    internal override async Task<List<(long Id, ScanRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken) =>
        (await Rows(scope.Db.OfIds<Scan>(ids), true).ToListAsync(cancellationToken)).ConvertAll(row => (row.Id, row));

    /// <summary>The scans that a filter means.</summary>
    internal static IQueryable<Scan> Find(PortalDb db, ScanFilter filter) =>
        (filter.Conflict ? CheckInQueries.Conflicts(db.Scans) : db.Scans).Where(s => s.EventId == filter.EventId)
            .When(filter.Refused, refused => s => (s.Code != null) == refused)
            .When(filter.Code, code => s => s.Code == code)
            .When(filter.Station, station => s => s.Station == station)
            .WhenWords(filter.Search, word => s => s.Participant!.Contact!.SortName.Contains(word)
                || s.BadgeNumber == filter.Search!.Trim() || s.BadgeNumber == word);

    /// <summary>What is shown of scans.</summary>
    /// <param name="scans">The scans, in their order.</param>
    /// <param name="company">Whether companies are shown, which are contact data.</param>
    internal static IQueryable<ScanRow> Rows(IQueryable<Scan> scans, bool company) => scans.Select(s => new ScanRow(
        s.Id, s.At, s.ReceivedAt, s.Action, s.Type, s.Code, s.BadgeNumber, s.ParticipantId, s.Participant!.Contact!.FirstName,
        s.Participant.Contact.LastName, company ? s.Participant.Contact.CompanyName : null,
        s.Station, s.ActorName, s.CheckInId, s.Overridden, s.OverrideReason, s.Decided));

    /// <summary>Its code; for one that no version of the portal gives any more, only that it was refused.</summary>
    private static string? Reason(ScanRow row) => row.Code is null || Codes.Contains(row.Code) ? row.Code : "refused";
}
