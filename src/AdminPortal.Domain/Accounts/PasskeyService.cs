using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Accounts;

/// <summary>A passkey as its owner sees it; times are UTC.</summary>
public sealed record PasskeyRow(long Id, string Name, DateTime CreatedAt, DateTime? LastUsedAt, bool IsBackedUp);

/// <summary>A person's own passkeys. What a device signs is checked where the request is known, by Identity.</summary>
public sealed class PasskeyService(IDbContextFactory<PortalDb> databases, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Most passkeys of a person.</summary>
    public const int Most = 20;

    /// <summary>The actor's own, by name.</summary>
    public async Task<IReadOnlyList<PasskeyRow>> OwnAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        return await Own(db, actor).OrderBy(p => p.Name).ThenBy(p => p.Id)
            .Select(p => new PasskeyRow(p.Id, p.Name, p.CreatedAt, p.LastUsedAt, p.IsBackedUp)).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Keeps a passkey that was checked. Refused: <c>proof_needed</c>, a wrong name, <c>too_many_passkeys</c>, <c>passkey_refused</c>.
    /// </summary>
    /// <param name="actor">A person.</param>
    /// <param name="passkey">What their device made.</param>
    /// <param name="name">What they call it, at most 100 characters.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> AddAsync(Actor actor, UserPasskeyInfo passkey, string? name,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(passkey);
        if (actor.Missing(time) is { } proof)
        {
            return proof;
        }

        var check = new Check().Text("name", name, 100);
        if (!check.Ok)
        {
            return check.Problems;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDb>();
        db.Actor = actor;
        if (await Own(db, actor).CountAsync(cancellationToken) >= Most)
        {
            return new Problem("too_many_passkeys", $"At most {Most} passkeys are possible.", "name", Most);
        }

        passkey.Name = name!.Trim();
        var user = await db.Users.SingleAsync(u => u.Id == actor.Id && u.TenantId == actor.TenantId, cancellationToken);
        var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        return (await manager.AddOrUpdatePasskeyAsync(user, passkey)).Succeeded
            ? Done.It
            : new Problem("passkey_refused", "This passkey cannot be kept.");
    }

    /// <summary>Calls one of the actor's own otherwise. Refused: a wrong name, <c>not_found</c>.</summary>
    public Task<Result<Done>> RenameAsync(Actor actor, long id, string? name, CancellationToken cancellationToken = default) =>
        databases.WriteAsync<Done>(actor, async db =>
        {
            var check = new Check().Text("name", name, 100);
            if (!check.Ok)
            {
                return check.Problems;
            }

            if (await Own(db, actor).SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } passkey)
            {
                return Problem.NotFound();
            }

            passkey.Name = name!.Trim();
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);

    /// <summary>Removes one of the actor's own: nobody signs in with it any more. Refused: <c>proof_needed</c>, <c>not_found</c>.</summary>
    public async Task<Result<Done>> RemoveAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        if (actor.Missing(time) is { } proof)
        {
            return proof;
        }

        return await databases.WriteAsync<Done>(actor, async db =>
        {
            if (await Own(db, actor).SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } passkey)
            {
                return Problem.NotFound();
            }

            db.Passkeys.Remove(passkey);
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    private static IQueryable<Passkey> Own(PortalDb db, Actor actor)
    {
        var id = actor is { Kind: ActorKind.User, Id: { } person } ? person : 0;
        return db.Passkeys.Where(p => p.UserId == id);
    }
}
