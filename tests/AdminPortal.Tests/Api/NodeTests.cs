using System.Net;
using System.Net.ServerSentEvents;
using AdminPortal.Data.Sqlite;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Walls;
using AdminPortal.Web.Sessions;
using AdminPortal.Web.Startup;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Api;

/// <summary>Several processes on one database, and how much each of them takes.</summary>
[TakesLong]
public sealed class NodeTests
{
    [NginxFact]
    public async Task Two_nodes_behind_nginx_lose_nothing_and_do_nothing_twice_when_each_is_killed_under_load()
    {
        await using var rounds = new NodeRounds();
        await rounds.StartAsync();
        var (same, across) = await rounds.WatchAsync(12, TimeSpan.FromMilliseconds(100));
        Assert.Equal((12, 12), (same.Count, across.Count));
        Assert.All(await rounds.RaceAsync(5, 12), admitted => Assert.Equal(1, admitted));
        var kill = await rounds.KillAsync(240, 2);
        Assert.Equal((kill.Badges, 0, kill.Badges), (kill.Admitted, kill.Refused, kill.Rows));
        Assert.Equal(kill.Windows, kill.Moved);
        Assert.Empty(await rounds.VerifyAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_processes_that_start_at_once_one_brings_the_database_up_to_date(bool old)
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-start").FullName;
        try
        {
            var file = $"Data Source={Path.Combine(folder, "portal.db")}";
            if (old)
            {
                await using var before = Open(file);
                var known = before.Database.GetMigrations().ToList();
                await before.GetService<IMigrator>().MigrateAsync(known[known.Count / 2]);
            }

            await using var one = new PortalNode(folder);
            await using var other = new PortalNode(folder);
            await Task.WhenAll(one.StartAsync(), other.StartAsync());
            await using var db = Open(file);
            Assert.Empty(await db.Database.GetPendingMigrationsAsync());
            Assert.Equal(db.Database.GetMigrations(), await db.Database.GetAppliedMigrationsAsync());
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, true);
        }

        static PortalDb Open(string file)
        {
            var options = new DbContextOptionsBuilder<PortalDb>();
            options.UsePortalSqlite(file);
            return new PortalDb((DbContextOptions<PortalDb>)options.Options);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_display_hears_of_a_link_that_another_node_revokes_and_one_too_many_is_sent_away(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ("Portal:WallStreams", "1"));
        await using var other = new ApiHost(provider, host);
        var portal = await host.TenantAsync();
        var happening = await portal.EventAsync();
        var wall = (await portal.Get<WallService>().CreateAsync(portal.Owner, happening, new WallDraft("Foyer"))).Required();
        using var response = await host.Http.GetAsync($"/wall/{wall.Token}/events", HttpCompletionOption.ResponseHeadersRead);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(1, host.Get<WallStreams>().Connected);
        using var refused = await host.Http.GetAsync($"/wall/{wall.Token}/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(1, host.Get<WallStreams>().Connected);

        (await other.Get<WallService>().RevokeAsync(portal.Owner, wall.Id)).Required();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        while (events.Current.EventType != "revoked")
        {
            Assert.True(await events.MoveNextAsync());
        }
    }

    [Fact]
    public async Task A_window_takes_a_place_and_its_memory_is_given_back_when_many_have_closed()
    {
        var settings = PortalSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Portal:Circuits"] = "60" }).Build()).Settings;
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<PortalMeter>().BuildServiceProvider();
        var places = new CircuitPlaces(settings, services.GetRequiredService<PortalMeter>(), NullLogger<CircuitPlaces>.Instance);
        var start = GC.CollectionCount(2);
        using var memory = new CircuitMemory(places, TimeProvider.System);
        var open = Enumerable.Range(0, 60).Select(i => places.Take(i, IPAddress.Parse($"10.0.0.{i}"))).ToList();
        Assert.All(open, Assert.NotNull);
        Assert.True(places.AreFull(1_000, IPAddress.Parse("10.0.1.1")));
        Assert.Null(places.Take(1_000, IPAddress.Parse("10.0.1.1")));
        open.ForEach(place => place!.Dispose());
        Assert.Equal((0, 60), (places.Open, places.Closed));
        Assert.False(memory.Look()); // some closed just now: more may follow
        memory.Look(); // asks, unless the runtime had collected by itself meanwhile: other tests run beside this one
        Assert.True(SpinWait.SpinUntil(() => GC.CollectionCount(2) > start, TimeSpan.FromSeconds(30))); // beside the work that goes on
        Assert.False(memory.Look()); // once
    }

    [Theory]
    [InlineData("Portal:Circuits", "0")]
    [InlineData("Portal:WallStreams", "many")]
    [InlineData("Portal:WallStreamsPerLink", "-1")]
    [InlineData("Portal:WallStreamsPerAddress", "1.5")]
    public void A_bound_that_is_no_number_is_named_at_the_start(string name, string value) =>
        Assert.Contains($"{name} is \"{value}\"; it must be a number from 1.", PortalSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [name] = value }).Build()).Wrong);

    [Fact]
    public async Task A_circuit_that_is_cut_keeps_its_place_and_one_of_a_person_too_many_is_refused()
    {
        await using var host = new ApiHost(Provider.Sqlite, null, ("Portal:Circuits", "2"), ("Portal:PublicUrl", "http://127.0.0.1"));
        var portal = await host.TenantAsync();
        var email = $"{Guid.NewGuid():N}@example.org";
        (await portal.Get<UserService>().CreateAsync(portal.Owner, email, "Olga", Role.Organiser, "Correct-Horse-1")).Required();
        var visitor = new Visitor(host.Http);
        await visitor.SignInAsync(email, "Correct-Horse-1");
        await using var first = await PortalWindow.OpenAsync(host.Http.BaseAddress!, host.Http, "/", visitor.Cookies);
        await using var second = await PortalWindow.OpenAsync(host.Http.BaseAddress!, host.Http, "/", visitor.Cookies);
        Assert.Equal(2, host.Get<CircuitPlaces>().Open);
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            PortalWindow.OpenAsync(host.Http.BaseAddress!, host.Http, "/", visitor.Cookies));
        await second.DisposeAsync();
        Assert.Equal(2, host.Get<CircuitPlaces>().Open);
    }
}
