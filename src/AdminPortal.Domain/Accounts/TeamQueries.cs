using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>A row of the teams page; times are UTC.</summary>
/// <param name="Id">The team.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Events">Ids of the events at which the rights of its people end; null for all of the tenant.</param>
/// <param name="Doors">How many doors its stewards are limited to; 0 for none.</param>
/// <param name="People">How many belong to it.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record TeamRow(long Id, string Name, IReadOnlyList<long>? Events, int Doors, int People, DateTime CreatedAt);

/// <summary>A team to change.</summary>
/// <param name="Id">The team.</param>
/// <param name="Draft">As it is; without events and doors that were erased meanwhile.</param>
/// <param name="Version">Changes with every change of it.</param>
public sealed record TeamDetail(long Id, TeamDraft Draft, int Version);

/// <summary>Somebody who belongs to a team or may join one.</summary>
/// <param name="Id">The person.</param>
/// <param name="DisplayName">Their name.</param>
/// <param name="Role">Their role.</param>
/// <param name="TeamId">The team they are in; null for none.</param>
/// <param name="Team">Its name.</param>
public sealed record TeamPerson(long Id, string DisplayName, Role Role, long? TeamId, string? Team);

/// <summary>Which teams.</summary>
/// <param name="Search">Words that must all occur in the name.</param>
public sealed record TeamFilter(string? Search = null);

/// <summary>Reads the teams of a tenant. Needs <see cref="Permission.ManageUsers"/>.</summary>
public sealed class TeamQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>What the list can be sorted by.</summary>
    public static Sorts<Team> Sorts { get; } = new Sorts<Team>(t => t.Id)
        .By("name", t => Fold.Ordinal(t.Name))
        .By("created", t => t.CreatedAt);

    /// <summary>Columns and filters of the list.</summary>
    public static ListOf<TeamRow, TeamFilter> Page { get; } = new(
        "team_list",
        Permission.ManageUsers,
        [
            new ReportCell<TeamRow>("name", CellKind.Text, row => row.Name).SortedBy("name"),
            new("events", CellKind.Count, row => row.Events?.Count),
            new("doors", CellKind.Count, row => row.Doors),
            new("people", CellKind.Count, row => row.People),
            new ReportCell<TeamRow>("made_at", CellKind.Time, row => row.CreatedAt).SortedBy("created"),
        ],
        new FilterParts<TeamFilter>().Search((filter, words) => filter with { Search = words }),
        Sorts.Names)
    {
        Usual = ["name", "events", "doors", "people", "made_at"],
    };

    /// <summary>One page of the teams; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<TeamRow>> ListAsync(Actor actor, TeamFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageUsers);
        await using var db = databases.Read(actor);
        var tenant = db.TenantId;
        var teams = db.Teams.WhenWords(filter.Search, word => t => Fold.Loose(t.Name)!.Contains(word));
        return await teams.PageAsync(
            page,
            found => Sorts.Apply(db, found, page.Sort, page.Descending),
            async rows => (await rows.Select(t => new
            {
                t.Id,
                t.Name,
                t.LimitedEvents,
                t.LimitedDoors,
                People = db.Users.Count(u => u.TenantId == tenant && u.TeamId == t.Id),
                t.CreatedAt,
            }).ToListAsync(cancellationToken)).ConvertAll(t =>
                new TeamRow(t.Id, t.Name, t.LimitedEvents, t.LimitedDoors.Count, t.People, t.CreatedAt)),
            cancellationToken);
    }

    /// <summary>One team, or null.</summary>
    public async Task<TeamDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageUsers);
        await using var db = databases.Read(actor);
        if (await db.Teams.SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is not { } team)
        {
            return null;
        }

        var tenant = db.TenantId;
        var limits = await UserService.WithoutErasedAsync(db, team.Limits, team.Limits, cancellationToken);
        var people = await db.Users.Where(u => u.TenantId == tenant && u.TeamId == id).OrderBy(u => u.Id).Select(u => u.Id)
            .ToListAsync(cancellationToken);
        return new TeamDetail(id, new TeamDraft(team.Name, limits, people), team.Version);
    }

    /// <summary>
    /// Who belongs to a team or may join it, by name: everybody who is no admin, owner or disabled; at most
    /// <see cref="TeamService.MostPeople"/> beside those who are in it.
    /// </summary>
    /// <param name="actor">Who chooses.</param>
    /// <param name="id">The team; null for a new one.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<TeamPerson>> PeopleAsync(Actor actor, long? id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageUsers);
        await using var db = databases.Read(actor);
        var tenant = db.TenantId;
        var users = db.Users.Where(u => u.TenantId == tenant);
        var own = await Rows(db, users.Where(u => u.TeamId != null && u.TeamId == id)).ToListAsync(cancellationToken);
        var others = await Rows(db, users.Where(u => (u.TeamId == null || u.TeamId != id) && u.DisabledAt == null && u.Role != Role.Admin
            && u.Role != Role.Owner).OrderBy(u => Fold.Ordinal(u.DisplayName)).ThenBy(u => u.Id).Take(TeamService.MostPeople))
            .ToListAsync(cancellationToken);
        return [.. own.Concat(others).OrderBy(person => person.DisplayName, StringComparer.CurrentCultureIgnoreCase)
            .ThenBy(person => person.Id)];
    }

    private static IQueryable<TeamPerson> Rows(PortalDb db, IQueryable<PortalUser> users) => users.Select(u => new TeamPerson(u.Id,
        u.DisplayName, u.Role, u.TeamId, db.Teams.Where(t => t.Id == u.TeamId).Select(t => t.Name).FirstOrDefault()));
}
