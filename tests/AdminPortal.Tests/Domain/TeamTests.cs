using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>People who are limited by their team. The clock stands at 2026-10-03 08:00 UTC.</summary>
public sealed class TeamTests
{
    private static async Task<Actor> PersonAsync(TestPortal portal, Role role, long? tenant = null)
    {
        var users = portal.Get<UserService>();
        var by = Actor.System(tenant ?? portal.Owner.TenantId, "test");
        var id = (await users.CreateAsync(by, $"p{Guid.NewGuid():N}@example.org", $"{role}", role, "Correct-Horse-9-Battery")).Required();
        return (await users.ActorAsync(id, null))! with { Proof = Proof.Standing };
    }

    private static async Task<Actor> AgainAsync(TestPortal portal, Actor person) =>
        (await portal.Get<UserService>().ActorAsync(person.Id!.Value, null))!;

    private static async Task<Guid> SignInAsync(TestPortal portal, Actor person)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        return await portal.Get<SessionService>().BeginAsync(await db.Users.SingleAsync(u => u.Id == person.Id));
    }

    private static async Task<bool> IsAliveAsync(TestPortal portal, Guid session) =>
        (await portal.Get<SessionService>().AliveAsync([session])).ContainsKey(session);

    [Theory, ClassData(typeof(Providers))]
    public async Task Its_people_have_its_limits_and_each_change_of_them_ends_their_sessions_and_devices(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (teams, owner) = (portal.Get<TeamService>(), await PersonAsync(portal, Role.Owner));
        var one = await MarkedEvent.AddAsync(portal.Resolve, owner, "6aa", portal.Time.UtcNow());
        var two = await MarkedEvent.AddAsync(portal.Resolve, owner, "7qq", portal.Time.UtcNow());
        var (steward, organiser, other) = (await PersonAsync(portal, Role.Steward), await PersonAsync(portal, Role.Organiser),
            await PersonAsync(portal, Role.Steward));
        Guid[] before = [await SignInAsync(portal, steward), await SignInAsync(portal, organiser), await SignInAsync(portal, other)];

        var id = (await teams.CreateAsync(owner, new TeamDraft(" North ", new LimitDraft([one.Id], [one.Ids["station"]]),
            [steward.Id!.Value, organiser.Id!.Value]))).Required();
        Assert.False(await IsAliveAsync(portal, before[0]));
        Assert.False(await IsAliveAsync(portal, before[1]));
        Assert.True(await IsAliveAsync(portal, before[2]));
        var limited = await AgainAsync(portal, steward);
        Assert.Equal([one.Id], limited.Limits!.Events);
        Assert.Equal([one.Ids["station"]], limited.Limits.Doors);
        Assert.Equal([one.Key], (await portal.Get<EventQueries>().ListAsync(await AgainAsync(portal, organiser), new(), new())).Items
            .Select(row => row.EventKey));
        var device = (await portal.Get<StationService>().OpenAsync(limited, one.Id)).Required().Token;
        var session = await SignInAsync(portal, steward);

        // A change of the name alone ends nothing; one of the limits ends what the people had.
        var queries = portal.Get<TeamQueries>();
        var found = (await queries.FindAsync(owner, id))!;
        Assert.Equal("North", found.Draft.Name);
        (await teams.UpdateAsync(owner, id, found.Version, found.Draft with { Name = "Northern" })).Required();
        Assert.True(await IsAliveAsync(portal, session));
        Assert.Equal("changed_meanwhile", (await teams.UpdateAsync(owner, id, found.Version, found.Draft)).Problems.Single().Code);
        found = (await queries.FindAsync(owner, id))!;
        (await teams.UpdateAsync(owner, id, found.Version, found.Draft with { Limits = new([two.Id], []) })).Required();
        portal.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await IsAliveAsync(portal, session));
        Assert.Null(await portal.Get<StationService>().FindByTokenAsync(device));
        Assert.Equal([two.Id], (await AgainAsync(portal, steward)).Limits!.Events);
        Assert.Equal([two.Id], (await AgainAsync(portal, organiser)).Limits!.Events);
        Assert.Null((await AgainAsync(portal, other)).Limits);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(owner);
        var entries = await db.AuditEntries.OrderByDescending(e => e.Id).Take(3).Select(e => e.Entity).ToListAsync();
        Assert.Equal([nameof(PortalUser), nameof(PortalUser), nameof(Team)], entries.Order());
        var row = Assert.Single((await portal.Get<UserQueries>().ListAsync(owner, new() { Role = Role.Organiser }, new())).Items);
        Assert.Equal((id, "Northern"), (row.TeamId, row.Team));
        Assert.Equal(2, Assert.Single((await queries.ListAsync(owner, new("north"), new())).Items).People);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Somebody_has_limits_of_their_own_or_those_of_one_team_and_leaving_widens_nothing(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (teams, users, owner) = (portal.Get<TeamService>(), portal.Get<UserService>(), await PersonAsync(portal, Role.Owner));
        var one = await MarkedEvent.AddAsync(portal.Resolve, owner, "6aa", portal.Time.UtcNow());
        var two = await MarkedEvent.AddAsync(portal.Resolve, owner, "7qq", portal.Time.UtcNow());
        var person = await PersonAsync(portal, Role.Viewer);
        var first = (await teams.CreateAsync(owner, new TeamDraft("First", new([one.Id], []), [person.Id!.Value]))).Required();
        var refused = (await users.LimitAsync(owner, person.Id.Value, LimitDraft.None)).Problems.Single();
        Assert.Equal(("in_team", "First"), (refused.Code, refused.Args.Single()));
        Assert.Equal([one.Id], (await AgainAsync(portal, person)).Limits!.Events);

        // Another team takes them over; that one loses nobody else and gains nobody.
        var second = (await teams.CreateAsync(owner, new TeamDraft("Second", new([two.Id], []), [person.Id.Value]))).Required();
        Assert.Equal([two.Id], (await AgainAsync(portal, person)).Limits!.Events);
        var found = (await portal.Get<TeamQueries>().FindAsync(owner, first))!;
        Assert.Empty(found.Draft.People);
        Assert.Equal("Second", Assert.Single(await portal.Get<TeamQueries>().PeopleAsync(owner, first)).Team);

        // A team that has people stays; who leaves keeps the limits, and the team can go and come back.
        Assert.Equal([1], (await teams.DeleteAsync(owner, second)).Problems.Single(problem => problem.Code == "has_people").Args);
        found = (await portal.Get<TeamQueries>().FindAsync(owner, second))!;
        (await teams.UpdateAsync(owner, second, found.Version, found.Draft with { People = [] })).Required();
        Assert.Equal([two.Id], (await AgainAsync(portal, person)).Limits!.Events);
        (await users.LimitAsync(owner, person.Id.Value, LimitDraft.None)).Required();
        Assert.Null((await AgainAsync(portal, person)).Limits);
        (await teams.DeleteAsync(owner, second)).Required();
        Assert.Null(await portal.Get<TeamQueries>().FindAsync(owner, second));
        Assert.Equal("not_found", (await teams.UpdateAsync(owner, second, found.Version, found.Draft)).Problems.Single().Code);
        var third = (await teams.CreateAsync(owner, new TeamDraft("Second", new([two.Id], []), []))).Required();
        Assert.Equal("held_name", (await teams.RestoreAsync(owner, second)).Problems.Single().Code);
        (await teams.DeleteAsync(owner, third)).Required();
        (await teams.RestoreAsync(owner, second)).Required();
        Assert.NotNull(await portal.Get<TeamQueries>().FindAsync(owner, second));

        // A promotion rests the limits of a team as it rests one's own, and changes of the team end nothing then.
        found = (await portal.Get<TeamQueries>().FindAsync(owner, first))!;
        (await teams.UpdateAsync(owner, first, found.Version, found.Draft with { People = [person.Id.Value] })).Required();
        (await users.SetRoleAsync(owner, person.Id.Value, Role.Admin)).Required();
        var session = await SignInAsync(portal, person);
        found = (await portal.Get<TeamQueries>().FindAsync(owner, first))!;
        (await teams.UpdateAsync(owner, first, found.Version, found.Draft with { Limits = new([two.Id], []) })).Required();
        Assert.True(await IsAliveAsync(portal, session));
        Assert.Null((await AgainAsync(portal, person)).Limits);
        (await users.SetRoleAsync(owner, person.Id.Value, Role.Viewer)).Required();
        Assert.Equal([two.Id], (await AgainAsync(portal, person)).Limits!.Events);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Whoever_may_not_manage_people_of_this_tenant_makes_no_team_of_them(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (teams, queries, owner) = (portal.Get<TeamService>(), portal.Get<TeamQueries>(), await PersonAsync(portal, Role.Owner));
        var tenant = (await portal.Get<TenantService>()
            .CreateAsync(Actor.System(0, "test"), new TenantDraft($"t{Guid.NewGuid():N}"[..20], "Tenant 8zz"))).Required();
        var (stranger, theirs) = (await PersonAsync(portal, Role.Owner, tenant), await PersonAsync(portal, Role.Steward, tenant));
        var own = await MarkedEvent.AddAsync(portal.Resolve, owner, "6aa", portal.Time.UtcNow());
        var draft = new TeamDraft("North", new([own.Id], []), []);
        var id = (await teams.CreateAsync(owner, draft)).Required();
        Assert.Equal(["unknown"], Codes(await teams.CreateAsync(owner, draft with { Name = "B", People = [theirs.Id!.Value] })));
        Assert.Equal(["unknown"], Codes(await teams.CreateAsync(owner, draft with { Name = "B", People = [owner.Id!.Value] })));
        Assert.Equal(["taken"], Codes(await teams.CreateAsync(owner, draft)));
        Assert.Equal(["required"], Codes(await teams.CreateAsync(owner, draft with { Name = " " })));
        Assert.Equal(["proof_needed"], Codes(await teams.CreateAsync(owner with { Proof = null }, draft with { Name = "B" })));
        Assert.Equal(["unknown"], Codes(await teams.CreateAsync(stranger, draft)));
        Assert.Equal(["not_found"], Codes(await teams.UpdateAsync(stranger, id, 1, draft)));
        Assert.Equal(["not_found"], Codes(await teams.DeleteAsync(stranger, id)));
        Assert.Null(await queries.FindAsync(stranger, id));
        Assert.Empty((await queries.ListAsync(stranger, new(), new())).Items);
        Assert.DoesNotContain(await queries.PeopleAsync(owner, id), person => person.Id == theirs.Id);
        foreach (var role in new[] { Role.Viewer, Role.Steward, Role.Organiser })
        {
            var person = await PersonAsync(portal, role);
            await Assert.ThrowsAsync<PermissionDeniedException>(() => teams.CreateAsync(person, draft));
            await Assert.ThrowsAsync<PermissionDeniedException>(() => teams.UpdateAsync(person, id, 1, draft));
            await Assert.ThrowsAsync<PermissionDeniedException>(() => teams.DeleteAsync(person, id));
            await Assert.ThrowsAsync<PermissionDeniedException>(() => queries.ListAsync(person, new(), new()));
            await Assert.ThrowsAsync<PermissionDeniedException>(() => queries.FindAsync(person, id));
            await Assert.ThrowsAsync<PermissionDeniedException>(() => queries.PeopleAsync(person, id));
        }

        static IEnumerable<string> Codes<T>(Result<T> result) => result.Problems.Select(problem => problem.Code);
    }
}
