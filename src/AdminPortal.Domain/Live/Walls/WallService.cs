using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Live.Walls;

/// <summary>What a wall link is made from.</summary>
/// <param name="Name">Where it hangs; at most 100 characters.</param>
/// <param name="ShowNames">Whether it may show participants' names.</param>
/// <param name="Language"><c>de</c> or <c>en</c>.</param>
/// <param name="Theme"><c>dark</c> or <c>light</c>.</param>
public sealed record WallDraft(string Name, bool ShowNames = false, string Language = "en", string Theme = "dark");

/// <summary>A new wall link: the only time its token is known.</summary>
public sealed record NewWall(long Id, string Token, string Prefix);

/// <summary>A wall link that was made for a copied event: the only time its token is known.</summary>
public sealed record CopiedWall(string Name, string Token);

/// <summary>A row of the walls page; times are UTC.</summary>
public sealed record WallRow(long Id, WallDraft Draft, string Prefix, DateTime CreatedAt, DateTime? RevokedAt, DateTime? LastSeenAt);

/// <summary>What a wall display may know of its link.</summary>
public sealed record WallView(long Id, long TenantId, long EventId, string EventTitle, string TimeZone, bool ShowNames, string Language,
    string Theme)
{
    /// <summary>Whether its event is removed: it shows nothing until that is restored.</summary>
    public bool IsRemoved { get; init; }
}

/// <summary>Makes, changes, revokes and recognises the links of wall displays.</summary>
public sealed class WallService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private const int NameLimit = 100;

    private static readonly TimeSpan BetweenSights = TimeSpan.FromMinutes(1);

    /// <summary>Displays ask twice in it: one that hears of a revoked link last still does so within a second.</summary>
    private readonly BriefMemory<string, WallView?> known = new(time, TimeSpan.FromMilliseconds(500));

    private readonly ConcurrentDictionary<long, DateTime> seen = new();

    /// <summary>Makes a link. Refused: no or too long a name, another language or theme, <c>not_found</c> for an unknown event.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageWalls"/>.</param>
    /// <param name="eventId">The event it shows.</param>
    /// <param name="draft">Its settings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<NewWall>> CreateAsync(Actor actor, long eventId, WallDraft draft, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageWalls);
        return databases.WriteAsync<NewWall>(actor, async db =>
        {
            if (!await db.Events.AnyAsync(e => e.Id == eventId, cancellationToken))
            {
                return Problem.NotFound();
            }

            if (Wrong(draft) is { Count: > 0 } wrong)
            {
                return wrong;
            }

            var secret = Secret.New("wall");
            var wall = new Wall
            {
                EventId = eventId,
                Name = draft.Name.Trim(),
                TokenHash = secret.Hash,
                Prefix = secret.Prefix,
                ShowNames = draft.ShowNames,
                Language = draft.Language,
                Theme = draft.Theme,
                CreatedAt = time.UtcNow()
            };
            db.Walls.Add(wall);
            await db.SaveChangesAsync(cancellationToken);
            return new NewWall(wall.Id, secret.Text, secret.Prefix);
        }, cancellationToken);
    }

    /// <summary>
    /// Changes a link's settings; open displays of every node follow within a second. Refused: as for a new one, and <c>not_found</c>.
    /// </summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, long id, WallDraft draft, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, wall =>
        {
            (wall.Name, wall.ShowNames, wall.Language, wall.Theme) =
                (draft.Name?.Trim() ?? "", draft.ShowNames, draft.Language, draft.Theme);
            return Wrong(draft);
        }, cancellationToken);

    /// <summary>Revokes a link; open displays of every node end within a second. Refused: <c>not_found</c>.</summary>
    public Task<Result<Done>> RevokeAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, wall =>
        {
            wall.RevokedAt = time.UtcNow();
            return [];
        }, cancellationToken);

    /// <summary>The links of an event, newest first, revoked ones last.</summary>
    public async Task<IReadOnlyList<WallRow>> ListAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageWalls);
        await using var db = databases.Read(actor);
        return await db.Walls.Where(w => w.EventId == eventId).OrderBy(w => w.RevokedAt != null).ThenByDescending(w => w.Id).Take(200)
            .Select(w => new WallRow(w.Id, new WallDraft(w.Name, w.ShowNames, w.Language, w.Theme), w.Prefix, w.CreatedAt, w.RevokedAt,
                w.LastSeenAt))
            .ToListAsync(cancellationToken);
    }

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

    /// <summary>Inside a write: adds a link of its own to an event for each of another one that is not revoked; the caller saves.</summary>
    internal static async Task<IReadOnlyList<CopiedWall>> CopyAsync(
        PortalDb db, (long From, long To) events, DateTime now, CancellationToken cancellationToken)
    {
        var made = new List<CopiedWall>();
        var living = db.Walls.AsNoTracking().Where(w => w.EventId == events.From && w.RevokedAt == null).OrderBy(w => w.Id);
        foreach (var old in await living.ToListAsync(cancellationToken))
        {
            var secret = Secret.New("wall");
            db.Walls.Add(new Wall
            {
                EventId = events.To,
                Name = old.Name,
                TokenHash = secret.Hash,
                Prefix = secret.Prefix,
                ShowNames = old.ShowNames,
                Language = old.Language,
                Theme = old.Theme,
                CreatedAt = now,
            });
            made.Add(new CopiedWall(old.Name, secret.Text));
        }

        return made;
    }

    private async Task<WallView?> ReadAsync(string hash)
    {
        await using var db = databases.CreateDbContext();
        return await (
            from w in db.Walls.IgnoreQueryFilters()
            join e in db.Events.IgnoreQueryFilters() on w.EventId equals e.Id
            where w.TokenHash == hash && w.RevokedAt == null
            select new WallView(w.Id, w.TenantId, w.EventId, e.Title, e.TimeZone, w.ShowNames, w.Language, w.Theme)
            { IsRemoved = e.DeletedAt != null }).SingleOrDefaultAsync();
    }

    private async Task<Result<Done>> ChangeAsync(Actor actor, long id, Func<Wall, List<Problem>> change,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageWalls);
        var result = await databases.WriteAsync<Done>(actor, async db =>
        {
            if (await db.Walls.SingleOrDefaultAsync(w => w.Id == id && w.RevokedAt == null, cancellationToken) is not { } wall)
            {
                return Problem.NotFound();
            }

            if (change(wall) is { Count: > 0 } wrong)
            {
                return wrong;
            }

            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
        known.Clear();
        return result;
    }

    private static List<Problem> Wrong(WallDraft draft) => new Check().Text("name", draft.Name, NameLimit)
        .That(draft.Language is "de" or "en", Problem.Invalid("language", "Use de or en.") with { Code = "invalid_language" })
        .That(draft.Theme is "dark" or "light", Problem.Invalid("theme", "Use dark or light.")).Problems;
}
