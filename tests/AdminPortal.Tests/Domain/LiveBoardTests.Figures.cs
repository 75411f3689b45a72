using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What a board shows.</summary>
public sealed partial class LiveBoardTests
{
    [Fact]
    public async Task After_the_long_first_read_of_a_large_event_the_next_picture_comes_within_two_seconds()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var id = (await portal.EventAsync()).Id;
        await portal.ParticipantAsync("1");
        var database = new Unsteady(portal.Get<IDbContextFactory<PortalDb>>()) { Slow = () => clock.Advance(TimeSpan.FromSeconds(10)) };
        using var boards = Boards(portal, database);
        using var watcher = (await boards.WatchAsync(portal.Owner, id))!;
        await NextAsync(watcher);
        database.Slow = null;
        await ScanAsync(portal, "1");
        boards.MarkDirty(id);
        await clock.TimersAsync(1);
        clock.Advance(BoardPump.LongestRest);
        Assert.Equal(1, (await NextAsync(watcher)).Snapshot.InsideNow);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_figures_are_those_of_the_statistics(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync(capacity: 4);
        await portal.Get<CategoryService>().CreateAsync(portal.Owner, congress.Id, "press", "Press");
        for (var i = 1; i <= 6; i++)
        {
            await portal.ParticipantAsync($"{i}", categoryKey: i < 3 ? "press" : null);
        }

        foreach (var badge in new[] { "1", "2", "3", "4" })
        {
            await ScanAsync(portal, badge, station: badge == "4" ? null : "Nord 1");
        }

        await ScanAsync(portal, "2", station: "Süd");
        await ScanAsync(portal, "nobody");
        portal.Time.Advance(TimeSpan.FromMinutes(3));
        clock.Advance(TimeSpan.FromMinutes(3));
        await ScanAsync(portal, "1", ScanAction.CheckOut);
        await ScanAsync(portal, "1");
        using var boards = Boards(portal);
        using var watcher = (await boards.WatchAsync(portal.Owner, congress.Id))!;
        var board = (await NextAsync(watcher)).Snapshot;
        var stats = (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!;

        Assert.Equal((stats.CheckedInNow, stats.PeopleInside, stats.CheckedInTotal, stats.TotalParticipants, stats.CheckIns,
            stats.CheckInRate), (board.InsideNow, board.PeopleInside, board.Arrived, board.Expected, board.CheckIns, board.ArrivalRate));
        Assert.Equal(stats.ByStation.OrderBy(s => s.Station).Select(s => (s.Station, s.CheckIns, s.CheckedInNow)),
            board.Stations.OrderBy(s => s.Station).Select(s => (s.Station, s.CheckIns, s.InsideNow)));
        Assert.Equal([("Press", 2, 2, 2), (null, 2, 4, 2)], board.Categories.Select(c => (c.Title, c.Arrived, c.Expected, c.InsideNow)));
        Assert.Equal((1, 1, 2), (board.RefusedDuplicates, board.RefusedUnknown, board.RefusedTotal));
        Assert.Equal(CapacityAlarm.Full, board.Alarm);
        Assert.Equal(1.7m, board.Arrivals.PerMinute);
        Assert.Equal((4, congress.Draft.StartsAt.AddHours(2)), (board.Arrivals.Peak, board.Arrivals.PeakAt));
        Assert.Equal([0, 4, 0, 0, 1], board.Arrivals.Series.Select(b => b.CheckIns));
        var refused = Assert.Single(board.Recent, r => r.Code == "already_checked_in");
        Assert.Equal(("Nord 1", "Muster2, Mia"), (refused.SinceStation, refused.Name));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Names_come_only_to_who_may_look_participants_up_and_to_walls_that_show_them(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        await portal.ParticipantAsync("1");
        await ScanAsync(portal, "1");

        // A new wall is a change of the event, after which the board is read again.
        var plain = (await portal.Get<WallService>().CreateAsync(portal.Owner, id, new WallDraft("Foyer"))).Required();
        using var boards = Boards(portal);
        using var steward = (await boards.WatchAsync(portal.As(Role.Steward), id))!;
        using var viewer = (await boards.WatchAsync(portal.As(Role.Viewer), id))!;
        using var wall = boards.Watch((await portal.Get<WallService>().FindByTokenAsync(plain.Token))!);

        Assert.NotNull((await NextAsync(steward)).Snapshot.Recent[0].Name);
        var hidden = await NextAsync(viewer);
        Assert.Null(hidden.Snapshot.Recent[0].Name);

        // Who joins may have the board read once more between the two: then the one before gets that, too.
        var shown = await NextAsync(wall);
        Assert.Same(ReferenceEquals(hidden, shown) ? hidden : await NextAsync(viewer), shown);
        await Assert.ThrowsAsync<PermissionDeniedException>(async () =>
            await boards.WatchAsync(portal.Owner with { Permissions = Grants.Of(["participants"]) }, id));
        Assert.Null(await boards.WatchAsync(portal.Owner with { TenantId = portal.Owner.TenantId + 1000 }, id));
    }
}
