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
public sealed record WallDraft(string Name, bool ShowNames = false, string Language = "en", string Theme = "dark")
{
    /// <summary>What it is for.</summary>
    public WallLayout Layout { get; init; }

    /// <summary>The station that a wall of one door shows; at most 100 characters.</summary>
    public string? Door { get; init; }

    /// <summary>Whether names are shown in full; first name and initial otherwise.</summary>
    public bool FullNames { get; init; }

    /// <summary>Other events that it shows in turn with its own, by ids; at most nine.</summary>
    public IReadOnlyList<long> More { get; init; } = [];

    /// <summary>Seconds for each of several events, 5 to 600.</summary>
    public int SecondsEach { get; init; } = 20;

    /// <summary>UTC; from then on the link is no good any more. Null: until it is revoked.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>A new wall link: the only time its token is known.</summary>
public sealed record NewWall(long Id, string Token, string Prefix);

/// <summary>A wall link that was made for a copied event: the only time its token is known.</summary>
public sealed record CopiedWall(string Name, string Token);

/// <summary>A row of the walls page; times are UTC.</summary>
public sealed record WallRow(
    long Id, WallDraft Draft, string Prefix, DateTime CreatedAt, DateTime? RevokedAt, DateTime? LastSeenAt, int Version);

/// <summary>What a wall display may know of its link.</summary>
public sealed record WallView(long Id, long TenantId, long EventId, string EventTitle, string TimeZone, bool ShowNames, string Language,
    string Theme)
{
    /// <summary>What it is for.</summary>
    public WallLayout Layout { get; init; }

    /// <summary>The station that a wall of one door shows.</summary>
    public string? Door { get; init; }

    /// <summary>Whether names are shown in full.</summary>
    public bool FullNames { get; init; }

    /// <summary>Its events that are not removed, in the order they are shown in.</summary>
    public IReadOnlyList<WallEvent> Events { get; init; } = [];

    /// <summary>Seconds for each event.</summary>
    public int SecondsEach { get; init; }

    /// <summary>UTC; from then on it shows nothing any more.</summary>
    public DateTime? Until { get; init; }

    /// <summary>The tenant's name.</summary>
    public required string Tenant { get; init; }

    /// <summary>What the tenant's logo is, such as <c>PNG, 400 × 120</c>; null without one.</summary>
    public string? Logo { get; init; }

    /// <summary>Whether all its events are removed: it shows nothing until one is restored.</summary>
    public bool IsRemoved => Events.Count == 0;

    /// <summary>Whether its time is over.</summary>
    public bool IsOver(DateTime now) => Until <= now;

    /// <summary>The event that is shown at a time: all displays of a wall change together.</summary>
    public WallEvent EventAt(DateTime now) =>
        Events[(int)((now.Ticks / TimeSpan.TicksPerSecond / Math.Max(1, SecondsEach)) % Events.Count)];
}

/// <summary>An event that a wall shows.</summary>
public sealed record WallEvent(long Id, string Title, string TimeZone);

/// <summary>Makes, changes, revokes and recognises the links of wall displays.</summary>
public sealed partial class WallService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private const int NameLimit = 100;

