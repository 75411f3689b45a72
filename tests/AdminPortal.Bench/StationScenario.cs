using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>
/// 64 stations scan the same 1,000 badges at once, each in an order of its own; of one scan in twenty the line is cut, and it is sent again
/// under its id until it is answered. Each badge must have come in once, and nothing may be found amiss. Then the first load of a station's
/// copy, and what it asks for later, at 10,000 and at 100,000 people.
/// </summary>
internal static class StationScenario
{
    private const int Stations = 64;

    private const int Badges = 1_000;

    private const int CutOneIn = 20;

    private const int LongestCut = 30;

    public static Task RunAsync() => BenchHost.RunAsync(MeasureAsync);

    private static async Task MeasureAsync(WebApplication app)
    {
        var tenant = (await app.Services.GetRequiredService<TenantService>()
            .CreateAsync(Actor.System(0, "bench"), new TenantDraft("bench", "Bench"))).Required();
        var actor = Actor.System(tenant, "bench");
        await RaceAsync(app, actor);
        foreach (var people in new[] { 10_000, 100_000 })
        {
            await CopyAsync(app, actor, people);
        }
    }

    private static async Task RaceAsync(WebApplication app, Actor actor)
    {
        var happening = await BenchHost.FillAsync(app, actor, "race", "r", Badges, 0, ReEntry.AfterCheckOut);
        var doors = new List<HttpClient>();
        for (var i = 0; i < Stations; i++)
        {
            doors.Add(await PairAsync(app, actor, happening, $"Door {i}"));
        }

        var seed = Environment.TickCount;
        var began = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(doors.Select((door, i) => ScanAllAsync(door, new Random(seed + i))));
        var took = Stopwatch.GetElapsedTime(began);
        doors.ForEach(door => door.Dispose());
        var times = all.SelectMany(door => door.Milliseconds).Order().ToList();
        var admitted = all.SelectMany(door => door.Admitted).ToList();
        var records = (await app.Services.GetRequiredService<CheckInQueries>()
            .ListAsync(actor, new CheckInFilter(happening), new PageRequest())).Total;
        var findings = 0;
        await foreach (var finding in app.Services.GetRequiredService<VerificationService>().RunAsync())
        {
            findings++;
            Console.WriteLine(JsonSerializer.Serialize(finding));
        }

        Console.WriteLine($"{Stations} stations, {Badges:N0} badges, seed {seed}: {times.Count:N0} scans in {took.TotalSeconds:N1} s " +
            $"({times.Count / took.TotalSeconds:N0} a second), p50 {times[times.Count / 2]:N1}, p99 {times[(int)(times.Count * 0.99)]:N1}, " +
            $"max {times[^1]:N1} ms; {all.Sum(door => door.Cuts):N0} cuts");
        Console.WriteLine($"admitted {admitted.Count:N0}, different badges {admitted.Distinct().Count():N0}, records {records:N0}, " +
            $"findings of verify {findings}");
        if (admitted.Count != Badges || admitted.Distinct().Count() != Badges || records != Badges || findings > 0)
        {
            throw new InvalidOperationException("Not every badge came in exactly once.");
        }
    }

    private static async Task<(List<double> Milliseconds, List<int> Admitted, int Cuts)> ScanAllAsync(HttpClient door, Random random)
    {
        var (times, admitted, cuts) = (new List<double>(), new List<int>(), 0);
        foreach (var badge in Enumerable.Range(0, Badges).OrderBy(_ => random.Next()).ToList())
        {
            var scan = new { id = Guid.NewGuid(), badge = $"r{badge}", action = "check_in", quantity = 1, passed = 0 };
            while (true)
            {
                var cut = random.Next(CutOneIn) == 0;
                using var line = cut ? new CancellationTokenSource(random.Next(LongestCut)) : new CancellationTokenSource();
                try
                {
                    var began = Stopwatch.GetTimestamp();
                    using var answer = await door.PostAsJsonAsync("station/api/scans", scan, line.Token);
                    answer.EnsureSuccessStatusCode();
                    var told = await answer.Content.ReadFromJsonAsync<JsonElement>(line.Token);
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    if (told.GetProperty("admitted").GetBoolean())
                    {
                        admitted.Add(badge);
                    }

                    break;
                }
                catch (OperationCanceledException)
                {
                    cuts++;
                }
            }
        }

        return (times, admitted, cuts);
    }

    private static async Task CopyAsync(WebApplication app, Actor actor, int people)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"copy{people}");
        var happening = await BenchHost.FillAsync(app, actor, key, key, people, people / 2, ReEntry.OncePerDay);
        using var door = await PairAsync(app, actor, happening, "Door");
        var first = await LoadAsync(door, "station/api/copy");
        using var all = JsonDocument.Parse(await ReadAsync(door, "station/api/copy"));
        var cursor = all.RootElement.GetProperty("cursor").GetString();
        var later = await LoadAsync(door, $"station/api/copy?since={cursor}");
        Console.WriteLine($"copy of {people:N0} people, half of them inside: {first.Bytes / 1e6:N2} MB compressed in " +
            $"{first.Seconds:N2} s; what has changed: {later.Bytes / 1e3:N1} kB in {later.Seconds * 1000:N0} ms");
    }

    private static async Task<(long Bytes, double Seconds)> LoadAsync(HttpClient door, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        var began = Stopwatch.GetTimestamp();
        using var answer = await door.SendAsync(request);
        var bytes = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        return (bytes.LongLength, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static Task<string> ReadAsync(HttpClient door, string path) => door.GetStringAsync(path);

    private static async Task<HttpClient> PairAsync(WebApplication app, Actor actor, long happening, string name)
    {
        var stations = app.Services.GetRequiredService<StationService>();
        var code = (await stations.CreateAsync(actor, happening, new StationDraft(name))).Required();
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var token = (await stations.PairAsync(code.Code, null)).Required().Token;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
