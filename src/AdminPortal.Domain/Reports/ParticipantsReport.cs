using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>Head figures of participations.</summary>
/// <param name="Total">Participations created in the range.</param>
/// <param name="Confirmed">Those that are confirmed.</param>
/// <param name="UniqueContacts">Different contacts among them.</param>
/// <param name="CheckedIn">Those who were ever in.</param>
/// <param name="NoShow">Confirmed, the event is over, and never in.</param>
public sealed record ParticipantFigures(int Total, int Confirmed, int UniqueContacts, int CheckedIn, int NoShow)
{
    /// <summary>Those that are not confirmed.</summary>
    public int Unconfirmed => Total - Confirmed;
}

/// <summary>Participations of one event.</summary>
public sealed record EventParticipants(string EventKey, string EventTitle, int Total, int Confirmed, int CheckedIn);

/// <summary>Participations of one category key across events; key and title are null for those without a category.</summary>
/// <param name="CategoryKey">The key.</param>
/// <param name="Title">As the newest of the categories calls itself.</param>
/// <param name="Total">Participations.</param>
/// <param name="CheckedIn">Those who were ever in.</param>
public sealed record CategoryParticipants(string? CategoryKey, string? Title, int Total, int CheckedIn);

/// <summary>
/// Participations: the range applies to when they were created. Lists hold what occurs only, events and categories by key (none last), days
/// in their order.
/// </summary>
public sealed record ParticipantsReport(ParticipantFigures Figures, IReadOnlyList<EventParticipants> ByEvent,
    IReadOnlyList<CategoryParticipants> ByCategory, IReadOnlyList<DayCount> ByDay)
{
    /// <summary>The report's columns.</summary>
    public static SummaryKind<ParticipantsReport> Kind { get; } = new("participants", ReadAsync,
    [
        HeadPart((ParticipantsReport report) => report.Figures, ""),
        ReportPart.List("by_event", (ParticipantsReport report) => report.ByEvent,
            [new(ReportChartKind.LyingBar, "event_title", "total", "confirmed", "checked_in")],
            new ReportCell<EventParticipants>("event_key", CellKind.Text, row => row.EventKey).ForPrograms,
            new("event_title", CellKind.Text, row => row.EventTitle),
            new ReportCell<EventParticipants>("total", CellKind.Count, row => row.Total).Totalled,
            new ReportCell<EventParticipants>("confirmed", CellKind.Count, row => row.Confirmed).Totalled,
            new ReportCell<EventParticipants>("checked_in", CellKind.Count, row => row.CheckedIn).Totalled),
        ReportPart.List("by_category", (ParticipantsReport report) => report.ByCategory,
            [new(ReportChartKind.LyingBar, "title", "total", "checked_in")],
            new ReportCell<CategoryParticipants>("category_key", CellKind.Text, row => row.CategoryKey).Nullable.ForPrograms,
            new ReportCell<CategoryParticipants>("title", CellKind.Text, row => row.Title).Nullable,
            new ReportCell<CategoryParticipants>("total", CellKind.Count, row => row.Total).Totalled,
            new ReportCell<CategoryParticipants>("checked_in", CellKind.Count, row => row.CheckedIn).Totalled),
        DayCount.Part((ParticipantsReport report) => report.ByDay),
    ])
    {
        IsInApi = true,
    };

    /// <summary>The table of the head figures, also in a report of several.</summary>
    internal static ReportPart<T> HeadPart<T>(Func<T, ParticipantFigures> of, string at) =>
        ReportPart.Figures(at, of, [new(ReportChartKind.Funnel, null, "total", "confirmed", "checked_in")],
        new("total", CellKind.Count, figures => figures.Total),
        new("confirmed", CellKind.Count, figures => figures.Confirmed),
        new("unconfirmed", CellKind.Count, figures => figures.Unconfirmed),
        new("unique_contacts", CellKind.Count, figures => figures.UniqueContacts),
        new ReportCell<ParticipantFigures>("checked_in", CellKind.Count, figures => figures.CheckedIn)
            .Means("Participants who were ever in."),
        new ReportCell<ParticipantFigures>("no_show", CellKind.Count, figures => figures.NoShow)
            .Means("Confirmed, the event has ended, never in."));

    internal static async Task<ParticipantsReport> ReadAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var groups = await GroupsAsync(scope, cancellationToken);
        var contacts = await UniqueContacts(scope).CountAsync(cancellationToken);
        var created = await scope.Participants()
            .GroupBy(p => Clock.Quarter(p.CreatedAt))
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return new ParticipantsReport(
            Head(groups, contacts),
            groups.GroupBy(g => (g.EventKey, g.EventTitle)).OrderBy(g => g.Key.EventKey, StringComparer.Ordinal)
                .Select(g => new EventParticipants(g.Key.EventKey, g.Key.EventTitle, g.Sum(x => x.Total), g.Sum(x => x.Confirmed),
                    g.Sum(x => x.CheckedIn))).ToList(),
            groups.GroupBy(g => g.CategoryKey).OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CategoryParticipants(g.Key, g.MaxBy(x => x.CategoryId)?.CategoryTitle, g.Sum(x => x.Total),
                    g.Sum(x => x.CheckedIn))).ToList(),
            created.GroupBy(g => scope.Day(g.Key), g => g.Count).OrderBy(g => g.Key).Select(g => new DayCount(g.Key, g.Sum())).ToList());
    }

    /// <summary>The head figures out of the groups, and the number of <see cref="UniqueContacts"/>.</summary>
    internal static ParticipantFigures Head(List<Group> groups, int contacts) =>
        new(groups.Sum(g => g.Total), groups.Sum(g => g.Confirmed), contacts, groups.Sum(g => g.CheckedIn), groups.Where(g => g.IsOver)
            .Sum(g => g.Missing));

    /// <summary>One row for each contact.</summary>
    internal static IQueryable<long> UniqueContacts(ReportScope scope) => scope.Participants().GroupBy(p => p.ContactId).Select(g => g.Key);

    /// <summary>
    /// Participations by event and category. Who was ever in is joined, because SQL Server takes no subquery inside a sum; titles are
    /// joined to the few groups instead of the many records.
    /// </summary>
    internal static Task<List<Group>> GroupsAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var now = scope.Now;
        return scope.Participants()
            .LeftJoin(scope.AllCheckIns().GroupBy(c => c.ParticipantId).Select(g => new { g.Key, Count = g.Count() }), p => p.Id, c =>
                c.Key, (p, c) => new { p.EventId, p.CategoryId, p.IsConfirmed, Ins = (int?)c!.Count })
            .GroupBy(p => new { p.EventId, p.CategoryId })
            .Select(g => new
            {
                g.Key.EventId,
                g.Key.CategoryId,
                Total = g.Count(),
                Confirmed = g.Sum(p => p.IsConfirmed ? 1 : 0),
                CheckedIn = g.Sum(p => p.Ins != null ? 1 : 0),
                Missing = g.Sum(p => p.IsConfirmed && p.Ins == null ? 1 : 0)
            })
            .Join(scope.Db.Events, g => g.EventId, e => e.Id, (g, e) => new { Group = g, e.EventKey, e.Title, e.EndsAt })
            .LeftJoin(scope.Db.Categories, g => g.Group.CategoryId, c => c.Id, (g, c) => new Group(
                g.EventKey, g.Title, g.EndsAt <= now, (long?)c!.Id, (string?)c.CategoryKey, (string?)c.Title, g.Group.Total,
                    g.Group.Confirmed, g.Group.CheckedIn, g.Group.Missing))
            .ToListAsync(cancellationToken);
    }

    internal sealed record Group(string EventKey, string EventTitle, bool IsOver, long? CategoryId, string? CategoryKey,
        string? CategoryTitle, int Total, int Confirmed, int CheckedIn, int Missing);
}
