using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// The only way to make, change and remove teams. Who belongs to one has its limits and none of their own; who leaves it keeps them as
/// their own until somebody changes them, so that leaving never widens anything. Needs <see cref="Permission.ManageUsers"/>. A team that
/// has people is not removed (<c>has_people</c>); bringing one back is refused with <c>held_name</c> when another has its name meanwhile.
/// </summary>
public sealed class TeamService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
    : RecordService<Team>(databases, removal, time, Permission.ManageUsers)
{
    /// <summary>Most people of a team.</summary>
    public const int MostPeople = 500;

    /// <inheritdoc />
    private protected override bool NeedsProof => true;

    /// <summary>
    /// Makes a team. Its people have to sign in again within five seconds where their limits are others now, as by
    /// <see cref="UserService.LimitAsync"/>; who was in another team is in this one. Refused: <c>proof_needed</c>, <c>taken</c> on
    /// <c>name</c>, limits as there, <c>unknown</c> and <c>too_many</c> on <c>people</c>: admins and owners do not join teams.
    /// </summary>
    /// <param name="actor">Who makes it.</param>
    /// <param name="draft">The team.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<long>> CreateAsync(Actor actor, TeamDraft draft, CancellationToken cancellationToken = default) =>
        WriteAsync<long>(actor, async db =>
        {
            await Locks.TenantAsync(db, cancellationToken);
            var team = new Team { Name = "", CreatedAt = Now, UpdatedAt = Now };
            if (await ApplyAsync(db, team, draft, cancellationToken) is { Count: > 0 } problems)
            {
                return problems;
            }

            db.Teams.Add(team);
            await db.SaveChangesAsync(cancellationToken);
            await JoinAsync(db, team, draft.People, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return team.Id;
        }, cancellationToken);

    /// <summary>
    /// Changes a team, its limits and its people, as <see cref="CreateAsync"/> makes one. Refused: as there, <c>not_found</c>,
    /// <c>changed_meanwhile</c>.
    /// </summary>
    /// <param name="actor">Who changes it.</param>
    /// <param name="id">The team.</param>
    /// <param name="version">The version that was seen.</param>
    /// <param name="draft">The team as it is to be.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<long>> UpdateAsync(Actor actor, long id, int version, TeamDraft draft,
        CancellationToken cancellationToken = default) =>
        ChangeAsync<long>(actor, id, version, async (db, team) =>
        {
            await Locks.TenantAsync(db, cancellationToken);
            if (!await Locks.TeamAsync(db, id, cancellationToken))
            {
                return Problem.NotFound();
            }

            if (await ApplyAsync(db, team, draft, cancellationToken) is { Count: > 0 } problems)
            {
                return problems;
            }

            await JoinAsync(db, team, draft.People, cancellationToken);
            return id;
        }, cancellationToken);

    /// <summary>Why teams cannot be removed: somebody belongs to one.</summary>
    internal static async Task<Problem?> HasPeopleAsync(PortalDb db, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        await db.Users.CountAsync(u => u.TeamId != null && ids.Contains(u.TeamId.Value), cancellationToken) is > 0 and var people
            ? new Problem("has_people", $"The team is not empty: take its people ({people}) out of it first.", null, people)
            : null;

    private static async Task<List<Problem>> ApplyAsync(PortalDb db, Team team, TeamDraft draft, CancellationToken cancellationToken)
    {
        var name = draft.Name.Trim();
        var check = new Check().Text("name", name, Team.NameLimit);
        check.That(!await db.Teams.AnyAsync(t => t.Name == name && t.Id != team.Id, cancellationToken), Problem.Taken("name", name));
        check.That(draft.People.Count <= MostPeople,
            new Problem("too_many_people", $"At most {MostPeople} people can be chosen.", "people", MostPeople));
        var limits = await UserService.WithoutErasedAsync(db, draft.Limits, team.Limits, cancellationToken);
        var (events, doors) = await UserService.CheckAsync(db, limits, check, cancellationToken);
        if (!check.Ok)
        {
            return check.Problems;
        }

        var (wanted, tenant) = (draft.People.Distinct().ToList(), db.TenantId);
        var found = await db.Users.CountAsync(u => u.TenantId == tenant && wanted.Contains(u.Id)
            && ((u.Role != Role.Admin && u.Role != Role.Owner) || u.TeamId == team.Id), cancellationToken);
        check.That(found == wanted.Count, Problem.Unknown("people", null));
        if (check.Ok)
        {
            team.Name = name;
            if (!Chosen.Same(team.LimitedEvents, events))
            {
                team.LimitedEvents = events;
            }

            if (!Chosen.Same(team.LimitedDoors, doors))
            {
                team.LimitedDoors = doors;
            }
        }

        return check.Problems;
    }

    /// <summary>
    /// Makes those the people of the team, with its limits. Admins and owners whom it had before they became that keep it: nothing ends for
    /// them, because no limit holds for them.
    /// </summary>
    private async Task JoinAsync(PortalDb db, Team team, IReadOnlyList<long> people, CancellationToken cancellationToken)
    {
        var (wanted, tenant) = (people.ToHashSet(), db.TenantId);
        foreach (var user in await db.Users.Where(u => u.TenantId == tenant && (u.TeamId == team.Id || wanted.Contains(u.Id)))
            .OrderBy(u => u.Id).ToListAsync(cancellationToken))
        {
            if (!wanted.Contains(user.Id))
            {
                user.TeamId = null;
                continue;
            }

            user.TeamId = team.Id;
            if (team.Limits.Same(new(user.LimitedEvents, user.LimitedDoors)))
            {
                continue;
            }

            (user.LimitedEvents, user.LimitedDoors, user.LimitedSince) = (team.LimitedEvents?.ToList(), [.. team.LimitedDoors], Now);
            if (user.Role is not (Role.Admin or Role.Owner))
            {
                user.SecurityStamp = Guid.NewGuid().ToString("N");
            }
        }
    }
}
