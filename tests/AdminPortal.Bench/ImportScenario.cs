using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Api;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>
/// Check-ins over HTTP at 20 a second, while nothing else happens, while this process imports a file into the same event (as the portal does) and while the command
/// line does so beside it. <c>PORTAL_BENCH_FILES</c> names files to import in place of the two that are made here.
/// </summary>
internal static class ImportScenario
{
    private const string EventKey = "run";

    private const int AtDoor = 20_000;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-bench").FullName;
        try
        {
            var builder = PortalHost.CreateBuilder([$"--Portal:DataDirectory={folder}", "--Portal:Seed=none", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
            builder.AddPortalDomainServices();
            builder.AddPortalAccounts();
            builder.AddPortalApi();
            StartLog.Add(builder);
            await using var app = builder.Build();
            if (!await app.PrepareAsync())
            {
                throw new InvalidOperationException("The portal does not start.");
            }

            app.UsePortalApi();
            await app.StartAsync();
            await MeasureAsync(app, folder);
            await app.StopAsync();
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, true);
        }
    }

    private static async Task MeasureAsync(WebApplication app, string folder)
    {
        var tenant = (await app.Services.GetRequiredService<TenantService>().CreateAsync(Actor.System(0, "bench"), new TenantDraft("bench", "Bench"))).Required();
        var actor = Actor.System(tenant, "bench");
        var now = DateTime.UtcNow;
        var draft = new EventDraft(EventKey, "Run", null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin", ReEntry: ReEntry.Always);
        (await app.Services.GetRequiredService<EventService>().CreateAsync(actor, draft)).Required();
        var key = (await app.Services.GetRequiredService<ApiKeyService>().CreateAsync(actor, "door", ["checkins"], null)).Required().Key;
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var import = app.Services.GetRequiredService<ParticipantImport>();
        await ImportAsync(import, actor, await WriteAsync(folder, "door", AtDoor));
        Console.WriteLine($"{"",-44} {"seconds",8} {"check-ins",10} {"p50 ms",8} {"p99 ms",8} {"max ms",8} {"failed",7}");
        await DoorAsync(client, "nothing else", () => Task.Delay(TimeSpan.FromSeconds(20)));
        var files = Environment.GetEnvironmentVariable("PORTAL_BENCH_FILES")?.Split(Path.PathSeparator)
            ?? [await WriteAsync(folder, "few", 32_000), await WriteAsync(folder, "many", 200_000)];
        foreach (var file in files)
        {
            await DoorAsync(client, $"portal imports {Path.GetFileName(file)}", () => ImportAsync(import, actor, file));
            await DoorAsync(client, $"portal undoes {Path.GetFileName(file)}", () => UndoAsync(app, actor));
            await DoorAsync(client, $"command line imports {Path.GetFileName(file)}", () => CommandLineAsync(folder, file));
            await UndoAsync(app, actor);
        }
    }

    private static async Task ImportAsync(ParticipantImport import, Actor actor, string path)
    {
        await using var stream = File.OpenRead(path);
        var taken = await ImportFile.TakeAsync(stream, Path.GetFileName(path), true);
        await using var file = taken.Required();
        var done = (await import.RunAsync(actor, new ImportRequest { EventKey = EventKey }, file)).Required();
        if (!done.Written)
        {
            throw new InvalidOperationException($"Nothing was imported: {(done.RefusedRows.Count > 0 ? done.RefusedRows[0] : null)}");
        }
    }

    private static async Task UndoAsync(WebApplication app, Actor actor)
    {
        var newest = (await app.Services.GetRequiredService<ImportQueries>().ListAsync(actor, null, new Domain.Common.PageRequest())).Items[0];
        (await app.Services.GetRequiredService<ImportUndo>().UndoAsync(actor, newest.Id)).Required();
    }

    private static async Task CommandLineAsync(string folder, string file)
    {
        string[] verb = ["import", "participants", "--tenant", "bench", "--event", EventKey, "--file", file, $"--Portal:DataDirectory={folder}", "--Portal:Seed=none"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(PortalHost).Assembly.Location, .. verb]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await output;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(await error);
        }
    }

    /// <summary>Sends a check-in at each beat, whether the ones before are answered or not, until the work is done; times count from the beat.</summary>
    private static async Task DoorAsync(HttpClient client, string name, Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        var working = work();
        var calls = new List<Task<(double Milliseconds, bool Failed)>>();
        using var timer = new PeriodicTimer(Beat);
        while (!working.IsCompleted && await timer.WaitForNextTickAsync())
        {
            calls.Add(CheckInAsync(client, calls.Count % AtDoor));
        }

        await working;
        var took = Stopwatch.GetElapsedTime(began);
        var answers = await Task.WhenAll(calls);
        var times = answers.Select(answer => answer.Milliseconds).Order().ToList();
        Console.WriteLine(
            $"{name,-44} {took.TotalSeconds,8:N1} {times.Count,10:N0} {times[times.Count / 2],8:N1} {times[(int)(times.Count * 0.99)],8:N1} {times[^1],8:N1} {answers.Count(answer => answer.Failed),7:N0}");
    }

    private static async Task<(double Milliseconds, bool Failed)> CheckInAsync(HttpClient client, int number)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/check-ins", new { event_key = EventKey, badge_number = $"door{number}", station = $"Door {number % 8}" });
            return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, !answer.IsSuccessStatusCode);
        }
        catch (HttpRequestException)
        {
            return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, true);
        }
    }

    private static async Task<string> WriteAsync(string folder, string name, int rows)
    {
        var text = new StringBuilder("customer_number;first_name;last_name;email;badge_number;is_confirmed;city\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}-{i};Mia;Muster{i};{name}{i}@example.org;{name}{i};1;Hamburg\n");
        }

        var path = Path.Combine(folder, $"{name}.csv");
        await File.WriteAllTextAsync(path, text.ToString());
        return path;
    }
}
