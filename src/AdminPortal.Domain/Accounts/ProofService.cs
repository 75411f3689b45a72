using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Accounts;

/// <summary>Asks somebody who is signed in again who they are. Wrong answers count as at signing in, and lock like them.</summary>
public sealed class ProofService(IServiceScopeFactory scopes, SessionService sessions, SignInAttempts attempts,
    SecondFactorService secondFactors, TimeProvider time)
{
    /// <summary>Whether the person is asked for a code of their app; otherwise it is the password.</summary>
    public async Task<bool> AsksForCodeAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        return (await FindAsync(scope, actor, cancellationToken))?.SecondFactorSecret is not null;
    }

    /// <summary>
    /// Takes the password, or where the person has a second factor its code: the session's proof is of now, in all its windows. Refused:
    /// <c>PasswordMismatch</c> and <c>locked_out</c> on <c>answer</c>, <c>second_factor_wrong</c> and <c>second_factor_locked</c>.
    /// </summary>
    public async Task<Result<Done>> ShowAsync(Actor actor, string? answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var scope = scopes.CreateAsyncScope();
        if (actor.Session is not { } session || await FindAsync(scope, actor, cancellationToken) is not { } user)
        {
            return Problem.NotFound();
        }

        var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var shown = user.SecondFactorSecret is not null
            ? await secondFactors.TakeAsync(user, answer, cancellationToken)
            : await PasswordAsync(manager, user, answer ?? "", cancellationToken);
        if (!shown.Ok)
        {
            return shown.Problems.Select(problem => problem with { Field = "answer" }).ToList();
        }

        await sessions.ProveAsync(session, CancellationToken.None);
        actor.Proof?.Renew(time.UtcNow());
        return Done.It;
    }

    private async Task<Result<Done>> PasswordAsync(UserManager<PortalUser> manager, PortalUser user, string password,
        CancellationToken cancellationToken)
    {
        var name = user.NormalizedUserName ?? "";
        if (await attempts.LockedUntilAsync(name, cancellationToken) is not null)
        {
            return LockedOut;
        }

        if (await manager.CheckPasswordAsync(user, password))
        {
            await attempts.ForgetAsync(name, cancellationToken);
            return Done.It;
        }

        if (await attempts.FailAsync(name, CancellationToken.None) is not { } until)
        {
            return new Problem("PasswordMismatch", "The password is wrong.");
        }

        await manager.SetLockoutEndDateAsync(user, until);
        return LockedOut;
    }

    private static Problem LockedOut { get; } = new("locked_out", "Too many wrong passwords. Try again in ten minutes.");

    private static async Task<PortalUser?> FindAsync(AsyncServiceScope scope, Actor actor, CancellationToken cancellationToken)
    {
        var db = scope.ServiceProvider.GetRequiredService<PortalDb>();
        db.Actor = actor;
        return await db.Users.SingleOrDefaultAsync(u => u.Id == actor.Id && u.TenantId == actor.TenantId && u.DisabledAt == null,
            cancellationToken);
    }
}
