using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Stations;

/// <summary>The devices of stations: paired, recognised, heard of and signed off.</summary>
public sealed partial class StationService
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(30);

    private static readonly HashSet<Permission> Permissions =
        [Permission.ViewEvents, Permission.ViewParticipants, Permission.ViewCheckIns, Permission.RecordCheckIns];

    private readonly ConcurrentDictionary<long, (DateTime At, int Waiting)> told = new();

    private readonly ConcurrentDictionary<long, DateTime> scanned = new();

    private static Problem WrongCode { get; } = new("wrong_code", "No station waits for that code.", "code");

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
            return WrongCode;
        }

        var actor = Actor.System(found.Value.TenantId, "station") with { Address = address };
        var paired = await databases.WriteAsync<PairedStation>(actor, async db =>
        {
            var station = await db.Stations.SingleOrDefaultAsync(s => s.CodeHash == hash && s.CodeUntil > now && s.RevokedAt == null,
                cancellationToken);
            if (station is null)
            {
                return WrongCode;
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

    /// <summary>
    /// Signs a device off by itself: its key ends, and the station waits for another one; a person's own ends with it.
    /// </summary>
    /// <param name="view">Its station.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> SignOffAsync(StationView view, CancellationToken cancellationToken = default)
    {
        view.Actor.Require(Permission.RecordCheckIns);
        var result = await databases.WriteAsync<Done>(view.Actor, async db =>
        {
            // Another device may have been paired meanwhile: that one stays.
            if (await db.Stations.SingleOrDefaultAsync(s => s.Id == view.Id && s.ApiKeyId == view.KeyId, cancellationToken)
                is { } station)
            {
                await ApiKeyService.EndAsync(db, view.KeyId, time.UtcNow(), cancellationToken);
                (station.ApiKeyId, station.PairedAt) = (null, null);
                station.RevokedAt = view.IsPersonal ? time.UtcNow() : null;
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
        var battery = report.Battery is >= 0 and <= 100 ? report.Battery : null;
        var build = report.Build is { Length: <= 40 } known ? known : null;
        await databases.WriteAsync<Done>(Actor.System(station.Actor.TenantId, "portal") with { Priority = WritePriority.Bulk }, async db =>
        {
            await db.Stations.Where(s => s.Id == station.Id).ExecuteUpdateAsync(set => set
                .SetProperty(s => s.LastSeenAt, now).SetProperty(s => s.Waiting, waiting)
                .SetProperty(s => s.ClockOffset, report.ClockOffset).SetProperty(s => s.Build, build)
                .SetProperty(s => s.Battery, battery).SetProperty(s => s.Charging, report.Charging)
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
            join u in db.Users on s.UserId equals (long?)u.Id into people
            from u in people.DefaultIfEmpty()
            where k.KeyHash == hash && k.Kind == ApiKeyKind.Station && k.RevokedAt == null && s.RevokedAt == null
            select new { Station = s, e.EventKey, e.EndsAt, IsRemoved = e.DeletedAt != null, User = u }).AsNoTracking()
            .SingleOrDefaultAsync();
        if (found is null)
        {
            return null;
        }

        var view = new StationView(
            found.Station.Id,
            new Actor(found.Station.TenantId, ActorKind.ApiKey, found.Station.ApiKeyId, found.Station.Name, Permissions),
            DraftOf(found.Station), found.Station.EventId, found.EventKey, found.IsRemoved)
        {
            KeyId = found.Station.ApiKeyId!.Value,
            Door = found.Station.Name,
            EventEndsAt = found.EndsAt,
            PinHash = found.Station.PinHash,
            IsLocked = found.Station.LockedAt is not null,
        };
        return found.Station.UserId is null ? view : await OfPersonAsync(db, found.Station, found.User, view);
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

    private static string? HashOf(string? code)
    {
        var plain = new string((code ?? "").Where(char.IsAsciiLetterOrDigit).Take(9).ToArray()).ToUpperInvariant();
        return plain.Length == 8 ? Secret.HashOf(plain) : null;
    }
}
