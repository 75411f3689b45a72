using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Events;

/// <summary>The events of the tenant as their page shows them.</summary>
public static class EventList
{
    /// <summary>Columns and filters.</summary>
    public static ListOf<EventRow, EventFilter> Page { get; } = new(
        "event_list",
        [
            new ReportCell<EventRow>("title", CellKind.Text, row => row.Title).SortedBy("title"),
            new("when", CellKind.Choice, row => row.EventKey),
            new ReportCell<EventRow>("starts_at", CellKind.Time, row => row.StartsAt).SortedBy("starts_at"),
            new ReportCell<EventRow>("place", CellKind.Text, row => row.Place).SortedBy("place"),
            new ReportCell<EventRow>("event_key", CellKind.Text, row => row.EventKey).SortedBy("event_key"),
            new("participants", CellKind.Count, row => row.Participants),
            new("inside_now", CellKind.Count, row => row.CheckedInNow),
            new ReportCell<EventRow>("ends_at", CellKind.Time, row => row.EndsAt).SortedBy("ends_at"),
            new("time_zone", CellKind.Text, row => row.TimeZone),
        ],
        new FilterParts<EventFilter>()
            .Search((filter, words) => filter with { Search = words })
            .Choice<EventTime>("when", (filter, when) => filter with { When = when })
            .Days("starts_at", (filter, from, until) => filter with { From = from, Until = until }),
        [EventQueries.Agenda, .. EventQueries.Sorts.Names])
    {
        Usual = ["title", "when", "starts_at", "place", "event_key", "participants", "inside_now"],
    };
}
