using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Accounts;

/// <summary>The keys of the tenant as their page shows them, newest first.</summary>
public static class ApiKeyList
{
    /// <summary>Columns and filters.</summary>
    public static ListOf<ApiKeyRow, ApiKeyFilter> Page { get; } = new(
        "key_list",
        Permission.ManageKeys,
        [
            new ReportCell<ApiKeyRow>("name", CellKind.Text, row => row.Name).SortedBy("name"),
            new ReportCell<ApiKeyRow>(RecordWords.Column<ApiKeyKind>("kind"), row => row.Kind.Word()).SortedBy("kind"),
            new("prefix", CellKind.Text, row => row.Prefix),
            new("scopes", CellKind.Text, row => string.Join(", ", row.Scopes)),
            new(RecordWords.Column<ApiKeyStatus>("status"), row => row.Status.Word()),
            new("mode", CellKind.Choice, row => row.IsTest ? "test" : "live"),
            new("events", CellKind.Count, row => row.Events?.Count),
            new("networks", CellKind.Text, row => row.Networks),
            new("last_used_from", CellKind.Text, row => row.LastUsedFrom),
            new("previous_until", CellKind.Time, row => row.PreviousUntil),
            new ReportCell<ApiKeyRow>("last_used_at", CellKind.Time, row => row.LastUsedAt).SortedBy("last_used"),
            new("calls", CellKind.Count, row => row.Calls),
            new ReportCell<ApiKeyRow>("expires", CellKind.Time, row => row.ExpiresAt).SortedBy("expires"),
            new ReportCell<ApiKeyRow>("made_at", CellKind.Time, row => row.CreatedAt).SortedBy("created"),
            new("event_key", CellKind.Text, row => row.EventKey),
        ],
        new FilterParts<ApiKeyFilter>()
            .Search((filter, words) => filter with { Search = words })
            .Choice<ApiKeyKind>("kind", (filter, kind) => filter with { Kind = kind })
            .Choice<ApiKeyStatus>("status", (filter, status) => filter with { Status = status })
            .Choice<KeyUse>("use", (filter, use) => filter with { Use = use }),
        ApiKeyService.Sorts.Names)
    {
        Usual = ["name", "kind", "prefix", "scopes", "status", "last_used_at", "calls", "expires", "made_at"],
        Descending = true,
    };
}
