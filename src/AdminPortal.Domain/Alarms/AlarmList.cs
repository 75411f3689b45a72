using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Alarms;

/// <summary>The alarms of the tenant as their page shows them, newest first.</summary>
public static class AlarmList
{
    /// <summary>Columns and filters.</summary>
    public static ListOf<AlarmRow, AlarmFilter> Page { get; } = new(
        "alarm_list",
        Permission.ViewLive,
        [
            new("alarm", CellKind.Text, row => row.Subject),
            new("state", CellKind.Choice, row => row.IsOpen ? "open" : "ended"),
            new("event_title", CellKind.Text, row => row.EventTitle),
            new ReportCell<AlarmRow>("raised_at", CellKind.Time, row => row.RaisedAt).SortedBy("raised"),
            new("ended_at", CellKind.Time, row => row.EndedAt),
            new("noted_by", CellKind.Text, row => row.NotedBy),
        ],
        new FilterParts<AlarmFilter>()
            .Choice("state", CellKind.Choice, [("open", "open"), ("ended", "ended")],
                (filter, state) => filter with { IsOpen = state == "open" })
            .Choice<AlarmKind>("kind", (filter, kind) => filter with { Kind = kind })
            .Event((filter, id) => filter with { EventId = id }),
        AlarmQueries.Sorts.Names)
    {
        Usual = ["alarm", "state", "event_title", "raised_at", "ended_at", "noted_by"],
        Descending = true,
    };
}
