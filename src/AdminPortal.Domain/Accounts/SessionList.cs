using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Accounts;

/// <summary>The sessions of everybody in the tenant as their page shows them, the one used last first.</summary>
public static class SessionList
{
    /// <summary>Columns and filters.</summary>
    public static ListOf<SessionRow, SessionFilter> Page { get; } = new(
        "session_list",
        Permission.ManageTenant,
        [
            new("name", CellKind.Text, row => row.Person),
            new("email", CellKind.Text, row => row.Email),
            new("device", CellKind.Text, row => row.Device),
            new("network_address", CellKind.Text, row => row.Address),
            new ReportCell<SessionRow>("signed_in_at", CellKind.Time, row => row.SignedInAt).SortedBy("signed_in"),
            new ReportCell<SessionRow>("seen_at", CellKind.Time, row => row.SeenAt).SortedBy("seen"),
        ],
        new FilterParts<SessionFilter>().Search((filter, words) => filter with { Search = words }),
        SessionQueries.Sorts.Names)
    {
        Usual = ["name", "device", "network_address", "signed_in_at", "seen_at"],
        Descending = true,
    };
}
