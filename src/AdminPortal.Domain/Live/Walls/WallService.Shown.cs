using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Live.Walls;

/// <summary>What displays ask for: their wall by its token, and the tenant's logo.</summary>
public sealed partial class WallService
{
    private static readonly TimeSpan BetweenSights = TimeSpan.FromMinutes(1);

    /// <summary>Displays ask twice in it: one that hears of a revoked link last still does so within a second.</summary>
    private readonly BriefMemory<string, WallView?> known = new(time, TimeSpan.FromMilliseconds(500));

    private readonly ConcurrentDictionary<long, DateTime> seen = new();

    /// <summary>
    /// The wall of a token, or null when it is wrong or revoked. Known for half a second, so that a hall full of displays asks once.
    /// </summary>
    public async ValueTask<WallView?> FindByTokenAsync(string token, CancellationToken cancellationToken = default)
    {
        if (token.Length is < 10 or > 200)
        {
            return null;
        }

        var hash = Secret.HashOf(token);
        return await known.GetAsync(hash, () => ReadAsync(hash), cancellationToken);
    }

    /// <summary>
    /// Writes down that a display shows the wall now. At most once a minute for each wall: to be called as often as is handy.
    /// </summary>
    public async Task SeenAsync(WallView wall, CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        var last = seen.GetOrAdd(wall.Id, DateTime.MinValue);
        if (now - last < BetweenSights || !seen.TryUpdate(wall.Id, now, last))
        {
            return;
        }

        var before = now - BetweenSights; // another node may have seen it
        await databases.WriteAsync<Done>(Actor.System(wall.TenantId, "portal") with { Priority = WritePriority.Bulk }, async db =>
        {
            await db.Walls.Where(w => w.Id == wall.Id && (w.LastSeenAt == null || w.LastSeenAt <= before))
                .ExecuteUpdateAsync(set => set.SetProperty(w => w.LastSeenAt, now), cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>The language that a new wall has: the organisation's.</summary>
    public async Task<string> LanguageAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageWalls);
        await using var db = databases.Read(actor);
        return await db.Tenants.Where(t => t.Id == actor.TenantId).Select(t => t.Language).SingleAsync(cancellationToken);
    }

    /// <summary>The logo of a wall's tenant as it was uploaded, or null.</summary>
    public async Task<byte[]?> LogoAsync(WallView wall, CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(Actor.System(wall.TenantId, "portal"));
        return await db.TenantProfiles.Select(p => p.Logo).SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<WallView?> ReadAsync(string hash)
    {
        await using var db = databases.CreateDbContext();
        var found = await (
            from w in db.Walls.IgnoreQueryFilters()
            join e in db.Events.IgnoreQueryFilters() on w.EventId equals e.Id
            join t in db.Tenants on w.TenantId equals t.Id
            where w.TokenHash == hash && w.RevokedAt == null
            select new
            {
                Wall = w,
                e.Title,
                e.TimeZone,
                Tenant = t.Name,
                Logo = db.TenantProfiles.IgnoreQueryFilters().Where(p => p.TenantId == w.TenantId).Select(p => p.LogoFormat)
                    .FirstOrDefault(),
            }).SingleOrDefaultAsync();
        if (found is null)
        {
            return null;
        }

        var wall = found.Wall;
        List<long> ids = [wall.EventId, .. wall.MoreEvents];
        var living = await db.Events.IgnoreQueryFilters([PortalDb.TenantFilter])
            .Where(e => e.TenantId == wall.TenantId && ids.Contains(e.Id)).Select(e => new WallEvent(e.Id, e.Title, e.TimeZone))
            .ToListAsync();
        return new WallView(wall.Id, wall.TenantId, wall.EventId, found.Title, found.TimeZone, wall.ShowNames, wall.Language, wall.Theme)
        {
            Layout = wall.Layout,
            Door = wall.Door,
            FullNames = wall.FullNames,
            Events = living.OrderBy(e => ids.IndexOf(e.Id)).ToList(),
            SecondsEach = wall.SecondsEach,
            Until = wall.Until,
            Tenant = found.Tenant,
            Logo = found.Logo,
        };
    }
}
