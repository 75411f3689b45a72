using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Applications;

/// <summary>The applications of the tenant, or those for an event; the range applies to when they came in.</summary>
public sealed class ApplicationList()
    : TenantList<Application, ApplicationRow, ApplicationFilter>("application_list", Permission.ViewApplications,
    new ReportCell<ApplicationRow>("created_at", CellKind.Time, row => row.CreatedAt).SortedBy("created_at"),
    new ReportCell<ApplicationRow>("name", CellKind.Text, row => row.Name).SortedBy("name"),
    new ReportCell<ApplicationRow>("company_name", CellKind.Text, row => row.CompanyName).Nullable,
    new("customer_number", CellKind.Text, row => row.CustomerNumber),
    new ReportCell<ApplicationRow>("email", CellKind.Text, row => row.Email).Nullable,
    new("events", CellKind.Text, row => string.Join(", ", row.Events.Select(applied => applied.Title))),
    new ReportCell<ApplicationRow>("category", CellKind.Text, row => row.Category).Nullable,
    new ReportCell<ApplicationRow>("category_key", CellKind.Text, row => row.CategoryKey).Nullable,
    new ReportCell<ApplicationRow>(RecordWords.Column<ApplicationStatus>("status"), row => row.Status.Word()).SortedBy("status"),
    new ReportCell<ApplicationRow>("rating", CellKind.Count, row => row.Rating).Nullable.SortedBy("rating"),
    new ReportCell<ApplicationRow>("decided_at", CellKind.Time, row => row.DecidedAt).Nullable,
    new ReportCell<ApplicationRow>("decided_by", CellKind.Text, row => row.DecidedBy).Nullable)
{
    /// <summary>The one there is.</summary>
    public static ApplicationList Instance { get; } = new();

    /// <inheritdoc />
    public override Sorts<Application> Sorts { get; } = new Sorts<Application>(a => a.Id)
        .By("created_at", a => a.CreatedAt)
        .By("name", a => a.Contact!.SortName)
        .By("rating", a => a.Rating)
        .By("status", a => a.Status);

    /// <inheritdoc />
    public override FilterParts<ApplicationFilter> Filters { get; } = new FilterParts<ApplicationFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Choice<ApplicationStatus>("status", (filter, status) => filter with { Status = status })
        .Event((filter, id) => filter with { EventId = id })
        .Text("category", (filter, key) => filter with { CategoryKey = key })
        .Number("rating", (filter, rating) => filter with { Rating = (int)Math.Min(rating, int.MaxValue) }, "rating_from")
        .Days("created_at", (filter, from, until) => filter with { From = from, Until = until });

    private protected override IReadOnlyList<string> Usual => ["name", "events", "category", "rating", "created_at", "status"];

    private protected override bool Descending => true;

    internal override IQueryable<Application> Find(PortalDb db, ApplicationFilter filter, DateTime now) => db.Applications
        .When(filter.Status, status => a => a.Status == status)
        .When(filter.EventId, eventId => a => a.Events.Any(e => e.EventId == eventId))
        .When(filter.Rating, rating => a => a.Rating >= rating)
        .When(filter.CategoryKey, category => a => a.CategoryKey == category)
        .When(filter.From, from => a => a.CreatedAt >= from)
        .When(filter.Until, until => a => a.CreatedAt < until)
        .WhenWords(filter.Search, word => a => a.Contact!.SearchText.Contains(word));

    internal override async Task<List<ApplicationRow>> RowsAsync(PortalDb db, IQueryable<Application> records, DateTime now,
        CancellationToken cancellationToken)
    {
        var rows = await records.Select(a => new ApplicationRow(
            a.Id, a.ContactId, a.Contact!.FirstName, a.Contact.LastName, a.Contact.CompanyName, a.Contact.CustomerNumber, a.Contact.Email,
            a.CategoryKey, a.Status, a.Rating, a.CreatedAt, a.DecidedAt, a.DecidedBy)).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(row => row.Id);
        var events = ids.Count == 0 ? [] : await db.ApplicationEvents.Where(e => EF.Parameter(ids).Contains(e.ApplicationId))
            .OrderBy(e => e.Event!.Title).ThenBy(e => e.Id)
            .Select(e => new
            {
                e.ApplicationId,
                Applied = new AppliedEvent(e.EventId, e.Event!.EventKey, e.Event.Title, e.IsApproved, e.ParticipantId),
                Category = db.Categories.Where(c => c.EventId == e.EventId && c.CategoryKey == e.Application!.CategoryKey)
                    .Select(c => c.Title).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var of = events.ToLookup(e => e.ApplicationId);
        return rows.ConvertAll(row => row with
        {
            Events = [.. of[row.Id].Select(e => e.Applied)],
            CategoryTitle = of[row.Id].Select(e => e.Category).FirstOrDefault(title => title is not null),
        });
    }

    private protected override async Task<ReportCondition> ToldAsync(PortalDb db, FilterPart<ApplicationFilter> part, string? text,
        CancellationToken cancellationToken) => part.Name == "category" && text is not null
            ? new(part.Column, (await TitlesAsync(db, [text], cancellationToken)).GetValueOrDefault(text, text))
            : await base.ToldAsync(db, part, text, cancellationToken);

    /// <summary>The titles of categories by their keys, as the newest event has them; what no event has is left out.</summary>
    internal static async Task<Dictionary<string, string>> TitlesAsync(PortalDb db, List<string> keys,
        CancellationToken cancellationToken) =>
        (await db.Categories.Where(c => EF.Parameter(keys).Contains(c.CategoryKey)).OrderBy(c => c.Id)
            .Select(c => new { c.CategoryKey, c.Title }).ToListAsync(cancellationToken))
        .GroupBy(c => c.CategoryKey).ToDictionary(group => group.Key, group => group.Last().Title);

    private protected override IQueryable<Application> OfEvent(PortalDb db, IQueryable<Application> records, long eventId) =>
        records.Where(a => a.Events.Any(e => e.EventId == eventId));
}
