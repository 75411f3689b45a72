using System.Net.Http.Headers;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Api;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>
/// Check-ins over HTTP at 20 a second in one event, while another one with 100,000 participants and 60,000 check-ins is removed and
/// restored.
/// </summary>
internal static class RemovalScenario
{
    private const int People = 100_000;

    private const int Stays = 60_000;

    private const int AtDoor = 20_000;

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
            await MeasureAsync(app);
            await app.StopAsync();
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, true);
        }
    }

    private static async Task MeasureAsync(WebApplication app)
    {
        var tenant = (await app.Services.GetRequiredService<TenantService>()
            .CreateAsync(Actor.System(0, "bench"), new TenantDraft("bench", "Bench"))).Required();
        var actor = Actor.System(tenant, "bench");
        var (databases, removal) = (app.Services.GetRequiredService<IDbContextFactory<PortalDb>>(),
            app.Services.GetRequiredService<Removal>());
        var statistics = app.Services.GetRequiredService<CheckInStatsQueries>();
        await FillAsync(app, actor, "run", "door", AtDoor, 0);
        var large = await FillAsync(app, actor, "large", "guest", People, Stays);
        var key = (await app.Services.GetRequiredService<ApiKeyService>().CreateAsync(actor, "door", ["checkins"], null)).Required().Key;
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var door = new DoorLoad(client, "run", AtDoor);
        var before = (await statistics.FindAsync(actor, "large"))!;
        DoorLoad.WriteHead();
        await door.RunAsync("nothing else", () => Task.Delay(TimeSpan.FromSeconds(20)));
        await door.RunAsync("the event is removed", async () => (await removal.DeleteAsync<Event>(actor, [large])).Required());
        await door.RunAsync("the event is restored", async () => (await removal.RestoreAsync<Event>(actor, [large])).Required());
        var after = (await statistics.FindAsync(actor, "large"))!;
        Console.WriteLine(Figures(before) == Figures(after)
            ? $"as before: {Figures(after)}"
            : $"NOT as before: {Figures(before)}; {Figures(after)}");
        var bulk = app.Services.GetRequiredService<ParticipantBulkService>();
        var all = new ParticipantSelection(large, null, new ParticipantFilter());
        var gone = new BulkChange(new Dictionary<long, long?>());
        await door.RunAsync("all of it are unconfirmed", async () => (await bulk.ConfirmAsync(actor, all, false)).Required());
        await door.RunAsync("all of its people are removed", async () => gone = (await bulk.DeleteAsync(actor, all)).Required());
        await door.RunAsync("all of its people are restored", async () =>
            (await bulk.RestoreAsync(actor, new(large, [.. gone.Before.Keys]))).Required());
        (await removal.DeleteAsync<Event>(actor, [large])).Required();
        var eraser = new RemovalEraser(databases, new RemovalSettings(KeepDays: 0), TimeProvider.System);
        await door.RunAsync("the event is erased for good", () => eraser.EraseAsync());
        large = await FillAsync(app, actor, "again", "other", People, Stays);
        await door.RunAsync("removed in one transaction", async () =>
            (await databases.WriteAsync(actor, db => removal.DeleteAsync<Event>(db, [large]))).Required());
        await door.RunAsync("restored in one transaction", async () =>
            (await databases.WriteAsync(actor, db => removal.RestoreAsync<Event>(db, [large]))).Required());
    }

    private static string Figures(CheckInStats stats) =>
        $"{stats.TotalParticipants} participants, {stats.CheckIns} check-ins, {stats.CheckedInNow} inside, {stats.CheckedInTotal} arrived";

    private static async Task<long> FillAsync(WebApplication app, Actor actor, string eventKey, string badge, int people, int stays)
    {
        var now = Clock.Cut(DateTime.UtcNow);
        var draft = new EventDraft(eventKey, eventKey, null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin", ReEntry: ReEntry.Always);
        var id = (await app.Services.GetRequiredService<EventService>().CreateAsync(actor, draft)).Required();
        (await app.Services.GetRequiredService<IDbContextFactory<PortalDb>>().WriteAsync<Done>(actor, async db =>
        {
            var contacts = Enumerable.Range(0, people).Select(i =>
                new Contact
                {
                    CustomerNumber = $"{badge}{i}",
                    FirstName = "Mia",
                    LastName = $"Muster{i}",
                    CreatedAt = now,
                    UpdatedAt = now
                }.Normalise()).ToList();
            await db.BulkInsertAsync(contacts);
            var participants = contacts.Select((contact, i) =>
                new Participant
                {
                    EventId = id,
                    ContactId = contact.Id,
                    BadgeNumber = $"{badge}{i}",
                    IsConfirmed = true,
                    CreatedAt = now,
                    UpdatedAt = now
                }).ToList();
            await db.BulkInsertAsync(participants);
            await db.BulkInsertAsync(participants.Take(stays).Select((participant, i) => new CheckIn
            {
                EventId = id,
                ParticipantId = participant.Id,
                Type = CheckInType.Scan,
                BadgeNumber = participant.BadgeNumber,
                Station = $"Door {i % 8}",
                Quantity = 1,
                CheckedInAt = now,
                ReceivedAt = now,
                InMinute = Clock.Minute(now),
                CheckedInBy = "Door",
            }).ToList());
            var stayed = await db.CheckIns.Where(c => c.EventId == id).Select(c => new { c.Id, c.ParticipantId }).ToListAsync();
            await db.BulkInsertAsync(stayed.ConvertAll(c => new Scan
            {
                EventId = id,
                ParticipantId = c.ParticipantId,
                CheckInId = c.Id,
                Action = ScanAction.CheckIn,
                Type = CheckInType.Scan,
                At = now,
                ReceivedAt = now,
                ActorKind = ActorKind.System,
                ActorName = "Door",
            }));
            return Done.It;
        })).Required();
        return id;
    }
}
