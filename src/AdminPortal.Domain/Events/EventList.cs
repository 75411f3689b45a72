using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>The events of the tenant; the range applies to when they take place. Its file has times of the tenant's zone.</summary>
public sealed class EventList() : TenantList<Event, EventRow, EventFilter>("event_list", Permission.ViewEvents,
    new ReportCell<EventRow>("title", CellKind.Text, row => row.Title).SortedBy("title"),
    new(RecordWords.Column<EventTime>("when"), row => row.When.Word()),
    new ReportCell<EventRow>("starts_at", CellKind.Time, row => row.StartsAt).SortedBy("starts_at"),
    new ReportCell<EventRow>("ends_at", CellKind.Time, row => row.EndsAt).SortedBy("ends_at"),
    new ReportCell<EventRow>("place", CellKind.Text, row => row.Place).SortedBy("place").Nullable,
    new ReportCell<EventRow>("event_key", CellKind.Text, row => row.EventKey).SortedBy("event_key"),
    new ReportCell<EventRow>("participants", CellKind.Count, row => row.Participants).Totalled,
    new ReportCell<EventRow>("inside_now", CellKind.Count, row => row.CheckedInNow).Totalled,
    new("time_zone", CellKind.Text, row => row.TimeZone))
{
    /// <summary>The one there is.</summary>
    public static EventList Instance { get; } = new();

    /// <inheritdoc />
    public override Sorts<Event> Sorts => EventQueries.Sorts;

    /// <inheritdoc />
    public override FilterParts<EventFilter> Filters { get; } = new FilterParts<EventFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Choice<EventTime>("when", (filter, when) => filter with { When = when })
        .Days("starts_at", (filter, from, until) => filter with { From = from, Until = until });

    private protected override IReadOnlyList<string> Usual =>
        ["title", "when", "starts_at", "place", "event_key", "participants", "inside_now"];

    private protected override IReadOnlyList<string> Orders => [EventQueries.Agenda, .. Sorts.Names];

    internal override IQueryable<Event> Sorted(PortalDb db, IQueryable<Event> found, string? sort, bool descending, DateTime now) =>
        sort == EventQueries.Agenda
            ? found.OrderBy(e => e.EndsAt >= now ? 0 : 1).ThenBy(e => e.EndsAt >= now ? e.StartsAt : now)
                .ThenByDescending(e => e.StartsAt).ThenByDescending(e => e.Id)
            : base.Sorted(db, found, sort, descending, now);

    internal override IQueryable<Event> Find(PortalDb db, EventFilter filter, DateTime now)
    {
        var events = filter.When switch
        {
            EventTime.Running => db.Events.Where(e => e.StartsAt <= now && e.EndsAt > now),
            EventTime.Coming => db.Events.Where(e => e.StartsAt > now),
            EventTime.Past => db.Events.Where(e => e.EndsAt <= now),
            _ => db.Events,
        };
        return events.When(filter.From, from => e => e.EndsAt >= from).When(filter.Until, until => e => e.StartsAt < until)
            .WhenWords(filter.Search, word => e => Fold.Loose(e.Title)!.Contains(word)
            || Fold.Loose(e.EventKey)!.Contains(word) || Fold.Loose(e.Place)!.Contains(word));
    }

    internal override Task<List<EventRow>> RowsAsync(PortalDb db, IQueryable<Event> records, DateTime now,
        CancellationToken cancellationToken) => records.Select(e => new EventRow(
            e.Id, e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone,
            db.Participants.Count(p => p.EventId == e.Id), db.CheckIns.Count(c => c.EventId == e.Id && c.CheckedOutAt == null))
        {
            When = e.EndsAt <= now ? EventTime.Past : e.StartsAt <= now ? EventTime.Running : EventTime.Coming,
        }).ToListAsync(cancellationToken);

    private protected override IQueryable<Event> OfEvent(PortalDb db, IQueryable<Event> records, long eventId) =>
        records.Where(e => e.Id == eventId);
}
