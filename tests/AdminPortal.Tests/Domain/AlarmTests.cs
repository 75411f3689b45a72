using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What is wrong is told once and ends once.</summary>
public sealed class AlarmTests
{
    private const long Gibibyte = 1024L * 1024 * 1024;

    [Theory, ClassData(typeof(Providers))]
    public async Task A_silent_door_is_told_once_by_two_nodes_and_is_back_when_it_is_heard(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await using var other = portal.Beside();
        var scene = await AlarmScene.BeginAsync(portal);
        await scene.CrowdAsync("Nord");
        await scene.ScanAsync("Süd");
        var last = portal.Time.UtcNow();
        Assert.Empty(await scene.LookAsync());

        portal.Time.Advance(TimeSpan.FromMinutes(3));
        await BothAsync(portal, other);
        await BothAsync(portal, other);
        var silent = Assert.Single(await portal.Get<AlarmQueries>().RecentAsync(portal.Owner));
        Assert.Equal((AlarmKind.SilentDoor, "Nord", "congress", last, portal.Time.UtcNow(), (DateTime?)null),
            (silent.Kind, silent.Subject, silent.EventKey, silent.Since, silent.RaisedAt, silent.EndedAt));

        portal.Time.Advance(TimeSpan.FromMinutes(3));
        await scene.ScanAsync("Nord");
        await BothAsync(portal, other);
        await BothAsync(portal, other);
        var back = Assert.Single(await portal.Get<AlarmQueries>().RecentAsync(portal.Owner));
        Assert.Equal((silent.Id, AlarmEnd.Settled, TimeSpan.FromMinutes(6.25)), (back.Id, back.End, back.Lasted));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_door_that_stays_quiet_counts_as_closed(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var scene = await AlarmScene.BeginAsync(portal);
        await scene.CrowdAsync("Nord");
        Assert.True(Assert.Single(await scene.LookAsync(minutes: 3)).IsOpen);
        Assert.True(Assert.Single(await scene.LookAsync(minutes: 50)).IsOpen);
        Assert.Equal(AlarmEnd.Lapsed, Assert.Single(await scene.LookAsync(minutes: 8)).End);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_event_near_its_capacity_does_not_flap(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var scene = await AlarmScene.BeginAsync(portal, capacity: 100);
        foreach (var (badge, quantity) in new[] { ("2", 4), ("3", 6), ("4", 4), ("5", 1), ("6", 1) })
        {
            await portal.ParticipantAsync(badge);
            await scene.ScanAsync("Nord", badge, quantity);
        }

        await scene.ScanAsync("Nord", "1", 73);
        Assert.Empty(await scene.LookAsync()); // 89
        await portal.ParticipantAsync("7");
        await scene.ScanAsync("Nord", "7");
        var near = Assert.Single(await scene.LookAsync()); // 90
        Assert.Equal((AlarmKind.NearlyFull, 90, 100, AlarmSeverity.Warning), (near.Kind, near.Figure, near.OutOf, near.Kind.Severity()));
        await scene.ScanAsync("Nord", "2", action: ScanAction.CheckOut);
        await scene.ScanAsync("Nord", "5", action: ScanAction.CheckOut);
        Assert.Equal((true, 85), (Assert.Single(await scene.LookAsync(minutes: 2)).IsOpen, Assert.Single(await scene.LookAsync()).Figure));
        await scene.ScanAsync("Nord", "6", action: ScanAction.CheckOut);
        Assert.False(Assert.Single(await scene.LookAsync()).IsOpen); // 84

        // All at once: it is full, and nobody is told that it is nearly so.
        await portal.ParticipantAsync("8");
        await scene.ScanAsync("Nord", "8", 16);
        Assert.Equal([(AlarmKind.Full, true), (AlarmKind.NearlyFull, false)], AlarmScene.States(await scene.LookAsync()));
        await scene.ScanAsync("Nord", "7", action: ScanAction.CheckOut);
        Assert.Equal([(AlarmKind.Full, true), (AlarmKind.NearlyFull, false)], AlarmScene.States(await scene.LookAsync())); // 99
        await scene.ScanAsync("Nord", "4", action: ScanAction.CheckOut);
        Assert.Equal([(AlarmKind.NearlyFull, true), (AlarmKind.Full, false), (AlarmKind.NearlyFull, false)],
            AlarmScene.States(await scene.LookAsync())); // 95
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Conflicts_are_one_alarm_until_the_last_is_settled(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var scene = await AlarmScene.BeginAsync(portal);
        await scene.ConflictAsync("Nord");
        Assert.Equal(1, Assert.Single(await scene.LookAsync(), row => row is { Kind: AlarmKind.Conflicts, IsOpen: true }).Figure);
        await scene.ConflictAsync("Süd");
        Assert.Equal(2, Assert.Single(await scene.LookAsync(minutes: 1)).Figure);
        await scene.SettleAsync();
        Assert.Equal(AlarmEnd.Settled, Assert.Single(await scene.LookAsync()).End);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_full_disk_is_told_to_owners_and_ends_when_there_is_room(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var scene = new AlarmScene(portal);
        foreach (var (free, total, open) in new[]
        {
            (11, 100, false), (9, 100, true), (11, 100, true), (13, 100, false), (2, 8, false), (1, 8, false),
        })
        {
            portal.Disk = new DiskRoom(free * Gibibyte, total * Gibibyte);
            Assert.Equal(open, (await scene.LookAsync()).Any(row => row is { Kind: AlarmKind.DiskNearlyFull, IsOpen: true }));
        }

        portal.Disk = new DiskRoom(Gibibyte - 1, 8 * Gibibyte);
        Assert.Contains(await scene.LookAsync(), row => row.IsOpen);
        portal.Disk = null;
        Assert.Contains(await scene.LookAsync(), row => row.IsOpen);
        Assert.Empty(await portal.Get<AlarmQueries>().RecentAsync(portal.As(Role.Admin)));

        // A machine that is not there any more does not leave its alarm behind.
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            db.Actor = portal.Owner;
            await db.Alarms.Where(a => a.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(a => a.Cause, "DiskNearlyFull//gone"));
        }

        portal.Disk = new DiskRoom(50 * Gibibyte, 100 * Gibibyte);
        Assert.Contains(await scene.LookAsync(minutes: 50), row => row.IsOpen);
        Assert.Equal(AlarmEnd.Lapsed, (await scene.LookAsync(minutes: 11))[0].End);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task When_an_event_is_over_its_alarms_are_and_then_nothing_is_looked_at(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var scene = await AlarmScene.BeginAsync(portal);
        await scene.ConflictAsync("Nord");
        Assert.True(Assert.Single(await scene.LookAsync()).IsOpen);
        portal.Time.Set(scene.Event.Draft.EndsAt + AlarmWatch.Around + TimeSpan.FromMinutes(-1));
        Assert.True(Assert.Single(await scene.LookAsync()).IsOpen);
        Assert.Equal(AlarmEnd.Lapsed, Assert.Single(await scene.LookAsync(minutes: 1)).End);

        portal.Commands.Reset();
        await portal.Get<AlarmWatch>().LookAsync();
        if (provider == Provider.Sqlite)
        {
            Assert.Equal(4, portal.Commands.Count);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Nobody_sees_what_is_not_theirs(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var scene = await AlarmScene.BeginAsync(portal);
        await scene.ConflictAsync("Nord");
        portal.Disk = new DiskRoom(1, 100);
        var rows = await scene.LookAsync();
        Assert.Equal([AlarmKind.DiskNearlyFull, AlarmKind.Conflicts], rows.Select(row => row.Kind));
        var (queries, alarms) = (portal.Get<AlarmQueries>(), portal.Get<AlarmService>());
        Assert.Equal(AlarmKind.Conflicts, Assert.Single(await queries.RecentAsync(portal.As(Role.Viewer))).Kind);
        Assert.Equal(1, (await queries.ListAsync(portal.As(Role.Steward), new AlarmFilter(), new PageRequest())).Total);
        Assert.Equal(1, (await queries.ListAsync(portal.Owner, new AlarmFilter { EventId = scene.Event.Id }, new PageRequest())).Total);
        Assert.Equal(0, (await queries.ListAsync(portal.Owner, new AlarmFilter { IsOpen = false }, new PageRequest())).Total);
        Assert.Equal(1, (await queries.ListAsync(portal.Owner, new AlarmFilter { Kind = AlarmKind.DiskNearlyFull }, new PageRequest()))
            .Total);
        Assert.Equal("not_found", (await alarms.NoteAsync(portal.As(Role.Admin), rows[0].Id)).Problems[0].Code);
        var key = portal.Owner with { Permissions = Grants.Of(["checkins", "reports"]) };
        await Assert.ThrowsAsync<PermissionDeniedException>(() => queries.RecentAsync(key));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => alarms.NoteAsync(key, rows[1].Id));

        await using var stranger = await TestPortal.StartAsync(provider);
        Assert.Empty(await stranger.Get<AlarmQueries>().RecentAsync(stranger.Owner));
        Assert.Equal("not_found", (await stranger.Get<AlarmService>().NoteAsync(stranger.Owner, rows[1].Id)).Problems[0].Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_takes_note_first_is_named_and_taken_back_all_is_as_before(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var scene = await AlarmScene.BeginAsync(portal);
        await scene.ConflictAsync("Nord");
        var before = await scene.LookAsync();
        var alarms = portal.Get<AlarmService>();
        (await alarms.NoteAsync(portal.As(Role.Steward), before[0].Id)).Required();
        (await alarms.NoteAsync(portal.Owner, before[0].Id)).Required();
        var noted = Assert.Single(await scene.LookAsync());
        Assert.Equal(("Steward", true), (noted.NotedBy, noted.IsOpen));
        (await alarms.ForgetAsync(portal.Owner, before[0].Id)).Required();
        Assert.Equal(before, await scene.LookAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_window_of_a_tenant_is_told_of_a_change_once(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var scene = await AlarmScene.BeginAsync(portal);
        var feed = portal.Get<AlarmFeed>();
        using var first = await feed.FollowAsync(portal.Owner);
        portal.Commands.Reset();
        using var second = await feed.FollowAsync(portal.As(Role.Viewer));
        Assert.Equal(0, portal.Commands.Count); // what was read for the first window does for the second
        Assert.Equal((0, 0), (await NextAsync(first), await NextAsync(second)));
        await feed.LookAsync();
        Assert.Equal((null, null), (await NextAsync(first), await NextAsync(second)));
        await scene.ConflictAsync("Nord");
        portal.Disk = new DiskRoom(1, 100);
        await scene.LookAsync();
        await feed.LookAsync();
        Assert.Equal((2, 1), (await NextAsync(first), await NextAsync(second)));
        await feed.LookAsync();
        Assert.Null(await NextAsync(first));
        second.Dispose();
        (await portal.Get<AlarmService>().NoteAsync(portal.Owner, (await scene.LookAsync())[0].Id)).Required();
        await feed.LookAsync(portal.Owner);
        Assert.Equal(2, await NextAsync(first));
        first.Dispose();
        portal.Commands.Reset();
        await feed.LookAsync();
        Assert.Equal(0, portal.Commands.Count);

        // How many alarms the next list has; null where none was posted.
        static async Task<int?> NextAsync(AlarmSubscription from)
        {
            using var now = new CancellationTokenSource();
            try
            {
                await using var lists = from.AllAsync(now.Token).GetAsyncEnumerator();
                var next = lists.MoveNextAsync();
                await now.CancelAsync();
                return await next ? lists.Current.Count : null;
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Old_alarms_go_and_those_of_an_event_go_with_it_for_good_and_a_copy_has_none(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var scene = await AlarmScene.BeginAsync(portal);
        await scene.ConflictAsync("Nord");
        await scene.LookAsync();
        var events = portal.Get<EventService>();
        var draft = scene.Event.Draft;
        var copy = (await events.CopyAsync(portal.Owner, scene.Event.Id, new EventCopy("copy", "Copy", draft.StartsAt, draft.EndsAt)))
            .Required();
        Assert.Equal(1, (await portal.Get<AlarmQueries>().ListAsync(portal.Owner, new AlarmFilter(), new PageRequest())).Total);
        Assert.Equal(0, (await portal.Get<AlarmQueries>().ListAsync(portal.Owner, new AlarmFilter { EventId = copy.Id }, new PageRequest()))
            .Total);

        (await events.DeleteAsync(portal.Owner, scene.Event.Id)).Required();
        var kept = Assert.Single(await scene.LookAsync());
        Assert.Equal((AlarmEnd.Lapsed, (string?)null), (kept.End, kept.EventKey));
        portal.Time.Advance(TimeSpan.FromDays(31));
        await portal.Get<AdminPortal.Domain.Data.Removals.RemovalEraser>().EraseAsync();
        Assert.Equal(0, (await portal.Get<AlarmQueries>().ListAsync(portal.Owner, new AlarmFilter(), new PageRequest())).Total);

        portal.Disk = new DiskRoom(1, 100);
        await scene.LookAsync();
        portal.Disk = new DiskRoom(90 * Gibibyte, 100 * Gibibyte);
        await scene.LookAsync();
        portal.Time.Advance(AlarmWatch.Kept - TimeSpan.FromMinutes(1));
        await portal.Get<AlarmWatch>().ForgetAsync();
        Assert.Equal(1, (await portal.Get<AlarmQueries>().ListAsync(portal.Owner, new AlarmFilter(), new PageRequest())).Total);
        portal.Time.Advance(TimeSpan.FromMinutes(2));
        await portal.Get<AlarmWatch>().ForgetAsync();
        Assert.Equal(0, (await portal.Get<AlarmQueries>().ListAsync(portal.Owner, new AlarmFilter(), new PageRequest())).Total);
    }

    /// <summary>Both nodes look at the same moment.</summary>
    private static async Task BothAsync(TestPortal one, TestPortal other) => await Task.WhenAll(
        Task.Run(() => one.Get<AlarmWatch>().LookAsync()), Task.Run(() => other.Get<AlarmWatch>().LookAsync()));
}
