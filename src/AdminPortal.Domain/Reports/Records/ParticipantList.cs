using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports.Records;

/// <summary>One participant with their stays summed up; times are UTC.</summary>
internal sealed record ParticipantListRow(
    long Id, string? BadgeNumber, string CustomerNumber, string? CompanyName, string? LastName, string? FirstName, string? Email, string? Category, bool IsConfirmed, DateTime CreatedAt)
{
    public int CheckIns { get; init; }

    public DateTime? FirstIn { get; init; }

    public string? FirstStation { get; init; }

    public DateTime? LastIn { get; init; }

    public DateTime? LastOut { get; init; }

    public bool IsInside { get; init; }
}

/// <summary>The participants of an event, each with their stays; the range applies to when they were added.</summary>
internal sealed class ParticipantList() : RecordsKind<Participant, ParticipantListRow>("participant_list", Permission.ViewParticipants,
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

    /// <inheritdoc />
    protected override IReadOnlyList<string> ContactColumns => ["customer_number", "company_name", "email"];

    /// <inheritdoc />
    protected override IReadOnlyList<string> ContactSorts => ["customer_number", "company", "email"];

    /// <inheritdoc />
    protected internal override Sorts<Participant> Sorts => ParticipantQueries.Sorts;

    /// <inheritdoc />
    protected internal override IQueryable<Participant> Records(ReportScope scope, RecordConditions conditions)
    {
        var rows = ParticipantQueries.Apply(scope.Db, conditions.Actor, new ParticipantFilter
        {
            EventId = conditions.EventId,
            Search = conditions.Text("search"),
            CategoryId = conditions.Number("category"),
            Confirmed = Confirmed(conditions),
            Presence = conditions.One<Presence>("presence"),
        });
        rows = scope.From is { } from ? rows.Where(p => p.CreatedAt >= from) : rows;
        return scope.Until is { } until ? rows.Where(p => p.CreatedAt < until) : rows;
    }

    /// <inheritdoc />
    protected internal override async Task<List<(long Id, ParticipantListRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var people = await Of(scope, ids)
            .Select(p => new ParticipantListRow(p.Id, p.BadgeNumber, p.Contact!.CustomerNumber, p.Contact.CompanyName, p.Contact.LastName, p.Contact.FirstName, p.Contact.Email, p.Category!.Title, p.IsConfirmed, p.CreatedAt))
            .ToListAsync(cancellationToken);
        // Without the event: SQLite would walk through all its check-ins for each portion.
        var stays = (await scope.Db.CheckIns.Where(c => ids.Contains(c.ParticipantId)).OrderBy(c => c.CheckedInAt).ThenBy(c => c.Id)
            .Select(c => new { c.ParticipantId, c.CheckedInAt, c.CheckedOutAt, c.Station }).ToListAsync(cancellationToken)).ToLookup(c => c.ParticipantId);
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

    /// <inheritdoc />
    protected override async Task<IReadOnlyList<ReportCondition>> ToldAsync(PortalDb db, RecordConditions conditions, CancellationToken cancellationToken)
    {
        var category = conditions.Number("category");
        var title = category is > 0 ? await db.Categories.Where(c => c.Id == category).Select(c => c.Title).FirstOrDefaultAsync(cancellationToken) : null;
        return
        [
            Searched(conditions),
            category == 0 ? new(new ReportColumn("category", CellKind.Choice), "without_category") : new(new ReportColumn("category", CellKind.Text), title),
            new(new ReportColumn("confirmed", CellKind.Flag), Confirmed(conditions)),
            new(RecordWords.Column<Presence>("presence"), conditions.One<Presence>("presence")?.Word()),
        ];
    }

    private static bool? Confirmed(RecordConditions conditions) => conditions.Text("confirmed") switch { "1" => true, "0" => false, _ => null };
}
