using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Applications;

/// <summary>Which applications; everything that is set must hold.</summary>
public sealed record ApplicationFilter
{
    /// <summary>Words that must all occur in the contact's name, company, customer number or e-mail.</summary>
    public string? Search { get; init; }

    public ApplicationStatus? Status { get; init; }

    public long? EventId { get; init; }

    /// <summary>At least this rating.</summary>
    public int? Rating { get; init; }

    public string? CategoryKey { get; init; }

    /// <summary>Received at this UTC time or later.</summary>
    public DateTime? From { get; init; }

    /// <summary>Received before this UTC time.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>One event of an application.</summary>
public sealed record AppliedEvent(long EventId, string EventKey, string Title, bool IsApproved, long? ParticipantId);

/// <summary>A row of the list of applications; times are UTC.</summary>
public sealed record ApplicationRow(
    long Id, long ContactId, string? FirstName, string? LastName, string? CompanyName, string CustomerNumber, string? Email,
    string? CategoryKey,
    ApplicationStatus Status, int? Rating, DateTime CreatedAt, DateTime? DecidedAt, string? DecidedBy)
{
    /// <summary>The events applied for that still exist, in order of their titles.</summary>
    public IReadOnlyList<AppliedEvent> Events { get; init; } = [];

    /// <summary>As it is shown.</summary>
    public string Name => Contact.DisplayName(FirstName, LastName, CompanyName);
}

/// <summary>A whole application.</summary>
public sealed record ApplicationDetail(ApplicationRow Row, string? Message, int Version);

/// <summary>Reads applications.</summary>
public sealed class ApplicationQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>What the list can be sorted by.</summary>
    public static Sorts<Application> Sorts { get; } = new Sorts<Application>(a => a.Id)
        .By("created_at", a => a.CreatedAt)
        .By("name", a => a.Contact!.SortName)
        .By("rating", a => a.Rating)
        .By("status", a => a.Status);

    /// <summary>One page in three commands; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<ApplicationRow>> ListAsync(Actor actor, ApplicationFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewApplications);
        await using var db = databases.Read(actor);
        var applications = Apply(db, filter);
        var total = await applications.CountAsync(cancellationToken);
        var rows = await Rows(Sorts.Apply(db, applications, page.Sort, page.Descending).Skip((int)Math.Min(int.MaxValue, page.Skip))
            .Take(page.Size)).ToListAsync(cancellationToken);
        return new Page<ApplicationRow>(await WithEventsAsync(db, rows, cancellationToken), total, page.Number, page.Size);
    }

    /// <summary>One application, or null.</summary>
    public async Task<ApplicationDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewApplications);
        await using var db = databases.Read(actor);
        var one = db.Applications.Where(a => a.Id == id);
        var rows = await WithEventsAsync(db, await Rows(one).ToListAsync(cancellationToken), cancellationToken);
        return rows.Count == 1 && await one.Select(a => new { a.Message, a.Version }).SingleOrDefaultAsync(cancellationToken) is { } rest
            ? new ApplicationDetail(rows[0], rest.Message, rest.Version)
            : null;
    }

    /// <summary>The ids of all that the filter finds.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync(Actor actor, ApplicationFilter filter, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewApplications);
        await using var db = databases.Read(actor);
        return await Apply(db, filter).Select(a => a.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The categories that applications are for, in order.</summary>
    public async Task<IReadOnlyList<string>> CategoryKeysAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewApplications);
        await using var db = databases.Read(actor);
        return await db.Applications.Where(a => a.CategoryKey != null).Select(a => a.CategoryKey!).Distinct().OrderBy(key => key)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The applications a filter means.</summary>
    internal static IQueryable<Application> Apply(PortalDb db, ApplicationFilter filter)
    {
        var applications = db.Applications.AsQueryable();
        applications = filter.Status is { } status ? applications.Where(a => a.Status == status) : applications;
        applications = filter.EventId is { } eventId ? applications.Where(a => a.Events.Any(e => e.EventId == eventId)) : applications;
        applications = filter.Rating is { } rating ? applications.Where(a => a.Rating >= rating) : applications;
        applications = filter.CategoryKey is { } category ? applications.Where(a => a.CategoryKey == category) : applications;
        applications = filter.From is { } from ? applications.Where(a => a.CreatedAt >= from) : applications;
        applications = filter.Until is { } until ? applications.Where(a => a.CreatedAt < until) : applications;
        foreach (var word in Fold.Words(filter.Search))
        {
            applications = applications.Where(a => a.Contact!.SearchText.Contains(word));
        }

        return applications;
    }

    internal static IQueryable<ApplicationRow> Rows(IQueryable<Application> applications) => applications.Select(a => new ApplicationRow(
        a.Id, a.ContactId, a.Contact!.FirstName, a.Contact.LastName, a.Contact.CompanyName, a.Contact.CustomerNumber, a.Contact.Email,
        a.CategoryKey,
        a.Status, a.Rating, a.CreatedAt, a.DecidedAt, a.DecidedBy));

    internal static async Task<List<ApplicationRow>> WithEventsAsync(PortalDb db, List<ApplicationRow> rows,
        CancellationToken cancellationToken)
    {
        var ids = rows.ConvertAll(row => row.Id);
        var events = ids.Count == 0 ? [] : await db.ApplicationEvents.Where(e => ids.Contains(e.ApplicationId)).OrderBy(e => e.Event!.Title)
            .ThenBy(e => e.Id)
            .Select(e => new
            {
                e.ApplicationId,
                Applied = new AppliedEvent(e.EventId, e.Event!.EventKey, e.Event.Title, e.IsApproved,
                e.ParticipantId)
            }).ToListAsync(cancellationToken);
        var of = events.ToLookup(e => e.ApplicationId, e => e.Applied);
        return rows.ConvertAll(row => row with { Events = [.. of[row.Id]] });
    }
}
