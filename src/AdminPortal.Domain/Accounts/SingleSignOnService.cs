using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Accounts;

/// <summary>Whom an identity provider says somebody is.</summary>
/// <param name="Provider">The provider's name for itself (<c>iss</c>).</param>
/// <param name="Subject">Its name for the person, which never changes (<c>sub</c>).</param>
/// <param name="Email">Their address.</param>
/// <param name="IsEmailSure">Whether the provider vouches for the address.</param>
/// <param name="Name">Their name; null where it is not told.</param>
/// <param name="TenantSlug">The organisation that its claims lead to; null where they lead to none.</param>
/// <param name="Role">The role that its claims lead to; null where they lead to none.</param>
/// <param name="NewcomersRole">The role of somebody new whose claims lead to none; null lets them not in.</param>
public sealed record SignedOn(string Provider, string Subject, string? Email, bool IsEmailSure, string? Name, string? TenantSlug,
    Role? Role, Role? NewcomersRole = null);

/// <summary>
/// Lets people in whom an identity provider vouches for: finds their account by the provider's name for them, joins one of the same address
/// to it once, or makes one. Their role follows the provider's claims at each sign-in; an Owner keeps theirs.
/// </summary>
public sealed class SingleSignOnService(IDbContextFactory<PortalDb> databases, IServiceScopeFactory scopes, TimeProvider time)
{
    private const int LongestProvider = 200;

    private static readonly Problem NotAdmitted =
        new("sso_not_admitted", "Your organisation's sign-in does not lead to an account here. Ask an owner of your organisation.");

    /// <summary>
    /// The account. Refused, in the same words: <c>sso_not_admitted</c> for claims that lead to no tenant or to no role, an address that is
    /// not vouched for or belongs to another tenant, and an account that is disabled.
    /// </summary>
    public async Task<Result<PortalUser>> AdmitAsync(SignedOn person, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        await using var scope = scopes.CreateAsyncScope();
        var (db, manager) = (scope.ServiceProvider.GetRequiredService<PortalDb>(),
            scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>());
        var tenant = await db.Tenants.Where(t => t.Slug == person.TenantSlug).Select(t => (long?)t.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (tenant is null || person.Provider.Length > LongestProvider)
        {
            return NotAdmitted;
        }

        db.Actor = Actor.System(tenant.Value, "single sign-on");
        var known = await manager.FindByLoginAsync(person.Provider, KeyOf(person));
        var user = known ?? (person is { IsEmailSure: true, Email: { } email } ? await manager.FindByEmailAsync(email) : null);
        if (user is null)
        {
            return await CreateAsync(manager, tenant.Value, person);
        }

        if (user.TenantId != tenant || user.DisabledAt is not null)
        {
            return NotAdmitted;
        }

        if (known is null && !(await manager.AddLoginAsync(user, new UserLoginInfo(person.Provider, KeyOf(person), null))).Succeeded)
        {
            return NotAdmitted;
        }

        return user.Role == Role.Owner || person.Role is not { } role || role == user.Role
            ? user
            : await ChangeAsync(db.Actor, user.Id, role, cancellationToken);
    }

    /// <summary>The provider's name for the person as it is kept: compared letter by letter in both databases.</summary>
    private static string KeyOf(SignedOn person) => Secret.HashOf(person.Subject);

    private async Task<Result<PortalUser>> CreateAsync(UserManager<PortalUser> manager, long tenant, SignedOn person)
    {
        if (person is not { IsEmailSure: true, Email: { } email } || (person.Role ?? person.NewcomersRole) is not { } role
            || !new Check().Text("email", email, 254).Email("email", email).Ok)
        {
            return NotAdmitted;
        }

        var name = string.IsNullOrWhiteSpace(person.Name) ? email.Split('@')[0] : person.Name.Trim();
        var user = new PortalUser
        {
            TenantId = tenant,
            DisplayName = name.Length > 100 ? name[..100] : name,
            Role = role,
            Email = email,
            UserName = email,
            EmailConfirmed = true,
            LockoutEnabled = true,
            CreatedAt = time.UtcNow(),
        };
        return (await manager.CreateAsync(user)).Succeeded
            && (await manager.AddLoginAsync(user, new UserLoginInfo(person.Provider, KeyOf(person), null))).Succeeded ? user : NotAdmitted;
    }

    /// <summary>A new role ends the sessions under the old one, as everywhere.</summary>
    private async Task<Result<PortalUser>> ChangeAsync(Actor actor, long id, Role role, CancellationToken cancellationToken) =>
        await databases.WriteAsync<PortalUser>(actor, async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == id, cancellationToken);
            (user.Role, user.SecurityStamp) = (role, Guid.NewGuid().ToString("N"));
            await db.SaveChangesAsync(cancellationToken);
            return user;
        }, cancellationToken);
}
