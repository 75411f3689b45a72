using System.Diagnostics;
using System.Net;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Api;

/// <summary>What a client sees while the database cannot do its work, and what stands in the log of it.</summary>
public sealed class OutageTests
{
    private const string CheckIn = """{"event_key":"congress","badge_number":"1"}""";

    private const string Counts =
        "/API/v2/tickets/checkin/get-ticket-window-checked-in-counts.json?ticket_event_id=1&ticket_ids=1&rsu_api_key=a";

    private static void IsAway(ApiAnswer answer)
    {
        answer.Is(HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal("1", answer.Headers["Retry-After"]);
    }

    private static List<string> Errors(ApiHost host) => host.Logs.Text.Split('\n')
        .Where(line => line.StartsWith(nameof(LogLevel.Error), StringComparison.Ordinal)
            || line.StartsWith("fail", StringComparison.Ordinal)).ToList();

    [Fact]
    public async Task A_lock_of_another_process_that_outlasts_the_bound_is_answered_503_and_the_retry_201()
    {
        await using var host = new ApiHost(Provider.Sqlite, null,
            ("ConnectionStrings:Portal", "Data Source={folder}/portal.db;Default Timeout=1"));
        var api = await host.TenantAsync();
        await api.EventAsync();
        await api.ParticipantAsync("1");
        (await api.GetAsync("/participants")).Is(HttpStatusCode.OK);
        host.Logs.On = true;
        await using (var other = new SqliteConnection($"Data Source={host.File};Pooling=False"))
        {
            await other.OpenAsync();
            await using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN EXCLUSIVE";
            await hold.ExecuteNonQueryAsync();
            var began = Stopwatch.GetTimestamp();
            IsAway(await api.PostOnceAsync("/check-ins", CheckIn, "a"));
            IsAway(await api.PostAsync("/check-ins", CheckIn));
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
            (await api.GetAsync("/check-ins?event_key=congress")).Is(HttpStatusCode.OK); // whoever reads does not wait
        }

        var done = (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.Created);
        Assert.DoesNotContain("Idempotency-Replayed", done.Headers.Keys);
        Assert.Contains("The database cannot be used now", Assert.Single(Errors(host)), StringComparison.Ordinal);
        Assert.Contains("The database can be used again", host.Logs.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_outage_is_503_everywhere_one_line_in_the_log_and_over_with_the_next_call(Provider provider)
    {
        await using var host = new ApiHost(provider);
        var api = await host.TenantAsync();
        await api.EventAsync();
        await api.ParticipantAsync("1");
        (await api.GetAsync("/participants")).Is(HttpStatusCode.OK);
        host.Logs.On = true;
        host.Database.Away = true;
        var calls = Enumerable.Range(0, 8)
            .Select(i => i % 2 == 0 ? api.GetAsync("/participants") : api.PostOnceAsync("/check-ins", CheckIn, "a"));
        Assert.All(await Task.WhenAll(calls), IsAway);
        using (var request = new HttpRequestMessage(HttpMethod.Get, Counts))
        {
            request.Headers.Add("X-RSU-API-SECRET", "b");
            using var tickets = await host.Http.SendAsync(request);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (tickets.StatusCode, tickets.Headers.GetValues("Retry-After").Single()));
            Assert.Equal("""{"error":"The portal's database does not answer at the moment. Try again."}""",
                (await tickets.Content.ReadAsStringAsync()).Replace("\\u0027", "'", StringComparison.Ordinal));
        }

        using (var page = await host.Http.GetAsync(new Uri("/account/invitation/x", UriKind.Relative)))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (page.StatusCode, page.Headers.GetValues("Retry-After").Single()));
            Assert.Contains("The database does not answer at the moment", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        host.Database.Away = false;
        var began = Stopwatch.GetTimestamp();
        (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.Created);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(2));
        Assert.Contains("The database cannot be used now", Assert.Single(Errors(host)), StringComparison.Ordinal);
        Assert.Contains("The database can be used again", host.Logs.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_lane_does_not_try_those_who_wait_one_by_one_while_the_database_is_away(Provider provider)
    {
        var database = new BrokenDatabase();
        await using var portal = await TestPortal.StartAsync(provider, more: options => options.AddInterceptors(database));
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var scans = portal.Get<CheckInService>();
        var request = new ScanRequest { EventKey = "congress", BadgeNumber = "1" };
        (await scans.ScanAsync(portal.Owner, request with { BadgeNumber = "nobody" })).Required();
        database.Away = true;
        var waiting = Enumerable.Range(0, 200).Select(_ => scans.ScanAsync(portal.Owner, request)).ToList();
        foreach (var scan in waiting)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => scan);
        }

        Assert.InRange(database.Failed, 1, provider == Provider.Sqlite ? 20 : 200);
        database.Away = false;
        Assert.True((await scans.ScanAsync(portal.Owner, request)).Required().Admitted);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_lost_race_is_no_error_in_the_log(Provider provider)
    {
        await using var north = new ApiHost(provider);
        await using var south = new ApiHost(provider, north);
        var api = await north.TenantAsync();
        await api.EventAsync();
        for (var i = 0; i < 8; i++)
        {
            await api.ContactAsync($"c{i}");
        }

        (north.Logs.On, south.Logs.On) = (true, true);
        for (var i = 0; i < 8; i++)
        {
            var body = $$"""{"event_key":"congress","customer_number":"c{{i}}"}""";
            var answers = await Task.WhenAll(Enumerable.Range(0, 6)
                .Select(n => (n % 2 == 0 ? api : api.At(south)).PostAsync("/participants", body)));
            Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        }

        Assert.Empty(Errors(north));
        Assert.Empty(Errors(south));
    }
}
