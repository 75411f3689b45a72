using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>One participant with their stays summed up; times are UTC.</summary>
public sealed record ParticipantListRow(
    long Id, string? BadgeNumber, string CustomerNumber, string? CompanyName, string? LastName, string? FirstName, string? Email,
        string? Category, bool IsConfirmed, DateTime CreatedAt)
{
    public int CheckIns { get; init; }

    public DateTime? FirstIn { get; init; }

    public string? FirstStation { get; init; }

    public DateTime? LastIn { get; init; }

    public DateTime? LastOut { get; init; }

    public bool IsInside { get; init; }
}

/// <summary>The participants of an event, each with their stays; the range applies to when they were added.</summary>
public sealed class ParticipantList()
    : RecordsKind<Participant, ParticipantListRow, ParticipantFilter>("participant_list", Permission.ViewParticipants,
    new ReportCell<ParticipantListRow>("badge_number", CellKind.Text, row => row.BadgeNumber).Nullable,
    new("customer_number", CellKind.Text, row => row.CustomerNumber),
    new ReportCell<ParticipantListRow>("company_name", CellKind.Text, row => row.CompanyName).Nullable,
    new ReportCell<ParticipantListRow>("last_name", CellKind.Text, row => row.LastName).Nullable,
    new ReportCell<ParticipantListRow>("first_name", CellKind.Text, row => row.FirstName).Nullable,
    new ReportCell<ParticipantListRow>("email", CellKind.Text, row => row.Email).Nullable,
    new ReportCell<ParticipantListRow>("category", CellKind.Text, row => row.Category).Nullable,
    new("confirmed", CellKind.Flag, row => row.IsConfirmed),
    new("created_at", CellKind.Time, row => row.CreatedAt),
    new ReportCell<ParticipantListRow>("check_ins", CellKind.Count, row => row.CheckIns).Totalled,
    new ReportCell<ParticipantListRow>("first_in", CellKind.Time, row => row.FirstIn).Nullable,
    new ReportCell<ParticipantListRow>("first_station", CellKind.Text, row => row.FirstStation).Nullable,
    new ReportCell<ParticipantListRow>("last_in", CellKind.Time, row => row.LastIn).Nullable,
    new ReportCell<ParticipantListRow>("last_out", CellKind.Time, row => row.LastOut).Nullable,
    new("inside", CellKind.Flag, row => row.IsInside))
{
    /// <inheritdoc />
    public override bool NeedsEvent => true;

    /// <summary>The one there is.</summary>
    public static ParticipantList Instance { get; } = new();

    /// <inheritdoc />
    public override IReadOnlyList<string> ContactColumns => ["customer_number", "company_name", "email"];

    private protected override IReadOnlyList<string> ContactSorts => ["customer_number", "company", "email"];

    /// <inheritdoc />
    public override Sorts<Participant> Sorts => ParticipantQueries.Sorts;

    /// <inheritdoc />
    public override FilterParts<ParticipantFilter> Filters { get; } = new FilterParts<ParticipantFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Number("category", (filter, id) => filter with { CategoryId = id })
        .Choice("confirmed", CellKind.Flag, [("1", true), ("0", false)], (filter, confirmed) =>
            filter with { Confirmed = confirmed == "1" })
        .Choice<Presence>("presence", (filter, presence) => filter with { Presence = presence })
        .Choice("printed", CellKind.Flag, [("1", true), ("0", false)], (filter, printed) => filter with { Printed = printed == "1" });

    /// <summary>The list as its page shows it: people by one name, and where they are instead of all their stays.</summary>
    public ListOf<ParticipantRow, ParticipantFilter> Page => ListFor<ParticipantRow>(
        [
            new ReportCell<ParticipantRow>("name", CellKind.Text, row => row.Name).SortedBy("name"),
            new ReportCell<ParticipantRow>("badge_number", CellKind.Text, row => row.BadgeNumber).SortedBy("badge"),
            new ReportCell<ParticipantRow>("company_name", CellKind.Text, row => row.CompanyName).SortedBy("company"),
            new ReportCell<ParticipantRow>("customer_number", CellKind.Text, row => row.CustomerNumber).SortedBy("customer_number"),
            new ReportCell<ParticipantRow>("email", CellKind.Text, row => row.Email).SortedBy("email"),
            new ReportCell<ParticipantRow>("category", CellKind.Text, row => row.CategoryTitle).SortedBy("category"),
            new ReportCell<ParticipantRow>("confirmed", CellKind.Flag, row => row.IsConfirmed).SortedBy("confirmed"),
            new ReportCell<ParticipantRow>(RecordWords.Column<Presence>("presence"), row => row.Presence.Word()).SortedBy("presence"),
            new ReportCell<ParticipantRow>("time", CellKind.Time, row => row.CheckedInAt).SortedBy("time"),
            new ReportCell<ParticipantRow>("created_at", CellKind.Time, row => row.CreatedAt).SortedBy("created_at"),
        ],
        ["name", "badge_number", "company_name", "customer_number", "category", "confirmed", "presence", "time"]);

    private protected override ParticipantFilter Start(RecordConditions asked) => new() { EventId = asked.EventId };

    private protected override IQueryable<Participant> Records(ReportScope scope, ParticipantFilter filter, RecordConditions asked)
    {
        var rows = ParticipantQueries.Apply(scope.Db, asked.Actor, filter);
        rows = scope.From is { } from ? rows.Where(p => p.CreatedAt >= from) : rows;
        return scope.Until is { } until ? rows.Where(p => p.CreatedAt < until) : rows;
    }

    internal override async Task<List<(long Id, ParticipantListRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken)
    {
        var people = await scope.Db.OfIds<Participant>(ids)
            .Select(p => new ParticipantListRow(p.Id, p.BadgeNumber, p.Contact!.CustomerNumber, p.Contact.CompanyName, p.Contact.LastName,
                p.Contact.FirstName, p.Contact.Email, p.Category!.Title, p.IsConfirmed, p.CreatedAt))
            .ToListAsync(cancellationToken);
        // Without the event: SQLite would walk through all its check-ins for each portion.
        var stays = (await scope.Db.CheckIns.Where(c => ids.Contains(c.ParticipantId)).OrderBy(c => c.CheckedInAt).ThenBy(c => c.Id)
            .Select(c => new { c.ParticipantId, c.CheckedInAt, c.CheckedOutAt, c.Station }).ToListAsync(cancellationToken))
            .ToLookup(c => c.ParticipantId);
        return people.ConvertAll(row =>
        {
            var own = stays[row.Id].ToList();
            return (row.Id, own.Count == 0 ? row : row with
            {
                CheckIns = own.Count,
                FirstIn = own[0].CheckedInAt,
                FirstStation = own[0].Station,
                LastIn = own[^1].CheckedInAt,
                LastOut = own.Max(c => c.CheckedOutAt),
                IsInside = own.Exists(c => c.CheckedOutAt is null),
            });
        });
    }

    private protected override async Task<ReportCondition> ToldAsync(PortalDb db, FilterPart<ParticipantFilter> part, string? text,
        CancellationToken cancellationToken) =>
        (part.Name, part.Told(text)) switch
        {
            ("category", 0L) => new(new ReportColumn("category", CellKind.Choice), "without_category"),
            ("category", long id) => new(new ReportColumn("category", CellKind.Text), await db.Categories.Where(c => c.Id == id)
                .Select(c => c.Title).FirstOrDefaultAsync(cancellationToken)),
            _ => await base.ToldAsync(db, part, text, cancellationToken),
        };
}
