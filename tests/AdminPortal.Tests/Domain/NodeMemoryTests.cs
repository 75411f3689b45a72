using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Nodes;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// What one node keeps in memory and another one changes: it is known there within a second. The table of decision 0023, row by row.
/// </summary>
public sealed class NodeMemoryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, ClassData(typeof(Providers))]
    public async Task What_is_revoked_on_one_node_is_refused_on_the_other_within_a_second(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        var happening = await one.EventAsync();
        var key = (await one.Get<ApiKeyService>().CreateAsync(one.Owner, "Gate", ["checkins"], null)).Required();
        var wall = (await one.Get<WallService>().CreateAsync(one.Owner, happening.Id, new WallDraft("Foyer"))).Required();
        var code = (await one.Get<StationService>().CreateAsync(one.Owner, happening.Id, new StationDraft("Nord"))).Required();
        var station = (await other.Get<StationService>().PairAsync(code.Code, "10.0.0.1")).Required();
        var person = await PersonAsync(one, Role.Steward);
        await using var scope = one.Get<IServiceScopeFactory>().CreateAsyncScope();
        var user = (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByIdAsync($"{person.Id}"))!;
        var session = await one.Get<SessionService>().BeginAsync(user);
        Assert.NotNull(await other.Get<ApiKeyService>().AuthenticateAsync(key.Key));
        Assert.NotNull(await other.Get<WallService>().FindByTokenAsync(wall.Token));
        Assert.NotNull(await other.Get<StationService>().FindByTokenAsync(station.Token));
        Assert.Equal(SessionState.Lives, await other.Get<SessionService>().StateAsync(session, user.Id));

        (await one.Get<ApiKeyService>().RevokeAsync(one.Owner, key.Id)).Required();
        (await one.Get<WallService>().RevokeAsync(one.Owner, wall.Id)).Required();
        (await one.Get<StationService>().RevokeAsync(one.Owner, code.Id)).Required();
        await one.Get<SessionService>().EndAsync(session);
        Assert.DoesNotContain(session, await other.Get<SessionService>().AliveAsync([session])); // what the windows of a node go by
        one.Time.Advance(Second / 2);
        Assert.Null(await other.Get<WallService>().FindByTokenAsync(wall.Token)); // whoever shows it asks twice a second
        one.Time.Advance(Second / 2);
        Assert.Null(await other.Get<ApiKeyService>().AuthenticateAsync(key.Key));
        Assert.Null(await other.Get<StationService>().FindByTokenAsync(station.Token));
        Assert.Equal(SessionState.Ended, await other.Get<SessionService>().StateAsync(session, user.Id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Rules_figures_and_what_was_removed_are_those_of_the_other_node_within_a_second(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        var happening = await one.EventAsync(capacity: 10);
        await one.ParticipantAsync("1");
        await one.ParticipantAsync("2");
        var (reader, events) = (other.Get<BoardReader>(), one.Get<EventService>());
        var board = (await reader.ReadAsync(one.Owner.TenantId, happening.Id, null))!.Snapshot;
        Assert.Equal((0, 2), (board.InsideNow, board.Expected));

        Assert.True((await ScanAsync(one, "1")).Admitted);
        board = (await reader.ReadAsync(one.Owner.TenantId, happening.Id, board))!.Snapshot;
        Assert.Equal(1, board.InsideNow);

        (await events.UpdateAsync(one.Owner, happening.Id, happening.Draft with { Capacity = 1 }, happening.Version)).Required();
        one.Time.Advance(Second);
        Assert.Equal("event_full", (await ScanAsync(other, "2")).Refusals[0].Code);

        (await events.DeleteAsync(one.Owner, happening.Id)).Required();
        one.Time.Advance(Second);
        Assert.Null(await reader.ReadAsync(one.Owner.TenantId, happening.Id, board));
        Assert.False((await other.Get<CheckInService>().ScanAsync(one.Owner, Scan("2"))).Ok);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Wrong_digits_and_wrong_passwords_are_counted_over_both_nodes(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        TestPortal[] nodes = [one, other];
        var anna = await PersonAsync(one, Role.Organiser);
        (await one.Get<DoorPinService>().SetAsync(anna, "2580")).Required();
        var station = one.As(Role.Steward);
        Task<Result<Actor>> TryAsync(int i, string pin) => nodes[i % 2].Get<DoorPinService>().CheckAsync(station, 1, anna.Id!.Value, pin);
        for (var i = 0; i < DoorPinAttempts.Most; i++)
        {
            Assert.Equal("wrong_pin", (await TryAsync(i, "1111")).Problems[0].Code);
        }

        Assert.Equal("pin_locked", (await TryAsync(0, "2580")).Problems[0].Code);
        Assert.Equal("pin_locked", (await TryAsync(1, "2580")).Problems[0].Code);
        one.Time.Advance(DoorPinAttempts.Span);
        var many = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => TryAsync(i, "1111"))));
        Assert.Equal(DoorPinAttempts.Most, many.Count(result => result.Problems[0].Code == "wrong_pin"));
        one.Time.Advance(DoorPinAttempts.Span);
        Assert.True((await TryAsync(1, "2580")).Ok);
        for (var i = 0; i < DoorPinAttempts.Most - 1; i++)
        {
            await TryAsync(0, "1111");
        }

        Assert.True((await TryAsync(1, "2580")).Ok); // the last one of five may be right

        var name = $"{Guid.NewGuid():N}@EXAMPLE.ORG";
        for (var i = 0; i < 5; i++)
        {
            await nodes[i % 2].Get<SignInAttempts>().FailAsync(name);
        }

        Assert.NotNull(await one.Get<SignInAttempts>().LockedUntilAsync(name));
        Assert.NotNull(await other.Get<SignInAttempts>().LockedUntilAsync(name));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Windows_of_the_other_node_hear_of_an_alarm_with_their_next_look(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        one.Disk = other.Disk = new DiskRoom(100L << 30, 200L << 30);
        using var following = await other.Get<AlarmFeed>().FollowAsync(one.Owner);
        await using var lists = following.AllAsync().GetAsyncEnumerator();
        Assert.True(await lists.MoveNextAsync());
        Assert.Empty(lists.Current);
        one.Disk = other.Disk = new DiskRoom(1, 200L << 30);
        await one.Get<AlarmWatch>().LookAsync();
        await other.Get<AlarmFeed>().LookAsync();
        Assert.True(await lists.MoveNextAsync());
        Assert.Equal(AlarmKind.DiskNearlyFull, Assert.Single(lists.Current).Kind);
        Assert.True(AlarmFeed.Pace < Second);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_node_tells_of_itself_until_it_stops_and_one_that_died_is_seen_as_silent(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        one.Disk = new DiskRoom(1, 2);
        var (first, second) = (one.Get<NodeService>(), other.Get<NodeService>());
        var (here, there) = ($"a{Guid.NewGuid():N}", $"b{Guid.NewGuid():N}");
        await first.TellAsync(here, "build", new NodeFigures(1, 20, 3, 40, 500, 6_000));
        await second.TellAsync(there, "build", new NodeFigures(2, 20, 4, 40, 500, 6_000));
        await second.TellAsync(there, "build", new NodeFigures(5, 20, 4, 40, 500, 6_000));
        var (mine, theirs) = (await OfAsync(here), await OfAsync(there));
        Assert.Equal((true, 1, 3, 1L), (mine!.IsHeard, mine.Node.Circuits, mine.Node.Streams, mine.Node.DiskFreeBytes));
        Assert.Equal((true, 5, null), (theirs!.IsHeard, theirs.Node.Circuits, theirs.Node.DiskBytes));
        one.Time.Advance(NodeService.Silent);
        await first.TellAsync(here, "build", new NodeFigures(1, 20, 3, 40, 500, 6_000));
        Assert.False((await OfAsync(there))!.IsHeard);
        one.Time.Advance(NodeService.Forgotten + Second);
        await first.TellAsync(here, "build", new NodeFigures(1, 20, 3, 40, 500, 6_000));
        Assert.Null(await OfAsync(there));
        var state = await first.ReadAsync(one.Owner);
        Assert.True(state.DatabaseBytes > 0);
        Assert.Equal(0, provider == Provider.Sqlite ? state.Waiting.Exports : 0);
        await first.LeaveAsync();
        Assert.Null(await OfAsync(here));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => first.ReadAsync(one.As(Role.Organiser)));

        async Task<NodeRow?> OfAsync(string name) =>
            (await first.ReadAsync(one.Owner)).Nodes.SingleOrDefault(row => row.Node.Name == name);
    }

    private static ScanRequest Scan(string badge) => new() { EventKey = "congress", BadgeNumber = badge, Station = "Nord" };

    private static async Task<ScanResult> ScanAsync(TestPortal node, string badge) =>
        (await node.Get<CheckInService>().ScanAsync(node.Owner, Scan(badge))).Required();

    private static async Task<Actor> PersonAsync(TestPortal portal, Role role)
    {
        var users = portal.Get<UserService>();
        var email = $"{Guid.NewGuid():N}@example.org";
        var id = (await users.CreateAsync(portal.Owner, email, "Anna", role, "correct horse battery")).Required();
        return (await users.ActorAsync(id, null))!;
    }
}
