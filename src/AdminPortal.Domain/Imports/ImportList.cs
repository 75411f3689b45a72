using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Imports;

/// <summary>The imports of the tenant as their page shows them, newest first.</summary>
public static class ImportList
{
    /// <summary>Columns and filters.</summary>
    public static ListOf<ListedImport, ImportFilter> Page { get; } = new(
        "import_list",
        Permission.ManageContacts,
        [
            new ReportCell<ListedImport>("file", CellKind.Text, row => row.Record.FileName).SortedBy("file"),
            new("kind", CellKind.Choice, row => row.Record.Kind),
            new("event_title", CellKind.Text, row => row.EventTitle),
            new(RecordWords.Column<ImportState>("state"), row => row.Record.State.Word()),
            new ReportCell<ListedImport>("started_at", CellKind.Time, row => row.Record.StartedAt).SortedBy("started"),
            new("finished_at", CellKind.Time, row => row.Record.FinishedAt),
            new ReportCell<ListedImport>("by", CellKind.Text, row => row.Record.ActorName).SortedBy("by"),
            new("rows", CellKind.Count, row => row.Record.Rows),
            new ReportCell<ListedImport>("created", CellKind.Count, row => row.Record.Created).SortedBy("created"),
            new ReportCell<ListedImport>("updated", CellKind.Count, row => row.Record.Updated).SortedBy("updated"),
            new("unchanged", CellKind.Count, row => row.Record.Unchanged),
            new ReportCell<ListedImport>("refused", CellKind.Count, row => row.Record.Refused).SortedBy("refused"),
        ],
        new FilterParts<ImportFilter>()
            .Search((filter, words) => filter with { Search = words })
            .Text("kind", (filter, kind) => filter with { Kind = kind })
            .Choice<ImportState>("state", (filter, state) => filter with { State = state })
            .Event((filter, id) => filter with { EventId = id })
            .Days("started_at", (filter, from, until) => filter with { From = from, Until = until }),
        ImportQueries.Sorts.Names)
    {
        Usual = ["file", "kind", "event_title", "state", "started_at", "by", "created", "updated", "refused"],
        Descending = true,
    };
}
