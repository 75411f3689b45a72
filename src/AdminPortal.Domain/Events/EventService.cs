using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>What an event is made of, as it is created or changed.</summary>
/// <param name="EventKey">Unique in the tenant; letters, digits and <c>- _ .</c>.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Place">At most 200 characters, or null.</param>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">UTC, after the start.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Capacity">1 to 10,000,000, or null.</param>
/// <param name="EnforceCapacity">Needs a capacity.</param>
/// <param name="ReEntry">When somebody may come in again.</param>
/// <param name="RequireConfirmation">Whether only confirmed participants may come in.</param>
/// <param name="ToleranceBefore">Minutes, 0 to 1,440, that people may come before a check-in window opens.</param>
/// <param name="ToleranceAfter">Minutes, 0 to 1,440, that people may come after a check-in window has closed.</param>
/// <param name="OnlySignedCodes">Whether a scan counts by a signed badge code only.</param>
/// <param name="IsTest">Whether it is for trying things out; test keys of the API see no other.</param>
public sealed record EventDraft(
    string EventKey, string Title, string? Place, DateTime StartsAt, DateTime EndsAt, string TimeZone,
    int? Capacity = null, bool EnforceCapacity = false, ReEntry ReEntry = ReEntry.AfterCheckOut, bool RequireConfirmation = false,
        int ToleranceBefore = 0, int ToleranceAfter = 0, bool OnlySignedCodes = false, bool IsTest = false);

/// <summary>How a rehearsal of an event went.</summary>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Sent">Arrivals that were sent.</param>
/// <param name="Admitted">Arrivals that were checked in; the others were refused or failed.</param>
/// <param name="Failed">Arrivals that got no answer, and check-ins that were lost although they were answered.</param>
/// <param name="Milliseconds">In which 99 of 100 were answered.</param>
public sealed record Rehearsal(DateTime At, int Sent, int Admitted, int Failed, int Milliseconds);

/// <summary>The only way to create, change and delete events.</summary>
public sealed partial class EventService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
{
    /// <summary>Longest event or category key.</summary>
    public const int KeyLimit = 64;

