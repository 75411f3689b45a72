using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Alarms;

/// <summary>Says that somebody has taken note of an alarm: the others of the tenant see the name and need not look again.</summary>
public sealed class AlarmService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>
    /// Takes note of an alarm; who did so first stays. Refused: <c>not_found</c>, also for a kind that the actor may not see.
    /// <see cref="ForgetAsync"/> undoes it.
    /// </summary>
    public Task<Result<Done>> NoteAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, alarm =>
        {
            if (alarm.NotedAt is null)
            {
                (alarm.NotedBy, alarm.NotedAt) = (actor.Name, time.UtcNow());
            }
        }, cancellationToken);

    /// <summary>Takes the note back. Refused: <c>not_found</c>.</summary>
    public Task<Result<Done>> ForgetAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, alarm => (alarm.NotedBy, alarm.NotedAt) = (null, null), cancellationToken);

    private Task<Result<Done>> ChangeAsync(Actor actor, long id, Action<Alarm> change, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ViewLive);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            if (await db.Alarms.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } alarm || !actor.May(alarm.Kind.Needs()))
            {
                return Problem.NotFound();
            }

            change(alarm);
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }
}
