using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>Chooses the earlier event that an event's arrivals are compared with.</summary>
public sealed partial class EventService
{
    /// <summary>
    /// Compares an event's arrivals with those of an earlier one from now on, or with none. Refused: <c>not_found</c>, and
    /// <c>invalid</c> on <c>earlier</c> for one that is not there or is the event itself.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageEvents"/>.</param>
    /// <param name="id">The event.</param>
    /// <param name="earlierKey">The earlier event's key; null or empty for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<Done>> CompareAsync(Actor actor, long id, string? earlierKey, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageEvents);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            long? earlier = null;
            if (!string.IsNullOrEmpty(earlierKey))
            {
                earlier = await db.Events.Where(e => e.EventKey == earlierKey && e.Id != id).Select(e => (long?)e.Id)
                    .SingleOrDefaultAsync(cancellationToken);
                if (earlier is null)
                {
                    return Problem.Invalid("earlier", "Choose another event.");
                }
            }

            return await CompareAsync(db, id, earlier, cancellationToken) ? Done.It : Problem.NotFound();
        }, cancellationToken);
    }

    /// <summary>The key of the event that an event's arrivals are compared with; null for none, or where it is removed.</summary>
    public async Task<string?> ComparedWithAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        return await db.Events.Where(e => e.Id == id)
            .Select(e => db.Events.Where(earlier => earlier.Id == e.EarlierEventId).Select(earlier => earlier.EventKey).FirstOrDefault())
            .SingleOrDefaultAsync(cancellationToken);
    }

    private static async Task<bool> CompareAsync(PortalDb db, long id, long? earlier, CancellationToken cancellationToken)
    {
        if (await db.Events.SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } row)
        {
            return false;
        }

        row.EarlierEventId = earlier;
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
