using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Live;

/// <summary>What a wall link is made of.</summary>
/// <param name="Name">At most 100 characters.</param>
/// <param name="ShowNames">Whether the wall may show participants' names.</param>
/// <param name="Language"><c>de</c> or <c>en</c>.</param>
/// <param name="Theme"><c>dark</c> or <c>light</c>.</param>
public sealed record WallDraft(string Name, bool ShowNames = false, string Language = "en", string Theme = "dark");

/// <summary>A new wall link: the only time its token is known.</summary>
public sealed record NewWall(long Id, string Token, string Prefix);

/// <summary>Makes wall links.</summary>
public sealed class WallService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Makes a link for the wall display of an event. Refused: <c>not_found</c>, wrong fields.</summary>
    public Task<Result<NewWall>> CreateAsync(Actor actor, long eventId, WallDraft draft, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageWalls);
        return databases.WriteAsync<NewWall>(actor, async db =>
        {
            var check = new Check().Text("name", draft.Name, 100)
                .That(draft.Language is "de" or "en", Problem.Invalid("language", "German (de) or English (en).") with { Code = "invalid_language" })
                .That(draft.Theme is "dark" or "light", Problem.Invalid("theme", "dark or light."));
            if (!check.Ok)
            {
                return check.Problems;
            }

            if (!await db.Events.AnyAsync(e => e.Id == eventId, cancellationToken))
            {
                return Problem.NotFound();
            }

            var secret = Secret.New("wall");
            var wall = new Wall { EventId = eventId, Name = draft.Name.Trim(), TokenHash = secret.Hash, Prefix = secret.Prefix, ShowNames = draft.ShowNames, Language = draft.Language, Theme = draft.Theme, CreatedAt = time.UtcNow() };
            db.Walls.Add(wall);
            await db.SaveChangesAsync(cancellationToken);
            return new NewWall(wall.Id, secret.Text, secret.Prefix);
        }, cancellationToken);
    }
}
