using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace AdminPortal.Tests.Support;

/// <summary>A person with an account and one session, as they act in it.</summary>
public sealed record Person(long Id, string Email, Actor Actor)
{
    public const string Password = "correct horse battery";

    public Guid Session => Actor.Session!.Value;

    /// <summary>Somebody new in the owner's tenant, signed in.</summary>
    public static async Task<Person> JoinAsync(Func<Type, object> get, Actor owner, Role role = Role.Organiser)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        var users = (UserService)get(typeof(UserService));
        var id = (await users.CreateAsync(owner, email, "Paula Person", role, Password)).Required();
        await using var db = ((IDbContextFactory<PortalDb>)get(typeof(IDbContextFactory<PortalDb>))).CreateDbContext();
        var session = await ((SessionService)get(typeof(SessionService))).BeginAsync(await db.Users.SingleAsync(u => u.Id == id));
        return new Person(id, email, (await users.ActorAsync(id, session, "127.0.0.1"))!);
    }

    public static Task<Person> JoinAsync(TestPortal portal, Role role = Role.Organiser) => JoinAsync(portal.Resolve, portal.Owner, role);

    public async Task<PortalUser> UserAsync(TestPortal portal)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        return await db.Users.AsNoTracking().SingleAsync(u => u.Id == Id);
    }

    /// <summary>The person as the portal knows them in another session that begins now.</summary>
    public async Task<Actor> AgainAsync(TestPortal portal, string? device = null, string? address = null)
    {
        var session = await portal.Get<SessionService>().BeginAsync(await UserAsync(portal), device, address);
        return (await portal.Get<UserService>().ActorAsync(Id, session, address))!;
    }

    /// <summary>Sets up an authenticator app.</summary>
    public async Task<(string Key, IReadOnlyList<string> Codes)> SecureAsync(TestPortal portal)
    {
        var factors = portal.Get<SecondFactorService>();
        var fresh = factors.Begin(Actor, Email);
        return (fresh.Key, (await factors.EnableAsync(Actor, fresh.Ticket, Code(fresh.Key, portal.Time))).Required());
    }

    /// <summary>What the app shows.</summary>
    public static string Code(string key, TimeProvider time) =>
        new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(time.GetUtcNow().UtcDateTime);

    /// <summary>Whether that is the account's password.</summary>
    public static async Task<bool> OpensAsync(TestPortal portal, string email, string password)
    {
        await using var scope = portal.Get<IServiceScopeFactory>().CreateAsyncScope();
        var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        return await manager.FindByNameAsync(email) is { } user && await manager.CheckPasswordAsync(user, password);
    }
}
