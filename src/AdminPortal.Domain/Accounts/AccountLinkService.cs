using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Accounts;

/// <summary>A new one-time link: the only time its token is known.</summary>
public sealed record NewAccountLink(string Token, DateTime ExpiresAt);

/// <summary>What a link is good for, as its page shows it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Person">The name of the person.</param>
/// <param name="Account">The e-mail that they sign in with now.</param>
/// <param name="Email">The new address; null for a link for a password.</param>
public sealed record AccountLinkView(AccountLinkKind Kind, string Person, string Account, string? Email);

/// <summary>Makes one-time links for people who have an account, and does what they are for.</summary>
public sealed class AccountLinkService(IDbContextFactory<PortalDb> databases, IServiceScopeFactory scopes, SignInAttempts attempts,
    TimeProvider time)
{
    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private static readonly Problem Invalid = new("link_invalid", "This link is not valid any more.");

    /// <summary>A person who acts by a link alone: it names them in the audit log and opens nothing else.</summary>
    internal static Actor Self(PortalUser user) =>
        new(user.TenantId, ActorKind.User, user.Id, user.DisplayName, new HashSet<Permission>());

    /// <summary>
    /// Makes a link for a new password, which an Owner or the command line hands to the person; earlier ones are void. Refused:
    /// <c>not_found</c>, <c>proof_needed</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageTenant"/>.</param>
    /// <param name="userId">The person.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<NewAccountLink>> ForPasswordAsync(Actor actor, long userId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        if (actor.Missing(time) is { } proof)
        {
            return proof;
        }

        await using (var db = databases.Read(actor))
        {
            if (!await db.Users.AnyAsync(u => u.Id == userId && u.TenantId == actor.TenantId, cancellationToken))
            {
                return Problem.NotFound();
            }
        }

        return await MakeAsync(actor, userId, AccountLinkKind.Password, null, false, cancellationToken);
    }

    /// <summary>
    /// Sets somebody's password without a link, from the command line: all sessions end, links are void, wrong passwords are forgotten.
    /// Refused: <c>not_found</c>, and the password rules on <c>password</c>.
    /// </summary>
    public async Task<Result<PortalUser>> SetPasswordAsync(Actor actor, long userId, string password,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        if (actor.Kind != ActorKind.System)
        {
            throw new PermissionDeniedException(Permission.ManageTenant);
        }

        var link = await MakeAsync(actor, userId, AccountLinkKind.Password, null, false, cancellationToken);
        return await UseAsync(link.Token, AccountLinkKind.Password, (manager, user, _) => SetAsync(manager, user, password),
            cancellationToken, actor);
    }

    /// <summary>What a token opens, or null when it is wrong, used, void or expired, or the account may not sign in.</summary>
    public async Task<AccountLinkView?> FindAsync(string token, AccountLinkKind kind, CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        return await Open(db, token, kind).Join(db.Users.Where(u => u.DisabledAt == null), l => l.UserId, u => u.Id,
            (l, u) => new AccountLinkView(l.Kind, u.DisplayName, u.Email!, l.Email)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Sets the password by a link: all sessions end, the other links are void, wrong passwords are forgotten. Refused:
    /// <c>link_invalid</c>, and the password rules on <c>password</c>; the link stays good then.
    /// </summary>
    public Task<Result<PortalUser>> ResetAsync(string token, string password, CancellationToken cancellationToken = default) =>
        UseAsync(token, AccountLinkKind.Password, (manager, user, _) => SetAsync(manager, user, password), cancellationToken);

    /// <summary>
    /// Confirms a new address by the link that was sent to it: the person signs in with it from now on, and all their sessions end.
    /// Refused: <c>link_invalid</c>, also where somebody else has the address meanwhile.
    /// </summary>
    /// <returns>The person, and the address they had.</returns>
    public async Task<Result<(PortalUser User, string Before)>> ConfirmEmailAsync(string token,
        CancellationToken cancellationToken = default)
    {
        var before = "";
        var used = await UseAsync(token, AccountLinkKind.Email, (manager, user, link) =>
        {
            before = user.Email!;
            (user.Email, user.UserName, user.EmailConfirmed) = (link.Email, link.Email, true);
            user.SecurityStamp = Guid.NewGuid().ToString("N");
            return manager.UpdateAsync(user);
        }, cancellationToken);
        return used.Ok ? (used.Value, before) : Invalid;
    }

    /// <summary>Makes a link; the person's earlier ones of its kind are void.</summary>
    internal async Task<NewAccountLink> MakeAsync(Actor actor, long userId, AccountLinkKind kind, string? email, bool isOwn,
        CancellationToken cancellationToken)
    {
        var secret = Secret.New(kind == AccountLinkKind.Password ? "pwd" : "eml");
        var made = await databases.WriteAsync<NewAccountLink>(actor, async db =>
        {
            var now = time.UtcNow();
            await EndAsync(db, userId, kind, now, cancellationToken);
            var link = new AccountLink
            {
                UserId = userId,
                Kind = kind,
                TokenHash = secret.Hash,
                Email = email,
                IsOwn = isOwn,
                CreatedAt = now,
                ExpiresAt = now + Age,
            };
            db.AccountLinks.Add(link);
            await db.SaveChangesAsync(cancellationToken);
            return new NewAccountLink(secret.Text, link.ExpiresAt);
        }, cancellationToken);
        return made.Required();
    }

    /// <summary>Does what a link is for; link and account are saved together, so that of two who use it at once one does.</summary>
    private async Task<Result<PortalUser>> UseAsync(string token, AccountLinkKind kind,
        Func<UserManager<PortalUser>, PortalUser, AccountLink, Task<IdentityResult>> use, CancellationToken cancellationToken,
        Actor? actor = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, manager) = (scope.ServiceProvider.GetRequiredService<PortalDb>(),
            scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>());
        if (await Open(db, token, kind).SingleOrDefaultAsync(cancellationToken) is not { } link
            || await db.Users.SingleOrDefaultAsync(u => u.Id == link.UserId && u.DisabledAt == null, cancellationToken) is not { } user)
        {
            return Invalid;
        }

        db.Actor = actor ?? Self(user);
        var now = time.UtcNow();
        await EndAsync(db, user.Id, null, now, cancellationToken);
        link.EndedAt = now;
        var result = await use(manager, user, link);
        return result.Succeeded ? user
            : UserService.ToProblems(result) is var problems && problems.TrueForAll(problem => problem.Field == "password")
                ? problems
                : Invalid;
    }

    private async Task<IdentityResult> SetAsync(UserManager<PortalUser> manager, PortalUser user, string password)
    {
        var result = await manager.ResetPasswordAsync(user, await manager.GeneratePasswordResetTokenAsync(user), password);
        if (result.Succeeded)
        {
            await attempts.ForgetAsync(user.NormalizedUserName ?? "", CancellationToken.None);
        }

        return result;
    }

    private static async Task EndAsync(PortalDb db, long userId, AccountLinkKind? kind, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var earlier in await db.AccountLinks.Where(l => l.UserId == userId && (kind == null || l.Kind == kind)
            && l.EndedAt == null && l.ExpiresAt > now).ToListAsync(cancellationToken))
        {
            earlier.EndedAt = now;
        }
    }

    private IQueryable<AccountLink> Open(PortalDb db, string token, AccountLinkKind kind)
    {
        var (hash, now) = (Secret.HashOf(token), time.UtcNow());
        return db.AccountLinks.IgnoreQueryFilters()
            .Where(l => l.TokenHash == hash && l.Kind == kind && l.EndedAt == null && l.ExpiresAt > now);
    }
}
