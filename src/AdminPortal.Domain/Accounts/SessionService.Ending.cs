using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>Ends sessions that a person chooses from a list: their own, or an Owner those of others.</summary>
public sealed partial class SessionService
{
    /// <summary>The name under which the audit log tells how many of somebody's sessions were ended.</summary>
    public const string Ended = "SessionsEnded";

    /// <summary>Ends one of the actor's own sessions. Refused: <c>not_found</c>.</summary>
    public Task<Result<int>> EndOwnAsync(Actor actor, Guid id, CancellationToken cancellationToken = default) =>
        EndAsync(actor, actor.Person(), s => s.Where(session => session.Id == id), cancellationToken);

    /// <summary>Ends the actor's own sessions but the one they act in.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EndOthersAsync(Actor actor, CancellationToken cancellationToken = default) =>
        (await EndAsync(actor, actor.Person(), s => s.Where(session => session.Id != actor.Session), cancellationToken)).Value;

    /// <summary>Ends one session of somebody of the tenant. Refused: <c>not_found</c>.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageTenant"/>.</param>
    /// <param name="userId">The person.</param>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<int>> EndOfAsync(Actor actor, long userId, Guid id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        return EndAsync(actor, userId, s => s.Where(session => session.Id == id), cancellationToken);
    }

    /// <summary>Ends all sessions of somebody of the tenant. Refused: <c>not_found</c> where there is none.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageTenant"/>.</param>
    /// <param name="userId">The person.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<int>> EndAllOfAsync(Actor actor, long userId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        return EndAsync(actor, userId, s => s, cancellationToken);
    }

    private async Task<Result<int>> EndAsync(Actor actor, long userId, Func<IQueryable<UserSession>, IQueryable<UserSession>> which,
        CancellationToken cancellationToken)
    {
        var ended = await databases.WriteAsync<int>(actor, async db =>
        {
            var now = time.UtcNow();
            var ids = await which(Alive(db, settings, now).Where(s => s.UserId == userId
                && db.Users.Any(u => u.Id == s.UserId && u.TenantId == actor.TenantId))).Select(s => s.Id).ToListAsync(cancellationToken);
            if (ids.Count == 0)
            {
                return Problem.NotFound();
            }

            foreach (var portion in ids.Chunk(Portion))
            {
                await db.UserSessions.Where(s => portion.Contains(s.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, (DateTime?)now), cancellationToken);
            }

            db.AuditEntries.Add(AuditRecorder.Entry(actor, now, AuditAction.Changed, nameof(PortalUser), userId, null,
                new() { [Ended] = [null, ids.Count] }));
            await db.SaveChangesAsync(cancellationToken);
            return ids.Count;
        }, cancellationToken);
        known.Forget(key => key.User == userId);
        return ended;
    }
}
