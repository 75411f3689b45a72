using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Imports;

/// <summary>The imports of the tenant as their page shows them, newest first.</summary>
public static class ImportList
{
    /// <summary>Columns and filters.</summary>
    public static ListOf<ImportRecord, ImportFilter> Page { get; } = new(
        "import_list",
        [
            new ReportCell<ImportRecord>("file", CellKind.Text, row => row.Record.FileName).SortedBy("file"),
            new("kind", CellKind.Choice, row => row.Record.Kind),
            new("event_title", CellKind.Text, row => row.EventTitle),
            new(RecordWords.Column<ImportState>("state"), row => row.Record.State.Word()),
            new ReportCell<ImportRecord>("started_at", CellKind.Time, row => row.Record.StartedAt).SortedBy("started"),
            new("finished_at", CellKind.Time, row => row.Record.FinishedAt),
            new ReportCell<ImportRecord>("by", CellKind.Text, row => row.Record.ActorName).SortedBy("by"),
            new("rows", CellKind.Count, row => row.Record.Rows),
            new ReportCell<ImportRecord>("created", CellKind.Count, row => row.Record.Created).SortedBy("created"),
            new ReportCell<ImportRecord>("updated", CellKind.Count, row => row.Record.Updated).SortedBy("updated"),
            new("unchanged", CellKind.Count, row => row.Record.Unchanged),
            new ReportCell<ImportRecord>("refused", CellKind.Count, row => row.Record.Refused).SortedBy("refused"),
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
