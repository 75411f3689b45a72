using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>What was removed, as its page shows it, newest first.</summary>
public static class RemovedRecords
{
    /// <summary>Columns and filters.</summary>
    public static ListOf<RemovedRow, RemovedFilter> Page { get; } = new(
        "removed_list",
        Permission.ManageEvents,
        [
            new("title", CellKind.Text, row => row.Title),
            new("removed_at", CellKind.Time, row => row.At),
            new("along", CellKind.Text, row => row.Participants + row.CheckIns + row.Others > 0 ? "+" : null),
            new("back", CellKind.Choice, row => "back"),
        ],
        new FilterParts<RemovedFilter>().Search((filter, words) => filter with { Search = words }),
        ["at"])
    {
        Usual = ["title", "removed_at", "along", "back"],
        Descending = true,
    };
}
