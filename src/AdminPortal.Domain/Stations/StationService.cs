using System.Security.Cryptography;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Stations;

/// <summary>Makes, pairs, changes and revokes the stations of an event, and recognises their devices.</summary>
public sealed partial class StationService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How long a code pairs.</summary>
    public static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(30);

    /// <summary>Most stations of an event that are not revoked.</summary>
    public const int Most = 500;

    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private readonly BriefMemory<string, StationView?> known = new(time);

    /// <summary>
    /// Makes a station with a code that pairs a device. Refused: no or too long a name, a name that another station of the event has,
    /// an unknown category or person, <c>too_many_chosen</c> of them, <c>not_found</c> for an unknown event, <c>too_many</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageEvents"/>.</param>
    /// <param name="eventId">Its event.</param>
    /// <param name="draft">Its settings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<PairCode>> CreateAsync(Actor actor, long eventId, StationDraft draft, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageEvents);
        return databases.WriteAsync<PairCode>(actor, async db =>
        {
            if (!await db.Events.AnyAsync(e => e.Id == eventId, cancellationToken))
            {
                return Problem.NotFound();
            }

            if (await db.Stations.CountAsync(s => s.EventId == eventId && s.UserId == null && s.RevokedAt == null, cancellationToken)
                >= Most)
            {
                return Problem.Invalid("name", $"An event has at most {Most} stations.") with { Code = "too_many" };
            }

            if (await WrongAsync(db, eventId, null, draft, cancellationToken) is { Count: > 0 } wrong)
            {
                return wrong;
            }

            var station = new Station
            {
                EventId = eventId,
                Name = draft.Name.Trim(),
                Direction = draft.Direction,
                Categories = [.. draft.Categories ?? []],
                Stewards = [.. draft.Stewards ?? []],
                IsKiosk = draft.IsKiosk,
                PinHash = draft.Pin is { Length: > 0 } pin ? StationPin.HashOf(pin) : null,
                CreatedAt = time.UtcNow(),
            };
            var code = NewCode(station);
            db.Stations.Add(station);
            await db.SaveChangesAsync(cancellationToken);
            return new PairCode(station.Id, code, station.CodeUntil!.Value);
        }, cancellationToken);
    }

    /// <summary>
    /// Changes a station's settings; its device follows with its next call. Refused: as for a new one, and <c>changed_meanwhile</c> when
    /// somebody saved others since <paramref name="seen"/>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageEvents"/>.</param>
    /// <param name="id">The station.</param>
    /// <param name="seen"><see cref="StationRow.Settings"/> as they were read.</param>
    /// <param name="draft">Its settings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<Done>> UpdateAsync(Actor actor, long id, string seen, StationDraft draft,
        CancellationToken cancellationToken = default) =>
        ChangeAsync<Done>(actor, id, async (db, station) =>
        {
            if (SettingsOf(station) != seen)
            {
                return Problem.ChangedMeanwhile();
            }

            if (await WrongAsync(db, station.EventId, station, draft, cancellationToken) is { Count: > 0 } wrong)
            {
                return wrong;
            }

            (station.Name, station.Direction, station.IsKiosk) = (draft.Name.Trim(), draft.Direction, draft.IsKiosk);
            if (!station.Categories.SequenceEqual(draft.Categories ?? []))
            {
                station.Categories = [.. draft.Categories ?? []];
            }

            if (!station.Stewards.SequenceEqual(draft.Stewards ?? []))
            {
                station.Stewards = [.. draft.Stewards ?? []];
            }

            if (draft.Pin is { } pin)
            {
                station.PinHash = pin.Length > 0 ? StationPin.HashOf(pin) : null;
            }

            await ApiKeyService.RenameAsync(db, station.ApiKeyId, station.Name, cancellationToken);
            return Done.It;
        }, cancellationToken);

    /// <summary>A new code for a station: the device that is paired goes on until another one uses it. Refused: <c>not_found</c>.</summary>
    public Task<Result<PairCode>> RenewAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync<PairCode>(actor, id, (_, station) =>
        {
            var code = NewCode(station);
            return Task.FromResult<Result<PairCode>>(new PairCode(id, code, station.CodeUntil!.Value));
        }, cancellationToken);

    /// <summary>
    /// Revokes a station with its device's key; the next call is refused here, on another node within a second. Refused: <c>not_found</c>.
    /// </summary>
    public Task<Result<Done>> RevokeAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync<Done>(actor, id, async (db, station) =>
        {
            (station.RevokedAt, station.CodeHash, station.CodeUntil) = (time.UtcNow(), null, null);
            await ApiKeyService.EndAsync(db, station.ApiKeyId, time.UtcNow(), cancellationToken);
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// Locks a station, so that it records nothing until it is unlocked, or unlocks it; scans that wait on its device stay there meanwhile.
    /// Refused: <c>not_found</c>.
    /// </summary>
    public Task<Result<Done>> LockAsync(Actor actor, long id, bool locked, CancellationToken cancellationToken = default) =>
        ChangeAsync<Done>(actor, id, (_, station) =>
        {
            station.LockedAt = locked ? station.LockedAt ?? time.UtcNow() : null;
            return Task.FromResult<Result<Done>>(Done.It);
        }, cancellationToken);

    /// <summary>The people who may stand at a door, by name; at most <see cref="Most"/>.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageEvents"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<StewardChoice>> StewardsAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageEvents);
        var roles = Enum.GetValues<Role>().Where(role => Grants.Of(role).Contains(Permission.RecordCheckIns)).ToList();
        await using var db = databases.Read(actor);
        return await db.Users.Where(u => u.TenantId == actor.TenantId && u.DisabledAt == null && roles.Contains(u.Role))
            .OrderBy(u => u.DisplayName).ThenBy(u => u.Id).Take(Most).Select(u => new StewardChoice(u.Id, u.DisplayName))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The stations of an event by name, revoked ones last; people who have ended theirs are left out.</summary>
    /// <param name="actor">Needs <see cref="Permission.ViewLive"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<StationRow>> ListAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewLive);
        await using var db = databases.Read(actor);
        var rows = await db.Stations.Where(s => s.EventId == eventId && (s.UserId == null || s.RevokedAt == null))
            .OrderBy(s => s.RevokedAt != null).ThenBy(s => s.UserId != null).ThenBy(s => s.Name)
            .ThenBy(s => s.Id).Take(Most).ToListAsync(cancellationToken);
        return rows.ConvertAll(s => new StationRow(s.Id, DraftOf(s), s.CreatedAt, s.PairedAt, s.CodeUntil, s.RevokedAt, s.LastSeenAt,
            s.LastScanAt, s.Waiting, s.ClockOffset, s.Build)
        {
            Settings = SettingsOf(s),
            HasPin = s.PinHash is not null,
            LockedAt = s.LockedAt,
            Battery = s.Battery,
            Charging = s.Charging,
            UserId = s.UserId,
        });
    }

    private async Task<Result<T>> ChangeAsync<T>(Actor actor, long id, Func<PortalDb, Station, Task<Result<T>>> change,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageEvents);
        var result = await databases.WriteAsync<T>(actor, async db =>
        {
            if (await db.Stations.SingleOrDefaultAsync(s => s.Id == id && s.RevokedAt == null, cancellationToken) is not { } station)
            {
                return Problem.NotFound();
            }

            var changed = await change(db, station);
            if (changed.Ok)
            {
                await db.SaveChangesAsync(cancellationToken);
            }

            return changed;
        }, cancellationToken);
        known.Clear();
        return result;
    }

    /// <summary>What is wrong with settings. A category or person that the station has and that is gone by now is no reason.</summary>
    private static async Task<List<Problem>> WrongAsync(
        PortalDb db, long eventId, Station? station, StationDraft draft, CancellationToken cancellationToken)
    {
        var check = new Check().Text("name", draft.Name, CheckIn.StationLimit);
        var (name, id) = (draft.Name?.Trim(), station?.Id ?? 0);
        if (check.Ok && await db.Stations.AnyAsync(s => s.EventId == eventId && s.Id != id && s.Name == name && s.RevokedAt == null,
            cancellationToken))
        {
            check.That(false, Problem.Taken("name", name));
        }

        check.Few("categories", draft.Categories).Few("stewards", draft.Stewards);
        List<long> wanted = [.. (draft.Categories ?? []).Except(station?.Categories ?? [])];
        List<long> stewards = [.. (draft.Stewards ?? []).Except(station?.Stewards ?? [])];
        if (wanted.Count is > 0 and <= Chosen.Most
            && await db.Categories.CountAsync(c => c.EventId == eventId && wanted.Contains(c.Id), cancellationToken) != wanted.Count)
        {
            check.That(false, Problem.Unknown("categories", null));
        }

        if (stewards.Count is > 0 and <= Chosen.Most
            && await db.Users.CountAsync(u => u.TenantId == db.TenantId && stewards.Contains(u.Id), cancellationToken) != stewards.Count)
        {
            check.That(false, Problem.Unknown("stewards", null));
        }

        if (draft.Pin is { Length: > 0 } pin && !StationPin.IsOne(pin))
        {
            check.That(false, StationPin.Wrong("pin"));
        }

        return check.Problems;
    }

    /// <summary>Puts a new code on a station; 32 to the power of 8, good for half an hour.</summary>
    private string NewCode(Station station)
    {
        var code = RandomNumberGenerator.GetString(Letters, 8);
        (station.CodeHash, station.CodeUntil) = (Secret.HashOf(code), time.UtcNow() + CodeLife);
        return $"{code[..4]}-{code[4..]}";
    }

    /// <summary>The same text for the same settings, another one for any others; the digits of a PIN are not to be seen in it.</summary>
    private static string SettingsOf(Station station) => Secret.HashOf(JsonSerializer.Serialize(
        new { station.Name, station.Direction, station.Categories, station.Stewards, station.IsKiosk, station.PinHash }));

    private static StationDraft DraftOf(Station station) => new(station.Name, station.Direction, station.Categories, station.Stewards,
        station.IsKiosk);
}
