using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Exports;

/// <summary>The files that somebody ordered as their page shows them, newest first.</summary>
public static class ExportList
{
    /// <summary>Columns and filters.</summary>
    public static ListOf<ExportRow, ExportFilter> Page { get; } = new(
        "export_list",
        Permission.ViewReports,
        [
            new("file", CellKind.Text, row => row.Request.Kind),
            new("about", CellKind.Text, row => row.About),
            new(RecordWords.Column<ExportState>("state"), row => row.State.Word()),
            new ReportCell<ExportRow>("rows", CellKind.Count, row => row.State == ExportState.Done ? row.Rows : null).SortedBy("rows"),
            new ReportCell<ExportRow>("size", CellKind.Count, row => row.State == ExportState.Done ? row.Bytes : null).SortedBy("size"),
            new ReportCell<ExportRow>("ordered_at", CellKind.Time, row => row.CreatedAt).SortedBy("ordered"),
            new ReportCell<ExportRow>("until", CellKind.Time, row => row.State == ExportState.Done ? row.ExpiresAt : null)
                .SortedBy("until"),
            new("take", CellKind.Choice, row => row.State is ExportState.Failed or ExportState.Cancelled ? null : "take"),
            new("file_name", CellKind.Text, row => row.FileName),
            new("by", CellKind.Text, row => row.UserName),
        ],
        new FilterParts<ExportFilter>()
            .Search((filter, words) => filter with { Search = words })
            .Text("kind", (filter, kind) => filter with { Kind = kind })
            .Choice<ReportFormat>("format", (filter, format) => filter with { Format = format })
            .Choice<ExportState>("state", (filter, state) => filter with { State = state })
            .Days("ordered_at", (filter, from, until) => filter with { From = from, Until = until }),
        ExportService.Sorts.Names)
    {
        Usual = ["file", "about", "state", "rows", "size", "ordered_at", "until", "take"],
        Descending = true,
    };
}