    private const int MostEvents = 9;

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
            var secret = Secret.New("wall");
            var added = await AddAsync(db, eventId, draft, (secret.Hash, secret.Prefix), cancellationToken);
            return added.Ok ? new NewWall(added.Value.Id, secret.Text, secret.Prefix) : added.Problems.ToList();
        }, cancellationToken);
    }

    /// <summary>
    /// Changes a link's settings; open displays of every node follow within a second. Refused: as for a new one, <c>not_found</c>, and
    /// <c>changed_meanwhile</c> when somebody saved it since that version.
    /// </summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, long id, int version, WallDraft draft,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, async (db, wall) =>
        {
            if (wall.Version != version)
            {
                return [Problem.ChangedMeanwhile()];
            }

            var wrong = await WrongAsync(db, wall.EventId, draft, cancellationToken);
            if (wrong.Count == 0)
            {
                Apply(wall, draft);
            }

            return wrong;
        }, cancellationToken);

    /// <summary>Revokes a link; open displays of every node end within a second. Refused: <c>not_found</c>.</summary>
    public Task<Result<Done>> RevokeAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, (_, wall) =>
        {
            wall.RevokedAt = time.UtcNow();
            return Task.FromResult(new List<Problem>());
        }, cancellationToken);

    /// <summary>The links of an event, newest first, revoked ones last.</summary>
    public async Task<IReadOnlyList<WallRow>> ListAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageWalls);
        await using var db = databases.Read(actor);
        var walls = await db.Walls.Where(w => w.EventId == eventId).OrderBy(w => w.RevokedAt != null).ThenByDescending(w => w.Id)
            .Take(200).ToListAsync(cancellationToken);
        return walls.ConvertAll(w => new WallRow(w.Id, DraftOf(w), w.Prefix, w.CreatedAt, w.RevokedAt, w.LastSeenAt, w.Version));
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
            db.Walls.Add(New(events.To, DraftOf(old) with { More = [], Until = null }, (secret.Hash, secret.Prefix), now));
            made.Add(new CopiedWall(old.Name, secret.Text));
        }

        return made;
    }

    private async Task<Result<Done>> ChangeAsync(Actor actor, long id, Func<PortalDb, Wall, Task<List<Problem>>> change,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageWalls);
        var result = await databases.WriteAsync<Done>(actor, async db =>
        {
            if (await db.Walls.SingleOrDefaultAsync(w => w.Id == id && w.RevokedAt == null, cancellationToken) is not { } wall)
            {
                return Problem.NotFound();
            }

            if (await change(db, wall) is { Count: > 0 } wrong)
            {
                return wrong;
            }

            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
        known.Clear();
        return result;
    }

    /// <summary>Inside a write: adds a wall with the hash of its token. Refused: as by <see cref="CreateAsync"/>.</summary>
    internal async Task<Result<Wall>> AddAsync(PortalDb db, long eventId, WallDraft draft, (string Hash, string Prefix) token,
        CancellationToken cancellationToken)
    {
        if (!await db.Events.AnyAsync(e => e.Id == eventId, cancellationToken))
        {
            return Problem.NotFound();
        }

        if (await WrongAsync(db, eventId, draft, cancellationToken) is { Count: > 0 } wrong)
        {
            return wrong;
        }

        var wall = New(eventId, draft, token, time.UtcNow());
        db.Walls.Add(wall);
        await db.SaveChangesAsync(cancellationToken);
        return wall;
    }

    /// <summary>Reads every wall again: one has just been made of a waiting screen.</summary>
    internal void Forget() => known.Clear();

    private static Wall New(long eventId, WallDraft draft, (string Hash, string Prefix) token, DateTime now)
    {
        var wall = new Wall
        {
            EventId = eventId,
            Name = draft.Name,
            TokenHash = token.Hash,
            Prefix = token.Prefix,
            Language = draft.Language,
            Theme = draft.Theme,
            CreatedAt = now,
        };
        Apply(wall, draft);
        return wall;
    }

    private static void Apply(Wall wall, WallDraft draft)
    {
        wall.Name = draft.Name.Trim();
        (wall.ShowNames, wall.FullNames) = (draft.ShowNames, draft.ShowNames && draft.FullNames);
        (wall.Language, wall.Theme, wall.Layout) = (draft.Language, draft.Theme, draft.Layout);
        wall.Door = draft.Layout == WallLayout.Door ? draft.Door?.Trim() : null;
        wall.MoreEvents = draft.More.Distinct().Where(id => id != wall.EventId).ToList();
        (wall.SecondsEach, wall.Until) = (draft.SecondsEach, draft.Until);
    }

    private static WallDraft DraftOf(Wall wall) => new(wall.Name, wall.ShowNames, wall.Language, wall.Theme)
    {
        Layout = wall.Layout,
        Door = wall.Door,
        FullNames = wall.FullNames,
        More = wall.MoreEvents.Count == 0 ? [] : (IReadOnlyList<long>)wall.MoreEvents,
        SecondsEach = wall.SecondsEach,
        Until = wall.Until,
    };

    private async Task<List<Problem>> WrongAsync(PortalDb db, long eventId, WallDraft draft, CancellationToken cancellationToken)
    {
        var check = new Check().Text("name", draft.Name, NameLimit)
            .That(draft.Language is "de" or "en", Problem.Invalid("language", "Use de or en.") with { Code = "invalid_language" })
            .That(draft.Theme is "dark" or "light", Problem.Invalid("theme", "Use dark or light."))
            .That(Enum.IsDefined(draft.Layout), Problem.Invalid("layout", "Use one of the layouts."))
            .That(draft.SecondsEach is >= 5 and <= 600, Problem.Invalid("seconds", "A number of seconds from 5 to 600 is needed."))
            .That(draft.Until is null || draft.Until > time.UtcNow(), Problem.Invalid("until", "This is over already."))
            .That(draft.More.Count <= MostEvents, Problem.Invalid("more", "At most nine other events."));
        if (draft.Layout == WallLayout.Door)
        {
            check.Text("door", draft.Door, NameLimit);
        }

        var more = draft.More.Distinct().Where(id => id != eventId).ToList();
        if (check.Ok && more.Count > 0 && await db.Events.CountAsync(e => more.Contains(e.Id), cancellationToken) < more.Count)
        {
            check.That(false, Problem.Invalid("more", "One of the events is not there any more."));
        }

        return check.Problems;
    }
}
