using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Api;
using AdminPortal.Web.Features.Stations;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>The portal's API over HTTP, with an embedded database of its own in a temporary folder.</summary>
internal static class BenchHost
{
    /// <summary>Starts it, does the work, and takes it away again.</summary>
    public static async Task RunAsync(Func<WebApplication, Task> work)
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-bench").FullName;
        try
        {
            var builder = PortalHost.CreateBuilder([$"--Portal:DataDirectory={folder}", "--Portal:Seed=none", "--urls=http://127.0.0.1:0",
                "--Logging:LogLevel:Default=Warning"]);
            builder.AddPortalDomainServices();
            builder.AddPortalAccounts();
            builder.AddPortalLanguages();
            builder.AddPortalApi();
            builder.AddPortalStations();
            StartLog.Add(builder);
            await using var app = builder.Build();
            if (!await app.PrepareAsync())
            {
                throw new InvalidOperationException("The portal does not start.");
            }

            app.UsePortalApi();
            app.UseStations();
            await app.StartAsync();
            await work(app);
            await app.StopAsync();
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, true);
        }
    }

    /// <summary>Makes an event with that many participants, of whom the first ones are inside.</summary>
    /// <param name="app">From <see cref="RunAsync"/>.</param>
    /// <param name="actor">Of the tenant.</param>
    /// <param name="eventKey">Its key and title.</param>
    /// <param name="badge">What badges and customer numbers begin with.</param>
    /// <param name="people">How many participants.</param>
    /// <param name="stays">How many check-ins, at most as many.</param>
    /// <param name="reEntry">Its re-entry rule.</param>
    /// <returns>Its id.</returns>
    public static async Task<long> FillAsync(WebApplication app, Actor actor, string eventKey, string badge, int people, int stays,
        ReEntry reEntry = ReEntry.Always)
    {
        var now = Clock.Cut(DateTime.UtcNow);
        var draft = new EventDraft(eventKey, eventKey, null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin", ReEntry: reEntry);
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
