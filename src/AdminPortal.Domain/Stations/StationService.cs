using System.Collections.Concurrent;
using System.Security.Cryptography;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Stations;

/// <summary>Makes, pairs, changes and revokes the stations of an event, and recognises their devices.</summary>
public sealed class StationService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How long a code pairs.</summary>
    public static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(30);

    /// <summary>Most stations of an event that are not revoked.</summary>
    public const int Most = 500;

    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(30);

    private static readonly IReadOnlySet<Permission> Permissions = new HashSet<Permission>
        { Permission.ViewEvents, Permission.ViewParticipants, Permission.ViewCheckIns, Permission.RecordCheckIns };

    private readonly BriefMemory<string, StationView?> known = new(time);

    private readonly ConcurrentDictionary<long, (DateTime At, int Waiting)> told = new();

    private readonly ConcurrentDictionary<long, DateTime> scanned = new();

    /// <summary>
    /// Makes a station with a code that pairs a device. Refused: no or too long a name, a name that another station of the event has,
    /// an unknown category, <c>not_found</c> for an unknown event, <c>too_many</c>.
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

            if (await db.Stations.CountAsync(s => s.EventId == eventId && s.RevokedAt == null, cancellationToken) >= Most)
            {
                return Problem.Invalid("name", $"An event has at most {Most} stations.") with { Code = "too_many" };
            }

            if (await WrongAsync(db, eventId, 0, draft, cancellationToken) is { Count: > 0 } wrong)
            {
                return wrong;
            }

            var station = new Station
            {
                EventId = eventId,
                Name = draft.Name.Trim(),
                Direction = draft.Direction,
                Categories = [.. draft.Categories ?? []],
                CreatedAt = time.UtcNow(),
            };
            var code = NewCode(station);
            db.Stations.Add(station);
            await db.SaveChangesAsync(cancellationToken);
            return new PairCode(station.Id, code, station.CodeUntil!.Value);
        }, cancellationToken);
    }

    /// <summary>Changes a station's settings; its device follows with its next call. Refused: as for a new one.</summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, long id, StationDraft draft, CancellationToken cancellationToken = default) =>
        ChangeAsync<Done>(actor, id, async (db, station) =>
        {
            if (await WrongAsync(db, station.EventId, id, draft, cancellationToken) is { Count: > 0 } wrong)
            {
                return wrong;
            }

            (station.Name, station.Direction) = (draft.Name.Trim(), draft.Direction);
            if (!station.Categories.SequenceEqual(draft.Categories ?? []))
            {
                station.Categories = [.. draft.Categories ?? []];
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

    /// <summary>The stations of an event by name, revoked ones last.</summary>
    /// <param name="actor">Needs <see cref="Permission.ViewLive"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<StationRow>> ListAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewLive);
        await using var db = databases.Read(actor);
        var rows = await db.Stations.Where(s => s.EventId == eventId).OrderBy(s => s.RevokedAt != null).ThenBy(s => s.Name)
            .ThenBy(s => s.Id).Take(Most).ToListAsync(cancellationToken);
        return rows.ConvertAll(s => new StationRow(s.Id, DraftOf(s), s.CreatedAt, s.PairedAt, s.CodeUntil, s.RevokedAt, s.LastSeenAt,
            s.LastScanAt, s.Waiting, s.ClockOffset, s.Build));
    }

    /// <summary>
    /// Pairs a device by its code, which is used up by it; the device before, if there was one, is signed off. Refused:
    /// <c>wrong_code</c>.
    /// </summary>
    /// <param name="code">As it was typed; blanks, dashes and case do not count.</param>
    /// <param name="address">Network address it came from.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<PairedStation>> PairAsync(string? code, string? address, CancellationToken cancellationToken = default)
    {
        var hash = HashOf(code);
        var now = time.UtcNow();
        var found = hash is null ? null : await FindByCodeAsync(hash, now, cancellationToken);
        if (found is null)
        {
            return new Problem("wrong_code", "No station waits for that code.", "code");
        }

        var actor = Actor.System(found.Value.TenantId, "station") with { Address = address };
        var paired = await databases.WriteAsync<PairedStation>(actor, async db =>
        {
            var station = await db.Stations.SingleOrDefaultAsync(s => s.CodeHash == hash && s.CodeUntil > now && s.RevokedAt == null,
                cancellationToken);
            if (station is null)
            {
                return new Problem("wrong_code", "No station waits for that code.", "code");
            }

            await ApiKeyService.EndAsync(db, station.ApiKeyId, now, cancellationToken);
            var (key, token) = ApiKeyService.AddForStation(db, station.Name, now);
            (station.CodeHash, station.CodeUntil, station.PairedAt, station.Waiting) = (null, null, now, 0);
            await db.SaveChangesAsync(cancellationToken);
            station.ApiKeyId = key.Id;
            await db.SaveChangesAsync(cancellationToken);
            return new PairedStation(token, station.Name, station.Direction, found.Value.Event);
        }, cancellationToken);
        known.Clear();
        return paired;
    }

    /// <summary>Signs a device off by itself: its key ends, and the station waits for another one.</summary>
    /// <param name="view">Its station.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> SignOffAsync(StationView view, CancellationToken cancellationToken = default)
    {
        view.Actor.Require(Permission.RecordCheckIns);
        var result = await databases.WriteAsync<Done>(view.Actor, async db =>
        {
            // Another device may have been paired meanwhile: that one stays.
            if (await db.Stations.SingleOrDefaultAsync(s => s.Id == view.Id && s.ApiKeyId == view.Actor.Id, cancellationToken)
                is { } station)
            {
                (station.ApiKeyId, station.PairedAt) = (null, null);
                await ApiKeyService.EndAsync(db, view.Actor.Id, time.UtcNow(), cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
            }

            return Done.It;
        }, cancellationToken);
        known.Clear();
        return result;
    }

    /// <summary>The station of a token, or null when it is wrong or revoked. Known for one second, so that a burst asks once.</summary>
    public async ValueTask<StationView?> FindByTokenAsync(string? token, CancellationToken cancellationToken = default)
    {
        if (token is null || token.Length is < 10 or > 200)
        {
            return null;
        }

        var hash = Secret.HashOf(token);
        return await known.GetAsync(hash, () => ReadAsync(hash), cancellationToken);
    }

    /// <summary>
    /// Writes down what a device says of itself: each half minute at most, and at once when its queue fills or empties.
    /// </summary>
    public async Task ReportAsync(StationView station, StationReport report, CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        var last = told.GetOrAdd(station.Id, (DateTime.MinValue, 0));
        if ((now - last.At < BetweenReports && (last.Waiting == 0) == (report.Waiting == 0))
            || !told.TryUpdate(station.Id, (now, report.Waiting), last))
        {
            return;
        }

        var scan = scanned.TryGetValue(station.Id, out var at) ? at : (DateTime?)null;
        var waiting = Math.Clamp(report.Waiting, 0, 1_000_000);
        var build = report.Build is { Length: <= 40 } known ? known : null;
        await databases.WriteAsync<Done>(Actor.System(station.Actor.TenantId, "portal") with { Priority = WritePriority.Bulk }, async db =>
        {
            await db.Stations.Where(s => s.Id == station.Id).ExecuteUpdateAsync(set => set
                .SetProperty(s => s.LastSeenAt, now).SetProperty(s => s.Waiting, waiting)
                .SetProperty(s => s.ClockOffset, report.ClockOffset).SetProperty(s => s.Build, build)
                .SetProperty(s => s.LastScanAt, s => scan ?? s.LastScanAt), cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>Notes that a device sent a scan; written with its next report.</summary>
    public void Scanned(StationView station) => scanned[station.Id] = time.UtcNow();

    private async Task<StationView?> ReadAsync(string hash)
    {
        await using var db = databases.CreateDbContext();
        var found = await (
            from k in db.ApiKeys.IgnoreQueryFilters()
            join s in db.Stations.IgnoreQueryFilters() on new { k.TenantId, ApiKeyId = (long?)k.Id } equals new { s.TenantId, s.ApiKeyId }
            join e in db.Events.IgnoreQueryFilters() on s.EventId equals e.Id
            where k.KeyHash == hash && k.Kind == ApiKeyKind.Station && k.RevokedAt == null && s.RevokedAt == null
            select new { Station = s, e.EventKey, IsRemoved = e.DeletedAt != null }).SingleOrDefaultAsync();
        return found is null ? null : new StationView(
            found.Station.Id,
            new Actor(found.Station.TenantId, ActorKind.ApiKey, found.Station.ApiKeyId, found.Station.Name, Permissions),
            DraftOf(found.Station), found.Station.EventId, found.EventKey, found.IsRemoved);
    }

    private async Task<(long TenantId, StationEvent Event)?> FindByCodeAsync(string hash, DateTime now, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var found = await (
            from s in db.Stations.IgnoreQueryFilters()
            join e in db.Events.IgnoreQueryFilters() on s.EventId equals e.Id
            where s.CodeHash == hash && s.CodeUntil > now && s.RevokedAt == null && e.DeletedAt == null
            select new { s.TenantId, Event = new StationEvent(e.Id, e.EventKey, e.Title, e.TimeZone) })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : (found.TenantId, found.Event);
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

    private static async Task<List<Problem>> WrongAsync(
        PortalDb db, long eventId, long id, StationDraft draft, CancellationToken cancellationToken)
    {
        var check = new Check().Text("name", draft.Name, CheckIn.StationLimit);
        var name = draft.Name?.Trim();
        if (check.Ok && await db.Stations.AnyAsync(s => s.EventId == eventId && s.Id != id && s.Name == name && s.RevokedAt == null,
            cancellationToken))
        {
            check.That(false, Problem.Taken("name", name));
        }

        var wanted = draft.Categories ?? [];
        if (wanted.Count > 0
            && await db.Categories.CountAsync(c => c.EventId == eventId && wanted.Contains(c.Id), cancellationToken) != wanted.Count)
        {
            check.That(false, Problem.Unknown("categories", null));
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

    private static string? HashOf(string? code)
    {
        var plain = new string((code ?? "").Where(char.IsAsciiLetterOrDigit).Take(9).ToArray()).ToUpperInvariant();
        return plain.Length == 8 ? Secret.HashOf(plain) : null;
    }

    private static StationDraft DraftOf(Station station) => new(station.Name, station.Direction, station.Categories);
}
