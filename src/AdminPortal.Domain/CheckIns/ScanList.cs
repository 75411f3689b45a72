using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.CheckIns;

/// <summary>The scan log of an event as its page shows it, newest first.</summary>
public static class ScanList
{
    /// <summary>Columns and filters.</summary>
    public static ListOf<ScanRow, ScanFilter> Page { get; } = new(
        "scan_list",
        [
            new("name", CellKind.Text, row => row.Name),
            new("at", CellKind.Time, row => row.At),
            new("result", CellKind.Choice, row => row.Code is null ? "admitted" : "refused"),
            new("action", CellKind.Choice, row => row.Action.Word()),
            new("badge_number", CellKind.Text, row => row.BadgeNumber),
            new("station", CellKind.Text, row => row.Station),
            new(RecordWords.Column<CheckInType>("type"), row => row.Type.Word()),
            new("checked_in_by", CellKind.Text, row => row.ActorName),
        ],
        new FilterParts<ScanFilter>()
            .Search((filter, words) => filter with { Search = words })
            .Choice(
                "result", CellKind.Choice, [("admitted", "admitted"), ("refused", "refused"), ("conflict", "conflict")],
                (filter, result) => result == "conflict" ? filter with { Conflict = true } : filter with { Refused = result == "refused" })
            .Text("code", (filter, code) => filter with { Code = code })
            .Text("station", (filter, station) => filter with { Station = station }),
        ["at"])
    {
        Usual = ["name", "at", "result", "action", "badge_number", "station", "type", "checked_in_by"],
        Descending = true,
    };
}
