using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Cli;

public sealed class RehearseTests : IAsyncLifetime, IDisposable
{
    private readonly CommandLine cli = new();

    private readonly ConcurrentQueue<(string Badge, string Station)> received = new();

    private WebApplication server = null!;

    private int counted;

    private bool forgets;

    private string accepted = "good";

    /// <summary>A server that answers as the contract says: badge 0 is refused, badge 9 is a failure.</summary>
    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.MapGet("/api/v1/check-ins/stats", (HttpContext context, string event_key) =>
            context.Request.Headers.Authorization == $"Bearer {accepted}" && event_key == "run"
            ? Results.Json(new { data = new { check_ins = counted } })
            : Results.Json(new { error = "Wrong key.", code = "unauthorized" }, statusCode: 401));
        server.MapPost("/api/v1/check-ins", async (HttpContext context) =>
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body);
            var badge = json.RootElement.GetProperty("badge_number").GetString()!;
            received.Enqueue((badge, json.RootElement.GetProperty("station").GetString()!));
            if (badge == "0")
            {
                return Results.Json(new { error = "No.", code = "unknown_badge" }, statusCode: 422);
            }

            if (badge == "9")
            {
                return Results.StatusCode(500);
            }

            if (!forgets)
            {
                Interlocked.Increment(ref counted);
            }

            return Results.Json(new { data = new { id = 1 } }, statusCode: 201);
        });
        await server.StartAsync();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose() => cli.Dispose();

    private Task<(int? Code, List<JsonElement> Results, string Messages)> RehearseAsync(string file, string more = "",
        string key = "good") =>
        cli.RunAsync($"rehearse --tenant acme --event run --key {key} --url {server.Urls.First()} --speed 6000 {more} --file", "", file);

    [Fact]
    public async Task Every_arrival_of_the_minutes_is_sent_in_order_and_counted()
    {
        var file = cli.Write("arrivals.csv", "at,badge_number,station\n0.5,early,A\n"
            + string.Concat(Enumerable.Range(0, 500).Select(i => $"{1 + (i / 100)}.{i % 100:D2},{(i % 50 == 7 ? "0" : "0" + i)},Süd\n"))
                + "6.01,late,B\n");
        var (code, results, messages) = await RehearseAsync(file, "--from 1 --until 6");
        Assert.True(code == 0, messages);
        var result = Assert.Single(results);
        Assert.Equal((500, 490, 0, 0),
            (result.GetProperty("sent").GetInt32(), result.GetProperty("created").GetInt32(), result.GetProperty("errors")
                .GetInt32(), result.GetProperty("lost").GetInt32()));
        Assert.Equal(10, result.GetProperty("refused").GetProperty("unknown_badge").GetInt32());
        Assert.Equal((0, 490), (result.GetProperty("check_ins_before").GetInt32(), result.GetProperty("check_ins_after").GetInt32()));
        Assert.True(result.GetProperty("p50").GetDouble() <= result.GetProperty("p99").GetDouble() && result.GetProperty("p99")
            .GetDouble() <= result.GetProperty("max").GetDouble());
        Assert.Equal(500, received.Count);
        Assert.Contains(("0123", "Süd"), received);
        Assert.DoesNotContain(received, r => r.Badge is "early" or "late");
    }

    [Fact]
    public async Task What_is_lost_or_fails_is_exit_code_1_and_named()
    {
        var file = cli.Write("arrivals.csv", "at,badge_number,station\n0,1,A\n0,9,A\n0.1,2,A\n");
        forgets = true;
        var (code, results, messages) = await RehearseAsync(file);
        Assert.Equal(1, code);
        Assert.Equal((2, 2, 1), (results[0].GetProperty("created").GetInt32(), results[0].GetProperty("lost").GetInt32(), results[0]
            .GetProperty("errors").GetInt32()));
        Assert.Equal(1, results[0].GetProperty("error_kinds").GetProperty("500").GetInt32());
        Assert.Contains("2 check-ins were lost", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_result_is_kept_where_the_database_knows_the_key_and_nothing_is_made_where_there_is_none()
    {
        var file = cli.Write("arrivals.csv", "at,badge_number,station\n0,1,A\n0,0,A\n0.1,2,A\n");
        var (code, _, messages) = await RehearseAsync(file);
        Assert.True(code == 0, messages);
        Assert.Contains("does not show this rehearsal", messages, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFileSystemEntries(cli.Folder));

        await cli.DoneAsync("tenants create --slug acme --name Acme");
        await cli.DoneAsync("events create --tenant acme --key run --title Run --from 2026-10-03T08:00Z --to 2026-10-03T18:00Z");
        accepted = (await cli.DoneAsync("keys create --tenant acme --name Rehearsal --scopes checkins")).GetProperty("key").GetString()!;
        (code, _, messages) = await RehearseAsync(file, "", accepted);
        Assert.True(code == 0, messages);
        Assert.DoesNotContain("does not show", messages, StringComparison.Ordinal);
        await using var database = new SqliteConnection($"Data Source={Path.Combine(cli.Folder, "portal.db")}");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText =
            "SELECT RehearsalSent || ' ' || RehearsalAdmitted || ' ' || RehearsalFailed FROM Events WHERE RehearsedAt > ''";
        Assert.Equal("3 2 0", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_packed_file_is_read_and_its_pace_kept()
    {
        var path = cli.Write("arrivals.gz", "");
        await using (var gzip = new GZipStream(File.Create(path), CompressionMode.Compress))
        {
            await gzip.WriteAsync("badge_number,station,at\n1,A,10\n2,A,40\n"u8.ToArray());
        }

        var (code, results, messages) = await RehearseAsync(path);
        Assert.True(code == 0, messages);
        Assert.True(results[0].GetProperty("seconds").GetDouble() >= 0.29, "thirty minutes at 6,000 times the speed are 0.3 s");
    }

    [Theory]
    [InlineData("bad", "at,badge_number,station\n0,1,A\n", "Wrong key.")]
    [InlineData("good", "time,badge_number,station\n0,1,A\n", "no column at")]
    [InlineData("good", "at,badge_number,station\nsoon,1,A\n", "Row 2")]
    [InlineData("good", "at,badge_number,station\n", "no arrivals")]
    public async Task What_cannot_be_rehearsed_is_said_before_anything_is_sent(string key, string text, string sentence)
    {
        var (code, _, messages) = await RehearseAsync(cli.Write("arrivals.csv", text), "", key);
        Assert.Equal(1, code);
        Assert.Contains(sentence, messages, StringComparison.Ordinal);
        Assert.Empty(received);
    }

    [Fact]
    public async Task A_portal_that_does_not_answer_is_named()
    {
        var url = server.Urls.First();
        await server.StopAsync();
        var (code, _, messages) = await cli.RunAsync($"rehearse --tenant acme --event run --key good --url {url} --file", "",
            cli.Write("arrivals.csv", "at,badge_number,station\n0,1,A\n"));
        Assert.Equal(1, code);
        Assert.Contains("cannot be reached", messages, StringComparison.Ordinal);
    }
}
