using System.Data.Common;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Overview;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AdminPortal.Tests.Domain;

/// <summary>Figures that stand beside each other belong to one moment, whatever is written while they are read.</summary>
public sealed class OneMomentTests
{
    private const int People = 60;

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_comes_in_between_two_commands_of_a_read_is_in_all_its_figures_or_in_none(Provider provider)
    {
        var between = new Between();
        await using var portal = await TestPortal.StartAsync(provider, more: options => options.AddInterceptors(between));
        var id = (await portal.EventAsync()).Id;
        for (var i = 0; i < People; i++)
        {
            await portal.ParticipantAsync($"{i}");
        }

        var scans = portal.Get<CheckInService>();
        var next = 0;
        between.Act = async () => Assert.True(
            (await scans.ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = $"{next++}", Station = "Nord" }))
                .Required().Admitted);

        // The event's rules are known from here on: whoever waits for them while they are read would wait for itself.
        await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress");
        await portal.Get<BoardReader>().ReadAsync(portal.Owner.TenantId, id, null);

        var stats = (await between.WatchAsync(() => portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress")))!;
        IsOneMoment(stats.CheckedInNow, stats.CheckedInTotal, stats.CheckIns, stats.ByStation.Sum(s => s.CheckIns),
            stats.ByHour.Sum(h => h.CheckIns));

        var board = (await between.WatchAsync(() => portal.Get<BoardReader>().ReadAsync(portal.Owner.TenantId, id, null)))!.Snapshot;
        IsOneMoment(board.InsideNow, board.Arrived, board.CheckIns, board.Stations.Sum(s => s.CheckIns),
            board.Categories.Sum(c => c.InsideNow));

        var overview = (await between.WatchAsync(() => portal.Get<EventOverviewQueries>().FindAsync(portal.Owner, "congress")))!;
        IsOneMoment(overview.Stats.CheckedInNow, overview.Stats.CheckedInTotal, overview.Stats.CheckIns,
            overview.ByCategory.Sum(c => c.Arrived), overview.ByCategory.Sum(c => c.Inside));
        Assert.InRange(next, 15, People); // somebody came in before most of the commands

        void IsOneMoment(int inside, int arrived, params int[] others)
        {
            Assert.True(inside <= arrived);
            if (provider == Provider.Sqlite)
            {
                Assert.All(others, other => Assert.Equal(arrived, other));
                Assert.Equal(arrived, inside);
            }
        }
    }

    /// <summary>Does something before each command of what it watches.</summary>
    private sealed class Between : DbCommandInterceptor
    {
        private readonly AsyncLocal<bool> watched = new();

        public Func<Task> Act { get; set; } = () => Task.CompletedTask;

        public async Task<T> WatchAsync<T>(Func<Task<T>> read)
        {
            watched.Value = true;
            try
            {
                return await read();
            }
            finally
            {
                watched.Value = false;
            }
        }

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command,
            CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (watched.Value)
            {
                watched.Value = false; // what it does itself is not watched
                await Task.Run(Act, cancellationToken);
                watched.Value = true;
            }

            return result;
        }
    }
}
