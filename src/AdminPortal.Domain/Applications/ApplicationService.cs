using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Applications;

/// <summary>What an application is created from. Keys and numbers are compared letter by letter.</summary>
/// <param name="CustomerNumber">Of the contact that applies.</param>
/// <param name="EventKeys">The events applied for, at least one.</param>
/// <param name="CategoryKey">The category applied for; at least one of the events must have it.</param>
/// <param name="Message">At most 2,000 characters.</param>
/// <param name="Rating">1 to 5, or null.</param>
/// <param name="ReceivedAt">UTC, not ahead of now; null for now.</param>
public sealed record ApplicationDraft(string CustomerNumber, IReadOnlyList<string> EventKeys, string? CategoryKey = null,
    string? Message = null, int? Rating = null, DateTime? ReceivedAt = null);

/// <summary>What can still be changed about an open application; as in <see cref="ApplicationDraft"/>.</summary>
public sealed record ApplicationChange(IReadOnlyList<string> EventKeys, string? CategoryKey, string? Message, int? Rating);

/// <summary>
/// The only way to create, change, rate, decide and delete applications. Participations that came of a removed one stay; bringing it back
/// is refused with <c>removed_contact</c>.
/// </summary>
public sealed partial class ApplicationService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
    : RecordService<Application>(databases, removal, time, Permission.ManageApplications)
{
    /// <summary>Creates an application. Refused: unknown contact, event or category, a rating out of range, a text too long.</summary>
    public Task<Result<long>> CreateAsync(Actor actor, ApplicationDraft draft, CancellationToken cancellationToken = default)
    {
        return WriteAsync<long>(actor, async db =>
        {
            var (events, check) = await CheckAsync(db, draft, cancellationToken);
            var contactId = await Lookup.HoldContactAsync(db, draft.CustomerNumber, check, cancellationToken);
            if (!check.Ok)
            {
                return check.Problems;
            }

            var application = Make(draft, contactId!.Value, events.Keys, Now);
            db.Applications.Add(application);
            await db.SaveChangesAsync(cancellationToken);
            return application.Id;
        }, cancellationToken);
    }

    /// <summary>
    /// Changes an open application; the contact stays, and so do events that were deleted meanwhile. Refused: <c>not_found</c>,
    /// <c>changed_meanwhile</c>, <c>already_decided</c>, and as on creation.
    /// </summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, long id, ApplicationChange change, int version,
        CancellationToken cancellationToken = default) => ChangeAsync<Done>(actor, id, version, async (db, application) =>
    {
        if (application.Status != ApplicationStatus.Open)
        {
            return AlreadyDecided;
        }

        var (events, check) = await CheckAsync(db,
            new ApplicationDraft(application.Contact!.CustomerNumber, change.EventKeys, change.CategoryKey, change.Message,
                change.Rating), cancellationToken);
        if (!check.Ok)
        {
            return check.Problems;
        }

        (application.CategoryKey, application.Message, application.Rating) = (change.CategoryKey, Text(change.Message), change.Rating);
        ChangeEvents(db, application, events, actor);
        return Done.It;
    }, cancellationToken, applications => applications.Include(a => a.Contact).Include(a => a.Events).ThenInclude(e => e.Event));

    /// <summary>Rates an application, or takes the rating away. Refused: <c>not_found</c>, <c>invalid_rating</c>.</summary>
    public Task<Result<Done>> RateAsync(Actor actor, long id, int? rating, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, (_, application) =>
    {
        if (rating is < 1 or > 5)
        {
            return Task.FromResult<Result<Done>>(InvalidRating);
        }

        application.Rating = rating;
        return Task.FromResult<Result<Done>>(Done.It);
    }, cancellationToken);

    /// <summary>What is wrong with a draft, without asking the database; also used by the import.</summary>
    internal static Check CheckTexts(ApplicationDraft draft, DateTime now) => new Check()
        .That(!string.IsNullOrWhiteSpace(draft.CustomerNumber), Problem.Required("customer_number"))
        .That(draft.EventKeys.Count > 0, Problem.Required("event_key"))
        .Length("message", draft.Message, Application.MessageLimit)
        .That(draft.Rating is null or (>= 1 and <= 5), InvalidRating)
        .That(draft.ReceivedAt is null || (draft.ReceivedAt <= now && draft.ReceivedAt.Value.Year >= 2000),
            Problem.Invalid("created_at", "A time from the year 2000 until now is needed.") with { Code = "invalid_date" });

    /// <summary>An open application; also used by the import.</summary>
    internal static Application Make(ApplicationDraft draft, long contactId, IEnumerable<long> eventIds, DateTime now) => new()
    {
        ContactId = contactId,
        CategoryKey = draft.CategoryKey,
        Message = Text(draft.Message),
        Rating = draft.Rating,
        CreatedAt = draft.ReceivedAt is { } received ? Clock.Cut(received) : now,
        UpdatedAt = now,
        Events = [.. eventIds.Select(id => new ApplicationEvent { EventId = id })],
    };

    /// <summary>
    /// Those that the context's actor may change: whoever is limited to events decides nothing about an application that is for others too.
    /// </summary>
    private static IQueryable<Application> Own(PortalDb db) => db.Actor?.Limits is { Events: var events }
        ? db.Applications.IgnoreQueryFilters([PortalDb.EventFilter])
            .Where(a => a.Events.Count > 0 && a.Events.All(e => events.Contains(e.EventId)))
        : db.Applications;

    /// <summary>Inside a removal: whether one of them is for an event that does not exist for the context's actor.</summary>
    internal static async Task<Problem?> OfOthersAsync(PortalDb db, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        db.Actor?.Limits is not null && await Own(db).CountAsync(a => ids.Contains(a.Id), cancellationToken) != ids.Count
            ? new Problem("other_events", "This application is also for events that you have nothing to do with.")
            : null;

    private static Problem InvalidRating { get; } =
        Problem.Invalid("rating", "A whole number from 1 to 5 is needed.") with { Code = "invalid_rating" };

    private static Problem AlreadyDecided { get; } = new("already_decided", "This application has been decided already.");

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The events that a draft names, id to key, and what is wrong with it apart from its contact.</summary>
    private async Task<(Dictionary<long, string> Events, Check Check)> CheckAsync(PortalDb db, ApplicationDraft draft,
        CancellationToken cancellationToken)
    {
        var check = CheckTexts(draft, Now);
        var events = await db.Events.Where(e => draft.EventKeys.Contains(e.EventKey)).Select(e => new { e.Id, e.EventKey })
            .ToDictionaryAsync(e => e.Id, e => e.EventKey, cancellationToken);
        var unknown = draft.EventKeys.FirstOrDefault(key => !events.ContainsValue(key));
        check.That(unknown is null, Problem.Unknown("event_key", unknown));
        check.That(draft.CategoryKey is null || unknown is not null
            || await db.Categories.AnyAsync(c => c.CategoryKey == draft.CategoryKey && events.Keys.Contains(c.EventId), cancellationToken),
                Problem.Unknown("category_key", draft.CategoryKey));
        return (events, check);
    }

    /// <summary>
    /// The rows of events are no records of their own to anybody, so the change stands in the history of the application.
    /// </summary>
    private void ChangeEvents(PortalDb db, Application application, Dictionary<long, string> events, Actor actor)
    {
        var before = application.Events.Where(row => row.Event is not null).ToDictionary(row => row.EventId);
        if (before.Keys.ToHashSet().SetEquals(events.Keys))
        {
            return;
        }

        var changes = new Dictionary<string, object?[]>
        { ["Events"] = [Keys(before.Values.Select(row => row.Event!.EventKey)), Keys(events.Values)] };
        db.AuditEntries.Add(AuditRecorder.Entry(actor, Now, AuditAction.Changed, nameof(Application), application.Id,
            null, changes));
        db.ApplicationEvents.RemoveRange(before.Values.Where(row => !events.ContainsKey(row.EventId)));
        application.Events.AddRange(events.Keys.Where(eventId => !before.ContainsKey(eventId))
            .Select(eventId => new ApplicationEvent { EventId = eventId }));

        static string Keys(IEnumerable<string> keys) => string.Join(", ", keys.Order(StringComparer.Ordinal));
    }

    private protected override IQueryable<Application> Changeable(PortalDb db) => Own(db);

    private Task<Result<T>> ChangeAsync<T>(Actor actor, long id, Func<PortalDb, Application, Task<Result<T>>> change,
        CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, null, change, cancellationToken, applications => applications.Include(a => a.Events));

    private async Task SaveAsync(PortalDb db, Application application, CancellationToken cancellationToken)
    {
        if (db.ChangeTracker.HasChanges())
        {
            application.UpdatedAt = Now;
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
