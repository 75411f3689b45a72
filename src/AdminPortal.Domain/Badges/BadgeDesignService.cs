using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Badges;

/// <summary>What a design is made of.</summary>
/// <param name="Name">At most 100 characters, unique in the event.</param>
/// <param name="Layout">As <see cref="BadgeLayoutCheck"/> lets it be.</param>
public sealed record BadgeDesignDraft(string Name, BadgeLayout Layout);

/// <summary>A design as it is shown.</summary>
public sealed record BadgeDesignRow(long Id, BadgeDesignDraft Draft, bool IsDefault, int Version);

/// <summary>The designs of events.</summary>
public sealed class BadgeDesignService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Most designs of an event.</summary>
    public const int Most = 50;

    /// <summary>The designs of an event by name.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageEvents"/> or <see cref="Permission.ManageParticipants"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<BadgeDesignRow>> ListAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageEvents))
        {
            actor.Require(Permission.ManageParticipants);
        }

        await using var db = databases.Read(actor);
        var rows = await db.BadgeDesigns.Where(d => d.EventId == eventId).OrderBy(d => d.Name).ThenBy(d => d.Id)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(Row);
    }

    /// <summary>
    /// Makes a design; the first one of an event is the default. Refused: a wrong layout (<see cref="BadgeLayoutCheck"/>), <c>taken</c> on
    /// <c>name</c>, <c>too_many_designs</c>, <c>not_found</c> for an unknown event.
    /// </summary>
    public Task<Result<long>> CreateAsync(Actor actor, long eventId, BadgeDesignDraft draft, CancellationToken cancellationToken = default)
        => AddAsync(actor, eventId, draft, false, cancellationToken);

    /// <summary>
    /// Changes a design. Refused as for a new one, and <c>changed_meanwhile</c> when somebody saved it since that version.
    /// </summary>
    public Task<Result<long>> UpdateAsync(Actor actor, long id, BadgeDesignDraft draft, int version,
        CancellationToken cancellationToken = default) => ChangeAsync<long>(actor, id, async (db, design) =>
        {
            if (design.Version != version)
            {
                return Problem.ChangedMeanwhile();
            }

            if (await WrongAsync(db, design.EventId, id, draft, cancellationToken) is { Count: > 0 } wrong)
            {
                return wrong;
            }

            var layout = draft.Layout.Write();
            design.Revision += design.Layout == layout ? 0 : 1;
            (design.Name, design.Layout) = (draft.Name.Trim(), layout);
            await db.SaveChangesAsync(cancellationToken);
            return id;
        }, cancellationToken);

    /// <summary>
    /// Takes a design where none is chosen. Refused: <c>not_found</c>, <c>changed_meanwhile</c> where another one is the default than
    /// the one <paramref name="seen"/>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageEvents"/>.</param>
    /// <param name="id">The design.</param>
    /// <param name="seen">The design that is the default as far as somebody knows; null where nobody looked.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The design that was the default before; null when there was none.</returns>
    public Task<Result<long?>> MakeDefaultAsync(Actor actor, long id, long? seen = null, CancellationToken cancellationToken = default) =>
        ChangeAsync<long?>(actor, id, async (db, design) =>
        {
            if (seen is not null && !await db.BadgeDesigns.AnyAsync(d => d.Id == seen && d.IsDefault, cancellationToken))
            {
                return Problem.ChangedMeanwhile();
            }

            var before = await EndDefaultAsync(db, design.EventId, cancellationToken);
            design.IsDefault = true;
            await db.SaveChangesAsync(cancellationToken);
            return before;
        }, cancellationToken);

    /// <summary>
    /// Deletes a design; of the others the oldest becomes the default where it was. What it printed stays in the log. Refused:
    /// <c>not_found</c>. <see cref="RestoreAsync"/> undoes it.
    /// </summary>
    /// <returns>What it was.</returns>
    public Task<Result<BadgeDesignRow>> DeleteAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync<BadgeDesignRow>(actor, id, async (db, design) =>
        {
            db.BadgeDesigns.Remove(design);
            await db.SaveChangesAsync(cancellationToken);
            var next = design.IsDefault
                ? await db.BadgeDesigns.Where(d => d.EventId == design.EventId).OrderBy(d => d.Id).FirstOrDefaultAsync(cancellationToken)
                : null;
            if (next is not null)
            {
                next.IsDefault = true;
                await db.SaveChangesAsync(cancellationToken);
            }

            return Row(design);
        }, cancellationToken);

    /// <summary>
    /// Undoes a deletion, under a new id; where it was the default it is so again unless another one was made it since. Refused as
    /// <see cref="CreateAsync"/>.
    /// </summary>
    public Task<Result<long>> RestoreAsync(Actor actor, long eventId, BadgeDesignRow deleted, CancellationToken cancellationToken = default)
        => AddAsync(actor, eventId, deleted.Draft, deleted.IsDefault, cancellationToken);

    /// <summary>Copies the designs of an event to another one; the caller saves.</summary>
    internal static async Task CopyAsync(PortalDb db, (long From, long To) events, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var old in await db.BadgeDesigns.AsNoTracking().Where(d => d.EventId == events.From).OrderBy(d => d.Id)
            .ToListAsync(cancellationToken))
        {
            db.BadgeDesigns.Add(new BadgeDesign
            { EventId = events.To, Name = old.Name, IsDefault = old.IsDefault, Layout = old.Layout, CreatedAt = now });
        }
    }

    /// <summary>
    /// The design of that id, else the default; where the event has none, A6. Null when that id names none of the event.
    /// </summary>
    internal static async Task<BadgeDesignDraft?> FindAsync(PortalDb db, long eventId, long? id, CancellationToken cancellationToken)
    {
        var found = await db.BadgeDesigns.AsNoTracking().Where(d => d.EventId == eventId && (id == null ? d.IsDefault : d.Id == id))
            .SingleOrDefaultAsync(cancellationToken);
        return found is not null ? Row(found).Draft : id is null ? new BadgeDesignDraft("A6", BadgePresets.Of(BadgePreset.A6)) : null;
    }

    private Task<Result<long>> AddAsync(Actor actor, long eventId, BadgeDesignDraft draft, bool asDefault,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageEvents);
        return databases.WriteAsync<long>(actor, async db =>
        {
            if (!await Locks.EventAsync(db, eventId, cancellationToken))
            {
                return Problem.NotFound();
            }

            var count = await db.BadgeDesigns.CountAsync(d => d.EventId == eventId, cancellationToken);
            if (count >= Most)
            {
                return new Problem("too_many_designs", $"An event has at most {Most} designs.", null, Most);
            }

            if (await WrongAsync(db, eventId, 0, draft, cancellationToken) is { Count: > 0 } wrong)
            {
                return wrong;
            }

            // Nobody has chosen the oldest one: the deletion did.
            var becomes = count == 0 || (asDefault && await db.BadgeDesigns.Where(d => d.EventId == eventId).OrderBy(d => d.Id)
                .Select(d => d.IsDefault).FirstAsync(cancellationToken));
            if (becomes)
            {
                await EndDefaultAsync(db, eventId, cancellationToken);
            }

            var design = new BadgeDesign
            {
                EventId = eventId,
                Name = draft.Name.Trim(),
                IsDefault = becomes,
                Layout = draft.Layout.Write(),
                CreatedAt = time.UtcNow(),
            };
            db.BadgeDesigns.Add(design);
            await db.SaveChangesAsync(cancellationToken);
            return design.Id;
        }, cancellationToken);
    }

    /// <summary>By itself, before another one becomes it: the index lets no two be there, not for a moment.</summary>
    private static async Task<long?> EndDefaultAsync(PortalDb db, long eventId, CancellationToken cancellationToken)
    {
        if (await db.BadgeDesigns.SingleOrDefaultAsync(d => d.EventId == eventId && d.IsDefault, cancellationToken) is not { } before)
        {
            return null;
        }

        before.IsDefault = false;
        await db.SaveChangesAsync(cancellationToken);
        return before.Id;
    }

    private Task<Result<T>> ChangeAsync<T>(Actor actor, long id, Func<PortalDb, BadgeDesign, Task<Result<T>>> change,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageEvents);
        return databases.WriteAsync<T>(actor, async db =>
            await db.BadgeDesigns.SingleOrDefaultAsync(d => d.Id == id, cancellationToken) is { } design
                && await Locks.EventAsync(db, design.EventId, cancellationToken)
                ? await change(db, design)
                : Problem.NotFound(), cancellationToken);
    }

    private static async Task<List<Problem>> WrongAsync(
        PortalDb db, long eventId, long id, BadgeDesignDraft draft, CancellationToken cancellationToken)
    {
        var check = new Check().Text("name", draft.Name, BadgeDesign.NameLimit);
        check.Problems.AddRange(BadgeLayoutCheck.Problems(draft.Layout));
        var name = draft.Name?.Trim();
        if (await db.BadgeDesigns.AnyAsync(d => d.EventId == eventId && d.Id != id && d.Name == name, cancellationToken))
        {
            check.That(false, Problem.Taken("name", name));
        }

        return check.Problems;
    }

    private static BadgeDesignRow Row(BadgeDesign design) =>
        new(design.Id, new BadgeDesignDraft(design.Name, BadgeLayout.Read(design.Layout)), design.IsDefault, design.Version);
}
