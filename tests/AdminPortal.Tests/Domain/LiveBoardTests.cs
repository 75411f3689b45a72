using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Outlooks;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Domain;

/// <summary>The boards under test are not those that the services wake, as if they ran on another node.</summary>
public sealed partial class LiveBoardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TimerTime clock = new(new DateTimeOffset(2026, 10, 3, 8, 0, 0, TimeSpan.Zero));

    private LiveBoards Boards(TestPortal portal, IDbContextFactory<PortalDb>? databases = null) =>
        new(new BoardReader(databases ?? portal.Get<IDbContextFactory<PortalDb>>(), portal.Get<EventRulesCache>(),
            new EventTallies(databases ?? portal.Get<IDbContextFactory<PortalDb>>(), portal.Get<EventRulesCache>(), clock),
            new EarlierEvents(databases ?? portal.Get<IDbContextFactory<PortalDb>>(), portal.Get<EventRulesCache>(), clock),
            portal.Get<PortalMeter>(), clock), portal.Get<EventRulesCache>(), new Commits(), portal.Get<Outages>(), clock,
                NullLogger<LiveBoards>.Instance);

    private static async Task<BoardState> NextAsync(BoardSubscription watcher) => await watcher.NextAsync().AsTask().WaitAsync(Patience);

    private static async Task ScanAsync(TestPortal portal, string badge, ScanAction action = ScanAction.CheckIn,
        string? station = "Nord 1") =>
        await portal.Get<CheckInService>()
            .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = badge, Action = action, Station = station });

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_watcher_gets_the_same_object_and_nobody_watching_costs_nothing(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        using var boards = Boards(portal);
        portal.Commands.Reset();
        boards.MarkDirty(id);
        Assert.Equal(0, portal.Commands.Count);
        Assert.False(boards.IsWatched(id));

        var first = (await boards.WatchAsync(portal.Owner, id))!;
        var state = await NextAsync(first);
        var second = (await boards.WatchAsync(portal.As(Role.Organiser), id))!;
        Assert.Same(state, await NextAsync(second));

        first.Dispose();
        Assert.True(boards.IsWatched(id));
        second.Dispose();
        Assert.False(boards.IsWatched(id));
        portal.Commands.Reset();
        clock.Advance(TimeSpan.FromMinutes(1));
        boards.MarkDirty(id);
        Assert.Equal(0, portal.Commands.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_thousand_changes_are_one_read_and_the_next_one_waits_the_longer_the_more_watch(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        using var boards = Boards(portal);
        using var watcher = (await boards.WatchAsync(portal.Owner, id))!;
        await NextAsync(watcher);
        await clock.TimersAsync(1);
        portal.Commands.Reset();
        for (var i = 0; i < 1000; i++)
        {
            boards.MarkDirty(id);
        }

        Assert.Equal([120, 160, 250, 250], new[] { 1, 11, 40, 1000 }.Select(watchers => BoardPump.Between(watchers).TotalMilliseconds));
        clock.Advance(TimeSpan.FromMilliseconds(119));
        Assert.Equal(0, portal.Commands.Count);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await NextAsync(watcher);
        await clock.TimersAsync(1);
        Assert.Equal(1, portal.Commands.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_heartbeat_shows_what_nobody_signalled_and_else_costs_one_command(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        await portal.ParticipantAsync("1");
        using var boards = Boards(portal);
        using var watcher = (await boards.WatchAsync(portal.Owner, id))!;
        var empty = await NextAsync(watcher);
        await BeatAsync();
        portal.Commands.Reset();
        var same = await BeatAsync();
        Assert.Equal(1, portal.Commands.Count);
        Assert.Same(empty.Snapshot, same.Snapshot);
        Assert.True(same.ConfirmedAt > empty.ConfirmedAt);

        await ScanAsync(portal, "1");
        portal.Time.Advance(TimeSpan.FromSeconds(2)); // the event's rules are known for a second
        portal.Commands.Reset();
        var after = await BeatAsync();
        Assert.Equal(1, after.Snapshot.InsideNow);
        Assert.InRange(portal.Commands.Count, 2, 12);

        async Task<BoardState> BeatAsync()
        {
            await clock.TimersAsync(1);
            clock.Advance(BoardPump.Shortest);
            await clock.TimersAsync(1);
            clock.Advance(BoardPump.Heartbeat - BoardPump.Shortest);
            return await NextAsync(watcher);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Many_are_told_in_portions_with_a_breath_between_them_and_all_of_them_get_the_picture(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        await portal.ParticipantAsync("1");
        using var boards = Boards(portal);
        var watchers = new List<BoardSubscription>();
        for (var i = 0; i < 100; i++)
        {
            watchers.Add((await boards.WatchAsync(portal.Owner, id))!);
            await NextAsync(watchers[i]);
        }

        await ScanAsync(portal, "1");
        boards.MarkDirty(id);
        await clock.TimersAsync(1);
        var heard = watchers.ConvertAll(NextAsync);
        clock.Advance(BoardPump.Between(watchers.Count));
        var first = await heard[0];
        await clock.TimersAsync(1);
        Assert.False(heard[^1].IsCompleted);
        while (heard.Exists(one => !one.IsCompleted))
        {
            await clock.TimersAsync(1);
            clock.Advance(TimeSpan.FromMilliseconds(2));
        }

        Assert.Equal(1, first.Snapshot.InsideNow);
        Assert.All(await Task.WhenAll(heard), state => Assert.Same(first, state));
        watchers.ForEach(watcher => watcher.Dispose());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_slow_watcher_finds_only_the_latest(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        using var boards = Boards(portal);
        using var slow = (await boards.WatchAsync(portal.Owner, id))!;
        using var quick = (await boards.WatchAsync(portal.Owner, id))!;
        BoardState last = await NextAsync(quick);
        foreach (var badge in new[] { "1", "2", "3" })
        {
            await portal.ParticipantAsync(badge);
            await ScanAsync(portal, badge);
            boards.MarkDirty(id);
            await clock.TimersAsync(1);
            clock.Advance(BoardPump.Between(2));
            last = await NextAsync(quick);
        }

        Assert.Equal(3, last.Snapshot.InsideNow);
        Assert.Same(last, await NextAsync(slow));
    }

    [Fact]
    public async Task The_pump_outlives_a_database_that_goes_away()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var id = (await portal.EventAsync()).Id;
        var database = new Unsteady(portal.Get<IDbContextFactory<PortalDb>>());
        using var boards = Boards(portal, database);
        using var watcher = (await boards.WatchAsync(portal.Owner, id))!;
        var before = await NextAsync(watcher);
        database.Away = true;
        await clock.TimersAsync(1);
        clock.Advance(BoardPump.Heartbeat);
        await clock.TimersAsync(1);
        database.Away = false;
        clock.Advance(BoardPump.Heartbeat);
        await clock.TimersAsync(1);
        clock.Advance(BoardPump.Heartbeat);
        Assert.True((await NextAsync(watcher)).ConfirmedAt - before.ConfirmedAt >= 2 * BoardPump.Heartbeat);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_revoked_wall_is_unknown_at_once_and_its_changes_are_in_the_audit_log(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        var walls = portal.Get<WallService>();
        var wall = (await walls.CreateAsync(portal.Owner, id, new WallDraft("Foyer"))).Required();
        (await walls.UpdateAsync(portal.Owner, wall.Id, 0, new WallDraft("Foyer", true, "de", "light"))).Required();
        var view = (await walls.FindByTokenAsync(wall.Token))!;
        Assert.Equal((id, true, "de", "light"), (view.EventId, view.ShowNames, view.Language, view.Theme));
        (await walls.RevokeAsync(portal.Owner, wall.Id)).Required();
        Assert.Null(await walls.FindByTokenAsync(wall.Token));
        Assert.Equal("not_found", (await walls.UpdateAsync(portal.Owner, wall.Id, 1, new WallDraft("x"))).Problems[0].Code);
        Assert.Equal(["required", "invalid_language", "invalid"],
            (await walls.CreateAsync(portal.Owner, id, new WallDraft("", false, "fr", "pink"))).Problems.Select(p => p.Code));
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.Equal(3, await db.AuditEntries.CountAsync(a => a.Entity == nameof(Wall) && !a.Changes.Contains(wall.Token)));
    }

    [Fact]
    public void A_long_day_is_drawn_in_wider_buckets_and_an_earlier_day_not_at_all()
    {
        var zone = Zone.Find("Europe/Berlin");
        var noon = Clock.Minute(new DateTime(2026, 10, 3, 10, 0, 0, DateTimeKind.Utc));
        var day = Enumerable.Range(0, 301).ToDictionary(i => noon + i, _ => 1);
        day[noon - 1440] = 50;
        var arrivals = Arrivals.From(day, Clock.FromMinute(noon + 300).AddSeconds(20), zone);
        Assert.Equal((5, 50, 1.2m), (arrivals.BucketMinutes, arrivals.Peak, arrivals.PerMinute));
        Assert.Equal(61, arrivals.Series.Count);
        Assert.All(arrivals.Series.Skip(1), bucket => Assert.Equal(5, bucket.CheckIns));
        Assert.Empty(Arrivals.From(new Dictionary<int, int>(), DateTime.UtcNow, zone).Series);
    }

    [Fact]
    public void A_rush_in_the_running_minute_is_in_the_rate_and_in_the_line()
    {
        var zone = Zone.Find("Europe/Berlin");
        var noon = Clock.Minute(new DateTime(2026, 10, 3, 10, 0, 0, DateTimeKind.Utc));
        var first = Arrivals.From(new Dictionary<int, int> { [noon] = 60 }, Clock.FromMinute(noon).AddSeconds(30), zone);
        Assert.Equal((60m, 60), (first.PerMinute, first.Series[^1].CheckIns));
        var later = Arrivals.From(new Dictionary<int, int> { [noon - 60] = 9, [noon - 1] = 3, [noon] = 60 }, Clock.FromMinute(noon)
            .AddSeconds(30), zone);
        Assert.Equal((14m, 60), (later.PerMinute, later.Series[^1].CheckIns));
        var fewer = Arrivals.From(new Dictionary<int, int> { [noon - 60] = 9, [noon - 1] = 3, [noon] = 2 }, Clock.FromMinute(noon)
            .AddSeconds(30), zone);
        Assert.Equal((1.1m, 3), (fewer.PerMinute, fewer.Series[^1].CheckIns));
        Assert.Equal(0m, Arrivals.From(new Dictionary<int, int> { [noon - 60] = 9 }, Clock.FromMinute(noon), zone).PerMinute);
    }

    private sealed class Unsteady(IDbContextFactory<PortalDb> inner) : IDbContextFactory<PortalDb>
    {
        public volatile bool Away;

        public volatile Action? Slow;

        public PortalDb CreateDbContext()
        {
            Slow?.Invoke();
            return Away ? throw new InvalidOperationException("The database is away.") : inner.CreateDbContext();
        }
    }

    /// <summary>SQLite takes the id that another node would have been given before it committed late.</summary>
    [Fact]
    public async Task A_scan_that_is_committed_late_below_the_newest_one_is_seen_at_the_next_look()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite, more: options =>
            options.AddInterceptors(new OverlappingCommits()));
        var id = (await portal.EventAsync()).Id;
        var databases = portal.Get<IDbContextFactory<PortalDb>>();
        await ScanAsync(portal, "unknown-1");
        await ScanAsync(portal, "unknown-2");
        await using var db = databases.Read(portal.Owner);
        var late = await db.Scans.OrderBy(s => s.Id).FirstAsync();
        await db.Scans.Where(s => s.Id == late.Id).ExecuteDeleteAsync();

        var reader = portal.Get<BoardReader>();
        var before = (await reader.ReadAsync(portal.Owner.TenantId, id, null))!.Snapshot;
        Assert.Same(before, (await reader.ReadAsync(portal.Owner.TenantId, id, before))!.Snapshot);
        (await databases.WriteAsync<Done>(portal.Owner, async write =>
        {
            write.Scans.Add(late);
            await write.SaveChangesAsync();
            return Done.It;
        })).Required();
        var after = (await reader.ReadAsync(portal.Owner.TenantId, id, before))!.Snapshot;
        Assert.Equal((1, 2), (before.Refused.Sum(r => r.Count), after.Refused.Sum(r => r.Count)));
    }
}
