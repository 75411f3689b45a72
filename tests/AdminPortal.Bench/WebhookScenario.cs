using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using AdminPortal.Data.Sqlite;
using AdminPortal.Domain;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>
/// Kills the receiver of an endpoint, the portal, and both, while people check in at 20 a second; then everything is counted: every
/// check-in of the database must have arrived, in order, under one id.
/// </summary>
internal static class WebhookScenario
{
    private const int People = 40;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-webhooks").FullName;
        var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddPortalDomain()
            .AddSingleton<WebhookData>(WebhookJson.Write)
            .AddDbContextFactory<PortalDb>(options => options.UsePortalSqlite($"Data Source={Path.Combine(folder, "portal.db")}"))
            .BuildServiceProvider();
        using var receiver = new WebhookReceiver();
        var (actor, key) = await SeedAsync(services);
        using var portal = new KilledPortal(folder, "--Webhooks:AllowPrivate=true");
        await portal.StartAsync();
        await EndpointAsync(portal, actor, receiver.Url);
        using var stop = new CancellationTokenSource();
        var load = LoadAsync(portal.Port, key, stop.Token);
        for (var round = 0; round < 12; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            if (round % 3 != 1)
            {
                receiver.Stop();
            }

            if (round % 3 != 0)
            {
                await portal.KillAsync();
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
            if (round % 3 != 1)
            {
                receiver.Start();
            }

            if (round % 3 != 0)
            {
                await portal.StartAsync();
            }
        }

        await stop.CancelAsync();
        var (sent, answered) = await load;
        await using var db = services.GetRequiredService<IDbContextFactory<PortalDb>>().Read(actor);

        // The scan log has them in the order in which they came; the ids of a batch's records follow the participants.
        var rows = await db.Scans.Where(s => s.Code == null && s.CheckInId != null).OrderBy(s => s.Id).Select(s => s.CheckInId!.Value)
            .ToListAsync();
        var began = Stopwatch.GetTimestamp();
        List<(string Id, long CheckIn)> distinct = [];
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(4))
        {
            distinct = [.. receiver.Received.Where(m => m.Type == WebhookTypes.CheckInCreated)
                .Select(m => (m.Id, (long)m.Json["data"]!["id"]!)).DistinctBy(m => m.Item1)];
            if (distinct.Count >= rows.Count)
            {
                break;
            }

            await Task.Delay(250);
        }

        var told = distinct.ConvertAll(m => m.CheckIn);
        var places = rows.Select((id, place) => (id, place)).ToDictionary(row => row.id, row => row.place);
        Console.WriteLine(
            $"12 kills: receiver 4, portal 4, both 4; check-ins sent {sent}, answered {answered}, in the database {rows.Count}");
        var arrived = receiver.Received.Count(m => m.Type == WebhookTypes.CheckInCreated);
        Console.WriteLine($"messages that arrived: {arrived}, with ids of their own {distinct.Count}; "
            + $" missing {rows.Except(told).Count()}, told twice under two ids {told.Count - told.Distinct().Count()}, "
            + $"out of order {told.Zip(told.Skip(1)).Count(pair => places[pair.First] > places[pair.Second])}");
        Console.WriteLine($"all of it was there {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s after the last kill");
        await portal.KillAsync();
        await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }

    private static async Task<(Actor Actor, string Key)> SeedAsync(ServiceProvider services)
    {
        await services.GetRequiredService<Schema>().MigrateAsync();
        var tenant = (await services.GetRequiredService<TenantService>()
            .CreateAsync(Actor.System(0, "bench"), new TenantDraft("hooks", "Hooks", Plan.Enterprise))).Required();
        var actor = Actor.System(tenant, "bench");
        var now = DateTime.UtcNow;
        (await services.GetRequiredService<EventService>().CreateAsync(actor, new EventDraft("hooks", "Hooks", null, now.AddHours(-1),
            now.AddDays(1), "Europe/Berlin", null, false, ReEntry.Always))).Required();
        for (var i = 0; i < People; i++)
        {
            (await services.GetRequiredService<ContactService>().CreateAsync(actor, new ContactDraft($"{i}", null, "Mia", "Muster", null)))
                .Required();
            (await services.GetRequiredService<ParticipantService>()
                .CreateAsync(actor, new ParticipantDraft("hooks", $"{i}", true, $"{i}", null))).Required();
        }

        return (actor, (await services.GetRequiredService<ApiKeyService>().CreateAsync(actor, "Gate", ["checkins"], null)).Required().Key);
    }

    /// <summary>The secret is sealed with the keys of the portal's own database, so that the portal can open it.</summary>
    private static async Task EndpointAsync(KilledPortal portal, Actor actor, string url)
    {
        await using var own = new ServiceCollection().AddLogging().AddDataProtection().SetApplicationName("AdminPortal")
            .PersistKeysToDbContext<PortalDb>().Services.AddPortalDomain().AddSingleton<WebhookData>(WebhookJson.Write)
            .AddSingleton(new WebhookSettings { AllowPrivate = true })
            .AddDbContextFactory<PortalDb>(options => options.UsePortalSqlite($"Data Source={Path.Combine(portal.Folder, "portal.db")}"))
            .BuildServiceProvider();
        var draft = new WebhookDraft("Bench", url, [WebhookTypes.CheckInCreated], []);
        (await own.GetRequiredService<WebhookService>().CreateAsync(actor, draft)).Required();
    }

    private static async Task<(int Sent, int Answered)> LoadAsync(int port, string key, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Add("X-API-Key", key);
        using var timer = new PeriodicTimer(Beat);
        var calls = new List<Task<bool>>();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                calls.Add(SendAsync(http, calls.Count % People));
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was sent.
        }

        var answers = await Task.WhenAll(calls);
        return (answers.Length, answers.Count(answered => answered));
    }

    private static async Task<bool> SendAsync(HttpClient http, int badge)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync("/api/v1/check-ins",
                new { event_key = "hooks", badge_number = badge.ToString(CultureInfo.InvariantCulture) });
            return answer.StatusCode == HttpStatusCode.Created;
        }
        catch (HttpRequestException)
        {
            return false; // the process is gone
        }
    }
}
