using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Accounts;

/// <summary>A new invitation: the only time its token is known.</summary>
public sealed record NewInvitation(long Id, string Token, DateTime ExpiresAt);

/// <summary>Manages the people of a tenant. Nobody gives or changes a role above their own, and the last active owner stays one.</summary>
public sealed partial class UserService(IDbContextFactory<PortalDb> databases, IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly Problem InvitationInvalid =
        new("invitation_invalid", "This invitation is not valid any more. Ask for a new one, perhaps to another e-mail address.");

    /// <summary>How long an invitation is good.</summary>
    public static readonly TimeSpan InvitationAge = TimeSpan.FromDays(7);

    /// <summary>
    /// Creates an account with a password. Refused: <c>taken</c> on <c>email</c>, wrong fields, and the password rules on <c>password</c>.
    /// </summary>
    public async Task<Result<long>> CreateAsync(Actor actor, string email, string displayName, Role role, string password)
    {
        actor.Require(Permission.ManageUsers);
        RequireRank(actor, role);
        await using var scope = scopes.CreateAsyncScope();
        return await CreateAsync(scope.ServiceProvider, actor, email, displayName, role, password);
    }

    /// <summary>Creates an account of the demo, whose password everybody can read: the rules for passwords do not hold for it.</summary>
    internal async Task<Result<long>> CreateDemoAsync(Actor actor, string email, string displayName, Role role, string password)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await CreateAsync(scope.ServiceProvider, actor, email, displayName, role, password, isPublished: true);
    }

    /// <summary>
    /// Invites somebody by a link. Refused: <c>proof_needed</c>, <c>taken</c> on <c>email</c> when the tenant has such an account, wrong
    /// fields, and as <see cref="LimitAsync"/>. Whether another tenant has it is not told: that invitation cannot be accepted.
    /// </summary>
    public Task<Result<NewInvitation>> InviteAsync(Actor actor, string email, Role role, LimitDraft? limits = null,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageUsers);
        RequireRank(actor, role);
        if (actor.Missing(time) is { } proof)
        {
            return Task.FromResult<Result<NewInvitation>>(proof);
        }

        return databases.WriteAsync<NewInvitation>(actor, async db =>
        {
            var check = new Check().Text("email", email, 254).Email("email", email);
            var normalized = email.ToUpperInvariant();
            await Locks.TenantAsync(db, cancellationToken); // of two invitations to one address the later one is good
            if (check.Ok && await db.Users.AnyAsync(u => u.TenantId == actor.TenantId && u.NormalizedEmail == normalized,
                cancellationToken))
            {
                check.That(false, Problem.Taken("email", email));
            }

            var within = await CheckAsync(db, limits ?? LimitDraft.None, check, cancellationToken);
            if (!check.Ok)
            {
                return check.Problems;
            }

            var now = time.UtcNow();
            foreach (var earlier in await db.Invitations.Where(i => i.Email == email && i.AcceptedAt == null && i.RevokedAt == null)
                .ToListAsync(cancellationToken))
            {
                earlier.RevokedAt = now;
            }

            var secret = Secret.New("inv");
            var invitation = new Invitation
            {
                Email = email,
                Role = role,
                TokenHash = secret.Hash,
                LimitedEvents = within.Events,
                LimitedDoors = within.Doors,
                InvitedBy = actor.Name,
                CreatedAt = now,
                ExpiresAt = now + InvitationAge
            };
            db.Invitations.Add(invitation);
            await db.SaveChangesAsync(cancellationToken);
            return new NewInvitation(invitation.Id, secret.Text, invitation.ExpiresAt);
        }, cancellationToken);
    }

    /// <summary>The open invitation a token belongs to, or null when it is wrong, used, withdrawn or expired.</summary>
    public async Task<InvitationRow?> FindInvitationAsync(string token, CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        return await Open(db, token).AsNoTracking()
            .Select(i => new InvitationRow(i.Id, i.Email, i.Role, i.InvitedBy, i.CreatedAt, i.ExpiresAt))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Joins a tenant by an invitation, which then is used up. Refused: <c>invitation_invalid</c> also where its e-mail has an account
    /// meanwhile, and as <see cref="CreateAsync(Actor, string, string, Role, string)"/>.
    /// </summary>
    public async Task<Result<long>> AcceptInvitationAsync(string token, string displayName, string password,
        CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDb>();
        var invitation = await Open(db, token).SingleOrDefaultAsync(cancellationToken);
        if (invitation is null)
        {
            return InvitationInvalid;
        }

        var created = await CreateAsync(scope.ServiceProvider, Actor.System(invitation.TenantId, "invitation"), invitation.Email,
            displayName, invitation.Role, password, limits: new(invitation.LimitedEvents, invitation.LimitedDoors));
        if (created.Ok)
        {
            invitation.AcceptedAt = time.UtcNow();
            await db.SaveChangesAsync(cancellationToken);
        }

        return created.Problems.Any(problem => problem.Code == "taken") ? InvitationInvalid : created;
    }

    /// <summary>Withdraws an invitation. Refused: <c>not_found</c>.</summary>
    public Task<Result<Done>> RevokeInvitationAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageUsers);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            var invitation = await db.Invitations.SingleOrDefaultAsync(i => i.Id == id && i.AcceptedAt == null && i.RevokedAt == null,
                cancellationToken);
            if (invitation is null)
            {
                return Problem.NotFound();
            }

            invitation.RevokedAt = time.UtcNow();
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>
    /// Gives somebody another role; they have to sign in again. Refused: <c>proof_needed</c>, <c>not_found</c>,
    /// <c>last_owner</c>, <c>changed_meanwhile</c> where they have another role than the one <paramref name="seen"/>.
    /// </summary>
    public Task<Result<Done>> SetRoleAsync(Actor actor, long id, Role role, Role? seen = null,
        CancellationToken cancellationToken = default)
    {
        RequireRank(actor, role);
        return ChangeAsync(actor, id, user => (user.Role, user.LimitedSince) = (role, time.UtcNow()), role != Role.Owner,
            cancellationToken, seen);
    }

    /// <summary>
    /// Disables an account, or lets it sign in again; open sessions end within five seconds. Refused: <c>proof_needed</c>,
    /// <c>not_found</c>, <c>last_owner</c>.
    /// </summary>
    public Task<Result<Done>> SetDisabledAsync(Actor actor, long id, bool disabled, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, user => user.DisabledAt = disabled ? time.UtcNow() : null, disabled, cancellationToken);

    /// <summary>The account of an e-mail, in whichever tenant, or null. For the command line, which knows no actor yet.</summary>
    public async Task<(long Id, long TenantId)?> FindAsync(string email, CancellationToken cancellationToken = default)
    {
        var normalized = email.ToUpperInvariant();
        await using var db = databases.CreateDbContext();
        return await db.Users.Where(u => u.NormalizedEmail == normalized).Select(u => new { u.Id, u.TenantId })
            .SingleOrDefaultAsync(cancellationToken) is { } found ? (found.Id, found.TenantId) : null;
    }

    /// <summary>Whether nobody can sign in yet: the portal waits for its set-up.</summary>
    public async Task<bool> NoneAsync(CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        return !await db.Users.AnyAsync(cancellationToken);
    }

    /// <summary>
    /// The person as an actor, or null when the account is gone or disabled. Asked again while a session lives, so that a change of role
    /// takes effect.
    /// </summary>
    public async Task<Actor?> ActorAsync(long userId, string? address, CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId && u.DisabledAt == null, cancellationToken);
        return user?.AsActor(address);
    }

    /// <summary>The person of a session as an actor, with the proof they gave in it; null also when the session is gone.</summary>
    public async Task<Actor?> ActorAsync(long userId, Guid session, string? address, CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        var proved = await db.UserSessions.Where(s => s.Id == session && s.UserId == userId).Select(s => (DateTime?)s.ProvedAt)
            .SingleOrDefaultAsync(cancellationToken);
        return proved is { } at && await ActorAsync(userId, address, cancellationToken) is { } actor
            ? actor with { Session = session, Proof = new Proof(at) }
            : null;
    }

    private IQueryable<Invitation> Open(PortalDb db, string token)
    {
        var hash = Secret.HashOf(token);
        var now = time.UtcNow();
        return db.Invitations.IgnoreQueryFilters()
            .Where(i => i.TokenHash == hash && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now);
    }

    private async Task<Result<long>> CreateAsync(IServiceProvider services, Actor actor, string email, string displayName, Role role,
        string password, bool isPublished = false, LimitDraft? limits = null)
    {
        var check = new Check().Text("email", email, 254).Email("email", email).Text("display_name", displayName, 100);
        if (!check.Ok)
        {
            return check.Problems;
        }

        services.GetRequiredService<PortalDb>().Actor = actor;
        var user = new PortalUser
        {
            TenantId = actor.TenantId,
            DisplayName = displayName.Trim(),
            Role = role,
            Email = email,
            UserName = email,
            EmailConfirmed = true,
            LockoutEnabled = true,
            LimitedEvents = limits?.Events?.ToList(),
            LimitedDoors = [.. limits?.Doors ?? []],
            CreatedAt = time.UtcNow()
        };
        var manager = services.GetRequiredService<UserManager<PortalUser>>();
        user.PasswordHash = isPublished ? manager.PasswordHasher.HashPassword(user, password) : null;
        var created = isPublished ? await manager.CreateAsync(user) : await manager.CreateAsync(user, password);
        return created.Succeeded ? user.Id : ToProblems(created, email);
    }

    /// <summary>Identity's errors as problems of the fields they are about; one text for each.</summary>
    public static List<Problem> ToProblems(IdentityResult result, string? email = null) => result.Errors
        .Select(error => error.Code is "DuplicateUserName"
            or "DuplicateEmail"
                ? Problem.Taken("email", email)
                : new Problem(error.Code, error.Description, error.Code.StartsWith("Password", StringComparison.Ordinal)
                    ? "password"
                    : "email"))
        .DistinctBy(problem => (problem.Code, problem.Field)).ToList();

    private static void RequireRank(Actor actor, Role role)
    {
        if (role == Role.Owner)
        {
            actor.Require(Permission.ManageTenant);
        }
    }

    private Task<Result<Done>> ChangeAsync(Actor actor, long id, Action<PortalUser> change, bool losesOwner,
        CancellationToken cancellationToken, Role? seen = null)
    {
        actor.Require(Permission.ManageUsers);
        if (actor.Missing(time) is { } proof)
        {
            return Task.FromResult<Result<Done>>(proof);
        }

        return databases.WriteAsync<Done>(actor, async db =>
        {
            await Locks.TenantAsync(db, cancellationToken); // two owners who demote each other: the second one stays
            var user = await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.TenantId == actor.TenantId, cancellationToken);
            if (user is null)
            {
                return Problem.NotFound();
            }

            RequireRank(actor, user.Role);
            if (seen is { } role && user.Role != role)
            {
                return Problem.ChangedMeanwhile();
            }

            if (losesOwner && user.Role == Role.Owner
                && !await db.Users.AnyAsync(u => u.TenantId == actor.TenantId && u.Role == Role.Owner && u.DisabledAt == null
                    && u.Id != id, cancellationToken))
            {
                return new Problem("last_owner", "The last owner must stay one.");
            }

            change(user);
            user.SecurityStamp = Guid.NewGuid().ToString("N");
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }
}
