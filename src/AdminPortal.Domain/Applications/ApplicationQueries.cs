using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
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
    ApplicationStatus Status, int? Rating, DateTime CreatedAt, DateTime? DecidedAt, string? DecidedBy) : IHasId
{
    /// <summary>The events applied for that still exist, in order of their titles.</summary>
    public IReadOnlyList<AppliedEvent> Events { get; init; } = [];

    /// <summary>What the category is called in one of the events; null where none of them has it.</summary>
    public string? CategoryTitle { get; init; }

    /// <summary>The category as people know it: its title, or its key where it has none any more.</summary>
    public string? Category => CategoryTitle ?? CategoryKey;

    /// <summary>As it is shown.</summary>
    public string Name => Contact.DisplayName(FirstName, LastName, CompanyName);
}

/// <summary>A whole application.</summary>
public sealed record ApplicationDetail(ApplicationRow Row, string? Message, int Version);

/// <summary>Reads applications.</summary>
public sealed class ApplicationQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
    : ListQueries<Application, ApplicationRow, ApplicationFilter>(ApplicationList.Instance, databases, time,
        new(databases, time, ApplicationList.Instance.Sorts, (nameof(Contact), OfContacts)))
{
    /// <summary>One application, or null.</summary>
    public async Task<ApplicationDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        await using var db = Open(actor);
        var one = db.Applications.Where(a => a.Id == id);
        var rows = await ApplicationList.Instance.RowsAsync(db, one, default, cancellationToken);
        return rows.Count == 1 && await one.Select(a => new { a.Message, a.Version }).SingleOrDefaultAsync(cancellationToken) is { } rest
            ? new ApplicationDetail(rows[0], rest.Message, rest.Version)
            : null;
    }

    /// <summary>
    /// The categories that applications are for, by key, each with its title in the newest event that has it; what no event has any more is
    /// called by its key.
    /// </summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> CategoriesAsync(Actor actor,
        CancellationToken cancellationToken = default)
    {
        List<string> keys = [.. await TextsAsync(actor, a => a.CategoryKey, cancellationToken)];
        await using var db = Open(actor);
        var newest = await ApplicationList.TitlesAsync(db, keys, cancellationToken);
        return keys.ConvertAll(key => KeyValuePair.Create(key, newest.GetValueOrDefault(key, key)));
    }

    /// <summary>The sum keeps SQLite from walking through all of the tenant for a few contacts.</summary>
    private static IQueryable<long> OfContacts(PortalDb db, IReadOnlyList<long> contacts)
    {
        var tenant = db.TenantId;
        return db.Applications.IgnoreQueryFilters([PortalDb.TenantFilter])
            .Where(a => EF.Parameter(contacts).Contains(a.ContactId) && a.TenantId + 0 == tenant).Select(a => a.Id);
    }
}
