using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Stations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Accounts;

/// <summary>Somebody who may set a rule aside at a station.</summary>
public sealed record Supervisor(long Id, string Name);

/// <summary>
/// The digits by which a person who may correct check-ins sets a rule aside at a station that somebody else holds. Hashed like a
/// password, never told again.
/// </summary>
public sealed class DoorPinService(
    IDbContextFactory<PortalDb> databases, IServiceScopeFactory scopes, DoorPinAttempts attempts, TimeProvider time)
{
    /// <summary>Most supervisors that a station lists.</summary>
    public const int MostListed = 50;

    private static readonly Role[] Supervisors =
        [.. Enum.GetValues<Role>().Where(role => Grants.Of(role).Contains(Permission.CorrectCheckIns))];

    private readonly BriefMemory<long, IReadOnlyList<Supervisor>> known = new(time);

    private static Problem WrongPin { get; } = new("wrong_pin", "These digits are not right.", "pin");

    /// <summary>
    /// Sets the person's digits, or takes them away. Refused: <c>pin_digits</c> and <c>easy_pin</c> on <c>pin</c>, <c>not_found</c>.
    /// </summary>
    /// <param name="actor">The person, who needs <see cref="Permission.CorrectCheckIns"/>.</param>
    /// <param name="pin">Four to eight digits; null takes them away.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> SetAsync(Actor actor, string? pin, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        if (pin is not null && !StationPin.IsOne(pin))
        {
            return StationPin.Wrong("pin");
        }

        if (pin is not null && IsEasy(pin))
        {
            return new Problem("easy_pin", "These digits are guessed at once. Choose others.", "pin");
        }

        var done = await databases.WriteAsync<Done>(actor, async db =>
        {
            if (await Own(db, actor).SingleOrDefaultAsync(cancellationToken) is not { } user)
            {
                return Problem.NotFound();
            }

            user.DoorPinHash = pin is null ? null : Hashed(hasher => hasher.HashPassword(user, pin));
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
        known.Clear();
        return done;
    }

    /// <summary>Whether the person has digits. Needs <see cref="Permission.CorrectCheckIns"/>.</summary>
    public async Task<bool> HasAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        await using var db = databases.Read(actor);
        return await Own(db, actor).AnyAsync(u => u.DoorPinHash != null, cancellationToken);
    }

    /// <summary>The tenant's supervisors with digits, by name, at most <see cref="MostListed"/>; known for a second.</summary>
    /// <param name="actor">Needs <see cref="Permission.RecordCheckIns"/>.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public ValueTask<IReadOnlyList<Supervisor>> ListAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.RecordCheckIns);
        return known.GetAsync(actor.TenantId, async () =>
        {
            await using var db = databases.Read(actor);
            return await Able(db, actor).OrderBy(u => u.DisplayName).ThenBy(u => u.Id).Take(MostListed)
                .Select(u => new Supervisor(u.Id, u.DisplayName)).ToListAsync(CancellationToken.None);
        }, cancellationToken);
    }

    /// <summary>
    /// The supervisor whose digits these are, as the actor of what they allow. Refused: <c>wrong_pin</c>, and <c>pin_locked</c> after five
    /// wrong ones for the person or from the device.
    /// </summary>
    /// <param name="station">Whoever holds the device; needs <see cref="Permission.RecordCheckIns"/>.</param>
    /// <param name="stationId">The device's station.</param>
    /// <param name="supervisorId">The person.</param>
    /// <param name="pin">What was typed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Actor>> CheckAsync(Actor station, long stationId, long supervisorId, string? pin,
        CancellationToken cancellationToken = default)
    {
        station.Require(Permission.RecordCheckIns);
        string[] names = [Name("station", stationId), Name("person", supervisorId)];
        if (await attempts.BeginAsync(names, cancellationToken) is { Ok: false } locked)
        {
            return locked.Refused<Actor>();
        }

        await using var db = databases.Read(station);
        var user = await Able(db, station).SingleOrDefaultAsync(u => u.Id == supervisorId, cancellationToken);
        if (user is null || !StationPin.IsOne(pin)
            || Hashed(hasher => hasher.VerifyHashedPassword(user, user.DoorPinHash!, pin!)) == PasswordVerificationResult.Failed)
        {
            return WrongPin;
        }

        await attempts.RightAsync(names);
        return user.AsActor(station.Address);
    }

    /// <summary>One digit over and over, or digits that follow one another.</summary>
    private static bool IsEasy(string pin)
    {
        var steps = pin.Zip(pin.Skip(1), (one, next) => (next - one + 10) % 10).Distinct().ToList();
        return steps is [0 or 1 or 9];
    }

    private static string Name(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"{kind} {id}");

    private static IQueryable<PortalUser> Own(PortalDb db, Actor actor)
    {
        var id = actor is { Kind: ActorKind.User, Id: { } person } ? person : 0;
        return db.Users.Where(u => u.Id == id && u.TenantId == actor.TenantId && u.DisabledAt == null);
    }

    private static IQueryable<PortalUser> Able(PortalDb db, Actor actor) => db.Users.Where(u =>
        u.TenantId == actor.TenantId && u.DisabledAt == null && u.DoorPinHash != null && Supervisors.Contains(u.Role));

    private T Hashed<T>(Func<IPasswordHasher<PortalUser>, T> work)
    {
        using var scope = scopes.CreateScope();
        return work(scope.ServiceProvider.GetRequiredService<IPasswordHasher<PortalUser>>());
    }
}
