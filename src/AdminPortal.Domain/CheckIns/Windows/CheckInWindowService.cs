using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns.Windows;

/// <summary>The only way to create, change and delete check-in windows.</summary>
public sealed class CheckInWindowService(IDbContextFactory<PortalDb> databases, Removal removal)
{
    /// <summary>
    /// Creates a window. Refused: <c>not_found</c> for the event, <c>window_overlap</c> on <c>from</c> with a window of the same category,
    /// and wrong fields.
    /// </summary>
    public Task<Result<long>> CreateAsync(Actor actor, long eventId, WindowDraft draft, CancellationToken cancellationToken = default) =>
        WriteAsync<long>(actor, async db =>
    {
        if (!await Locks.EventAsync(db, eventId, cancellationToken)) // no index can tell that two windows overlap
        {
            return Problem.NotFound();
        }

        if (await CheckAsync(db, eventId, draft, 0, cancellationToken) is { Count: > 0 } problems)
        {
            return problems;
        }

        var window = new CheckInWindow { EventId = eventId, Name = draft.Name, StartsAt = draft.StartsAt, EndsAt = draft.EndsAt };
        Apply(window, draft);
        db.CheckInWindows.Add(window);
        await db.SaveChangesAsync(cancellationToken);
        return window.Id;
    }, cancellationToken);

    /// <summary>Changes a window. Refused as on creation, and <c>changed_meanwhile</c> when somebody saved it since that version.</summary>
    public Task<Result<long>> UpdateAsync(Actor actor, long id, WindowDraft draft, int version,
        CancellationToken cancellationToken = default) => WriteAsync<long>(actor, async db =>
    {
        if (await FindAsync(db, id, cancellationToken) is not { } window)
        {
            return Problem.NotFound();
        }

        if (window.Version != version)
        {
            return Problem.ChangedMeanwhile();
        }

        if (await CheckAsync(db, window.EventId, draft, id, cancellationToken) is { Count: > 0 } problems)
        {
            return problems;
        }

        Apply(window, draft);
        await db.SaveChangesAsync(cancellationToken);
        return id;
    }, cancellationToken);

    /// <summary>Removes a window; <see cref="RestoreAsync"/> undoes it. Refused: <c>not_found</c>.</summary>
    public Task<Result<Removed>> DeleteAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        removal.DeleteAsync<CheckInWindow>(actor, [id], cancellationToken);

    /// <summary>
    /// Undoes a removal. Refused: <c>not_found</c>, <c>removed_event</c>, <c>window_overlap</c> when another window took its time
    /// meanwhile.
    /// </summary>
    public Task<Result<Removed>> RestoreAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        removal.RestoreAsync<CheckInWindow>(actor, [id], cancellationToken);

    /// <summary>Inside the restoring of removed windows: the first one that overlaps a living window of its category.</summary>
    internal static async Task<Problem?> OverlapAsync(PortalDb db, IReadOnlyList<CheckInWindow> removed,
        CancellationToken cancellationToken)
    {
        foreach (var window in removed.OrderBy(w => w.EventId).ThenBy(w => w.Id))
        {
            await Locks.EventAsync(db, window.EventId, cancellationToken);
            if (await OverlapAsync(db, window.EventId, new WindowDraft(window.Name, window.StartsAt, window.EndsAt, window.CategoryId),
                window.Id, cancellationToken) is { } overlap)
            {
                return overlap;
            }
        }

        return null;
    }

    private Task<Result<T>> WriteAsync<T>(Actor actor, Func<PortalDb, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageEvents);
        return databases.WriteAsync(actor, work, cancellationToken);
    }

    private static async Task<CheckInWindow?> FindAsync(PortalDb db, long id, CancellationToken cancellationToken)
    {
        var windows = db.CheckInWindows.Where(w => w.Id == id);
        var eventId = await windows.Select(w => w.EventId).SingleOrDefaultAsync(cancellationToken);
        return eventId > 0 && await Locks.EventAsync(db, eventId, cancellationToken)
            ? await windows.SingleOrDefaultAsync(cancellationToken)
            : null;
    }

    private static async Task<List<Problem>> CheckAsync(PortalDb db, long eventId, WindowDraft draft, long id,
        CancellationToken cancellationToken)
    {
        var check = new Check()
            .Text("name", draft.Name, CheckInWindow.NameLimit)
            .That(draft.EndsAt > draft.StartsAt,
                Problem.Invalid("to", "The end must be after the start.") with { Code = "end_before_start" })
            .That(draft.EndsAt - draft.StartsAt <= TimeSpan.FromDays(366),
                Problem.Invalid("to", "A window lasts at most a year.") with { Code = "window_too_long" })
            .That(draft.Limit is null or (>= 1 and <= 1000),
                Problem.Invalid("limit", "A number from 1 to 1,000 is needed.") with { Code = "invalid_window_limit" });
        if (draft.CategoryId is { } category
            && !await db.Categories.AnyAsync(c => c.Id == category && c.EventId == eventId, cancellationToken))
        {
            check.That(false, Problem.Unknown("category", null));
        }

        if (check.Ok && await OverlapAsync(db, eventId, draft, id, cancellationToken) is { } overlap)
        {
            check.That(false, overlap);
        }

        return check.Problems;
    }

    private static async Task<Problem?> OverlapAsync(PortalDb db, long eventId, WindowDraft draft, long id,
        CancellationToken cancellationToken)
    {
        var other = await db.CheckInWindows
            .Where(w => w.EventId == eventId && w.Id != id && w.CategoryId == draft.CategoryId && w.StartsAt < draft.EndsAt
                && draft.StartsAt < w.EndsAt)
            .OrderBy(w => w.StartsAt).Select(w => w.Name).FirstOrDefaultAsync(cancellationToken);
        return other is null ? null : new Problem("window_overlap", $"It overlaps the window \"{other}\" of the same category.",
            "from", other);
    }

    private static void Apply(CheckInWindow window, WindowDraft draft)
    {
        window.Name = draft.Name.Trim();
        window.CategoryId = draft.CategoryId;
        window.StartsAt = draft.StartsAt;
        window.EndsAt = draft.EndsAt;
        window.Enforced = draft.Enforced;
        window.Limit = draft.Limit;
    }
}