    /// <summary>Creates an event. Refused: <c>taken</c> on <c>event_key</c>, and wrong fields.</summary>
    public Task<Result<long>> CreateAsync(Actor actor, EventDraft draft, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CreateEvents);
        return databases.WriteAsync<long>(actor, async db =>
        {
            if (await CheckAsync(db, draft, 0, cancellationToken) is { Count: > 0 } problems)
            {
                return problems;
            }

            return await AddAsync(db, draft, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>
    /// Changes an event. Refused: <c>not_found</c>, <c>changed_meanwhile</c> when somebody saved it since that version, and wrong fields.
    /// </summary>
    public async Task<Result<long>> UpdateAsync(Actor actor, long id, EventDraft draft, int version,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageEvents);
        return await databases.WriteAsync<long>(actor, async db =>
        {
            var row = await db.Events.SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
            if (row is null)
            {
                return Problem.NotFound();
            }

            if (row.Version != version)
            {
                return Problem.ChangedMeanwhile();
            }

            if (await CheckAsync(db, draft, id, cancellationToken) is { Count: > 0 } problems)
            {
                return problems;
            }

            Apply(row, draft);
            if (db.ChangeTracker.HasChanges())
            {
                row.UpdatedAt = time.UtcNow();
                await db.SaveChangesAsync(cancellationToken);
            }

            return id;
        }, cancellationToken);
    }

    /// <summary>
    /// Removes an event with its participants, check-ins, categories, windows and schedules; <see cref="RestoreAsync"/> undoes it. Refused:
    /// <c>not_found</c>.
    /// </summary>
    public Task<Result<Removed>> DeleteAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        removal.DeleteAsync<Event>(actor, [id], cancellationToken);

    /// <summary>
    /// Undoes a removal with all that went with it. Refused: <c>not_found</c>, <c>held_event_key</c> when the key was given to another
    /// event meanwhile.
    /// </summary>
    public Task<Result<Removed>> RestoreAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        removal.RestoreAsync<Event>(actor, [id], cancellationToken);

    /// <summary>
    /// Keeps how the last rehearsal of an event went, in the place of the one before. No change of the event itself: its version and the
    /// audit log stay as they are. Refused: <c>not_found</c>.
    /// </summary>
    public Task<Result<Done>> RehearsedAsync(Actor actor, string eventKey, Rehearsal rehearsal,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageEvents);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            var rows = await db.Events.Where(e => e.EventKey == eventKey).ExecuteUpdateAsync(set => set
                .SetProperty(e => e.RehearsedAt, rehearsal.At)
                .SetProperty(e => e.RehearsalSent, rehearsal.Sent)
                .SetProperty(e => e.RehearsalAdmitted, rehearsal.Admitted)
                .SetProperty(e => e.RehearsalFailed, rehearsal.Failed)
                .SetProperty(e => e.RehearsalMilliseconds, rehearsal.Milliseconds), cancellationToken);
            return rows == 0 ? Problem.NotFound() : Done.It;
        }, cancellationToken);
    }

    private async Task<long> AddAsync(PortalDb db, EventDraft draft, CancellationToken cancellationToken, long? earlier = null)
    {
        var now = time.UtcNow();
        var row = new Event
        {
            EventKey = draft.EventKey,
            Title = draft.Title,
            StartsAt = draft.StartsAt,
            EndsAt = draft.EndsAt,
            TimeZone = draft.TimeZone,
            EarlierEventId = earlier,
            CreatedAt = now,
            UpdatedAt = now,
        };
        Apply(row, draft);
        db.Events.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        return row.Id;
    }

    private static async Task<List<Problem>> CheckAsync(PortalDb db, EventDraft draft, long id, CancellationToken cancellationToken)
    {
        var check = new Check()
            .Key("event_key", draft.EventKey, KeyLimit)
            .Text("title", draft.Title, 200)
            .Length("place", draft.Place, 200)
            .TimeZone("time_zone", draft.TimeZone)
            .That(draft.EndsAt > draft.StartsAt,
                Problem.Invalid("date_to", "The end must be after the start.") with { Code = "end_before_start" })
            .That(draft.EndsAt - draft.StartsAt <= TimeSpan.FromDays(366),
                Problem.Invalid("date_to", "An event lasts at most a year.") with { Code = "event_too_long" })
            .That(draft.Capacity is null or (> 0 and <= 10_000_000),
                Problem.Invalid("capacity", "A number from 1 to 10,000,000 is needed.") with { Code = "invalid_capacity" })
            .That(draft.ToleranceBefore is >= 0 and <= 1440,
                Problem.Invalid("tolerance_before", "A number of minutes from 0 to 1,440 is needed.") with { Code = "invalid_tolerance" })
            .That(draft.ToleranceAfter is >= 0 and <= 1440,
                Problem.Invalid("tolerance_after", "A number of minutes from 0 to 1,440 is needed.") with { Code = "invalid_tolerance" })
            .That(!draft.EnforceCapacity || draft.Capacity is not null, Problem.Required("capacity"));
        if (check.Ok && await db.Events.IgnoreQueryFilters([PortalDb.EventFilter])
            .Where(e => e.EventKey == draft.EventKey && e.Id != id).Select(e => new { e.Id, e.Title })
            .FirstOrDefaultAsync(cancellationToken) is { } other)
        {
            check.That(false, Problem.Taken("event_key", draft.EventKey, db.Actor?.Sees(other.Id) == false ? null : other.Title));
        }

        return check.Problems;
    }

    private static void Apply(Event row, EventDraft draft)
    {
        row.EventKey = draft.EventKey;
        row.Title = draft.Title.Trim();
        row.Place = string.IsNullOrWhiteSpace(draft.Place) ? null : draft.Place.Trim();
        row.StartsAt = draft.StartsAt;
        row.EndsAt = draft.EndsAt;
        row.TimeZone = draft.TimeZone;
        row.Capacity = draft.Capacity;
        row.EnforceCapacity = draft.EnforceCapacity;
        row.ReEntry = draft.ReEntry;
        row.RequireConfirmation = draft.RequireConfirmation;
        row.ToleranceBefore = draft.ToleranceBefore;
        row.ToleranceAfter = draft.ToleranceAfter;
        row.OnlySignedCodes = draft.OnlySignedCodes;
        row.IsTest = draft.IsTest;
    }
}
