using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Stations;

/// <summary>The stations of people who check in with their own account.</summary>
public sealed partial class StationService
{
    /// <summary>A person's station that was not heard of for so long makes room for a new one.</summary>
    private static readonly TimeSpan Unheard = SessionService.Age;

    /// <summary>
    /// Begins a station of a signed-in person on one device: named by them, with a key that ends with the account, its right to check in,
    /// or its security stamp. Refused: <c>not_found</c> for an unknown event, <c>too_many</c>.
    /// </summary>
    /// <param name="actor">The person, who needs <see cref="Permission.RecordCheckIns"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<PairedStation>> OpenAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.RecordCheckIns);
        var person = actor is { Kind: ActorKind.User, Id: { } id } ? id
            : throw new ArgumentException("Only people have stations of their own.", nameof(actor));
        var opened = await databases.WriteAsync<PairedStation>(actor, async db =>
        {
            var happening = await db.Events.Where(e => e.Id == eventId)
                .Select(e => new StationEvent(e.Id, e.EventKey, e.Title, e.TimeZone)).SingleOrDefaultAsync(cancellationToken);
            var user = await db.Users.SingleOrDefaultAsync(u => u.Id == person && u.TenantId == actor.TenantId && u.DisabledAt == null,
                cancellationToken);
            if (happening is null || user is null)
            {
                return Problem.NotFound();
            }

            var now = time.UtcNow();
            await EndUnheardAsync(db, eventId, user, now, cancellationToken);
            if (await db.Stations.CountAsync(s => s.EventId == eventId && s.UserId != null && s.RevokedAt == null, cancellationToken)
                >= Most)
            {
                return Problem.Invalid("event", $"At most {Most} people check in at an event at a time.") with { Code = "too_many" };
            }

            var name = await FreeNameAsync(db, eventId, user.DisplayName, cancellationToken);
            var (key, token) = ApiKeyService.AddForStation(db, name, now);
            await db.SaveChangesAsync(cancellationToken);
            var station = new Station
            {
                EventId = eventId,
                Name = name,
                Direction = StationDirection.Both,
                Categories = [],
                UserId = user.Id,
                UserStamp = user.SecurityStamp,
                ApiKeyId = key.Id,
                CreatedAt = now,
                PairedAt = now,
            };
            db.Stations.Add(station);
            await db.SaveChangesAsync(cancellationToken);
            return new PairedStation(token, name, station.Direction, happening) { Id = station.Id };
        }, cancellationToken);
        known.Clear();
        return opened;
    }

    /// <summary>Ends a person's own station: they signed out in its browser. One that is another's or has ended is left alone.</summary>
    /// <param name="actor">The person, who needs <see cref="Permission.RecordCheckIns"/>.</param>
    /// <param name="id">The station.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> LeaveAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.RecordCheckIns);
        var person = actor is { Kind: ActorKind.User, Id: { } own } ? own : 0;
        var left = await databases.WriteAsync<Done>(actor, async db =>
        {
            if (await db.Stations.SingleOrDefaultAsync(s => s.Id == id && s.UserId == person && s.RevokedAt == null, cancellationToken)
                is { } station)
            {
                await EndAsync(db, station, time.UtcNow(), cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
            }

            return Done.It;
        }, cancellationToken);
        known.Clear();
        return left;
    }

    private static async Task EndAsync(PortalDb db, Station station, DateTime now, CancellationToken cancellationToken)
    {
        station.RevokedAt = now;
        await ApiKeyService.EndAsync(db, station.ApiKeyId, now, cancellationToken);
    }

    private static async Task EndUnheardAsync(PortalDb db, long eventId, PortalUser user, DateTime now,
        CancellationToken cancellationToken)
    {
        var before = now - Unheard;
        var old = await db.Stations.Where(s => s.EventId == eventId && s.UserId == user.Id && s.RevokedAt == null
            && (s.UserStamp != user.SecurityStamp || (s.LastSeenAt ?? s.CreatedAt) < before)).ToListAsync(cancellationToken);
        foreach (var station in old)
        {
            await EndAsync(db, station, now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken); // their names are free
    }

    /// <summary>The person's name, with a number where a station of the event has it.</summary>
    internal static async Task<string> FreeNameAsync(PortalDb db, long eventId, string name, CancellationToken cancellationToken)
    {
        var plain = name.Length > CheckIn.StationLimit - 4 ? name[..(CheckIn.StationLimit - 4)].TrimEnd() : name;
        var taken = (await db.Stations.Where(s => s.EventId == eventId && s.RevokedAt == null && s.Name.StartsWith(plain))
            .Select(s => s.Name).ToListAsync(cancellationToken)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var free = plain;
        for (var number = 2; taken.Contains(free); number++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{plain} {number}");
        }

        return free;
    }

    /// <summary>The doors that a person is assigned to, by name.</summary>
    internal static IQueryable<Station> Doors(PortalDb db, long tenantId, long eventId, long person) => db.Stations.IgnoreQueryFilters()
        .Where(s => s.TenantId == tenantId && s.EventId == eventId && s.UserId == null && s.RevokedAt == null
            && s.Stewards.Contains(person))
        .OrderBy(s => s.Name).ThenBy(s => s.Id).AsNoTracking();

    /// <summary>
    /// What a person's station may know of itself; null when the account is disabled, may not check in any more, or has another security
    /// stamp, or when the event is none of theirs. At a door that they are assigned or limited to (the first by name) they work by its
    /// settings, but never as a kiosk.
    /// </summary>
    private static async Task<StationView?> OfPersonAsync(PortalDb db, Station own, PortalUser? user, StationView view)
    {
        if (user is null || user.TenantId != own.TenantId || user.DisabledAt is not null || user.SecurityStamp != own.UserStamp
            || !Grants.Of(user.Role).Contains(Permission.RecordCheckIns))
        {
            return null;
        }

        var actor = user.AsActor(null);
        if (!actor.Sees(own.EventId))
        {
            return null;
        }

        var only = await DoorLimits.ReadAsync(db, actor, own.EventId);
        var posted = await Doors(db, own.TenantId, own.EventId, user.Id).ToListAsync();
        var door = posted.Find(s => only is null || only.Exists(one => one.Id == s.Id)) ?? only?.FirstOrDefault();
        var may = actor.Permissions.Where(p => Permissions.Contains(p) || p == Permission.CorrectCheckIns).ToHashSet();
        return view with
        {
            Actor = actor with { Permissions = may },
            Draft = door is null ? DraftOf(own) : DraftOf(door) with { IsKiosk = false, Stewards = null },
            Door = door?.Name,
            IsPersonal = true,
            IsLocked = view.IsLocked || door?.LockedAt is not null || only is { Count: 0 },
        };
    }
}
