using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Api;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>
/// Check-ins over HTTP at 20 a second, while nothing else happens, while this process imports a file into the same event (as the portal
/// does) and while the command line does so beside it. <c>PORTAL_BENCH_FILES</c> names files to import in place of the two that are made
/// here, <c>PORTAL_BENCH_ROWS</c> their rows, <c>PORTAL_BENCH_BY</c> one of <c>portal</c> and <c>command line</c> in place of both. After
/// each undo all must be as it was.
/// </summary>
internal static class ImportScenario
{
    private const string EventKey = "run";

    private const int AtDoor = 20_000;

    private static readonly string[] Importers = ["portal", "command line"];

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-bench").FullName;
        try
        {
            var builder = PortalHost.CreateBuilder([$"--Portal:DataDirectory={folder}", "--Portal:Seed=none", "--urls=http://127.0.0.1:0",
                "--Logging:LogLevel:Default=Warning"]);
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
        var tenant = (await app.Services.GetRequiredService<TenantService>()
            .CreateAsync(Actor.System(0, "bench"), new TenantDraft("bench", "Bench"))).Required();
        var actor = Actor.System(tenant, "bench");
        var now = DateTime.UtcNow;
        var draft = new EventDraft(EventKey, "Run", null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin", ReEntry: ReEntry.Always);
        (await app.Services.GetRequiredService<EventService>().CreateAsync(actor, draft)).Required();
        var key = (await app.Services.GetRequiredService<ApiKeyService>().CreateAsync(actor, "door", ["checkins"], null)).Required().Key;
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var import = app.Services.GetRequiredService<ParticipantImport>();
        await ImportAsync(import, actor, await WriteAsync(folder, "door", AtDoor));
        var door = new DoorLoad(client, EventKey, AtDoor);
        DoorLoad.WriteHead();
        await door.RunAsync("nothing else", () => Task.Delay(TimeSpan.FromSeconds(20)));
        var files = Environment.GetEnvironmentVariable("PORTAL_BENCH_FILES")?.Split(Path.PathSeparator) ?? await FilesAsync(folder);
        var by = Environment.GetEnvironmentVariable("PORTAL_BENCH_BY") is { Length: > 0 } one ? [one] : Importers;
        foreach (var (importer, file) in files.SelectMany(file => by.Select(importer => (importer, file))))
        {
            var name = Path.GetFileName(file);
            var before = await CountAsync(app, actor);
            await door.RunAsync($"{importer} imports {name}", () => importer == Importers[0]
                ? ImportAsync(import, actor, file)
                : CommandLineAsync(folder, file));
            await door.RunAsync($"portal undoes {name}", () => UndoAsync(app, actor));
            if (await CountAsync(app, actor) is var after && after != before)
            {
                throw new InvalidOperationException($"Before the import there were {before}, after its undo {after}.");
            }
        }
    }

    private static async Task<string[]> FilesAsync(string folder)
    {
        var rows = Environment.GetEnvironmentVariable("PORTAL_BENCH_ROWS")?.Split(',')
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture)) ?? [31_984, 200_000];
        return await Task.WhenAll(rows.Select(count => WriteAsync(folder, $"{count}-rows", count)));
    }

    /// <summary>What the pages show of the event but for who came in, for the door goes on meanwhile; contacts of the tenant.</summary>
    private static async Task<(int Participants, int Confirmed, int Expected, int Contacts)> CountAsync(WebApplication app, Actor actor)
    {
        var stats = (await app.Services.GetRequiredService<CheckInStatsQueries>().FindAsync(actor, EventKey))!;
        await using var db = app.Services.GetRequiredService<IDbContextFactory<PortalDb>>().Read(actor);
        var where = await db.Events.Where(e => e.EventKey == EventKey).Select(e => e.Id).SingleAsync();
        var board = (await app.Services.GetRequiredService<BoardReader>().ReadAsync(actor.TenantId, where, null, default))!;
        return (stats.TotalParticipants, stats.ConfirmedParticipants, board.Snapshot.Expected, await db.Contacts.CountAsync());
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
        var newest = (await app.Services.GetRequiredService<ImportQueries>().ListAsync(actor, new(), new()))
            .Items[0];
        (await app.Services.GetRequiredService<ImportUndo>().UndoAsync(actor, newest.Id)).Required();
    }

    private static async Task CommandLineAsync(string folder, string file)
    {
        string[] verb = ["import", "participants", "--tenant", "bench", "--event", EventKey, "--file", file,
            $"--Portal:DataDirectory={folder}", "--Portal:Seed=none"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(PortalHost).Assembly.Location, .. verb])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await output;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(await error);
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
