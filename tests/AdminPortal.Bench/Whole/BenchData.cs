using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Bench.Whole;

/// <summary>
/// A portal's database in a folder of its own: one event with the marathon's number of people and of check-ins, or several times as many;
/// an API key, a wall and an owner.
/// </summary>
internal sealed class BenchData : IDisposable
{
    /// <summary>The owner's password.</summary>
    public const string Password = "Bench-Password-1";

    /// <summary>The owner.</summary>
    public const string Owner = "bench@portal.example";

    /// <summary>The event.</summary>
    public const string EventKey = "marathon";

    /// <summary>People at one time the size.</summary>
    public const int People = 31_984;

    /// <summary>Check-ins at one time the size.</summary>
    public const int Stays = 69_434;

    private const int Doors = 8;

    private const int Portion = 20_000;

    private BenchData(string folder, int times, string key, string wall) => (Folder, Times, Key, Wall) = (folder, times, key, wall);

    /// <summary>The data directory.</summary>
    public string Folder { get; }

    /// <summary>How many times the size.</summary>
    public int Times { get; }

    /// <summary>May do check-ins and participants; of a plan with a limit, so that each call is counted.</summary>
    public string Key { get; }

    /// <summary>The token of the wall.</summary>
    public string Wall { get; }

    /// <summary>Makes and fills it.</summary>
    public static async Task<BenchData> MakeAsync(int times)
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-bench").FullName;
        await using var portal = await BenchPortal.StartAsync(folder);
        var tenant = (await portal.Get<TenantService>()
            .CreateAsync(Actor.System(0, "bench"), new TenantDraft("bench", "Bench", (Environment.GetEnvironmentVariable("LIM") is null ? Plan.Enterprise : Plan.Business)))).Required();
        var actor = Actor.System(tenant, "bench");
        var now = Clock.Cut(DateTime.UtcNow);
        var happening = (await portal.Get<EventService>().CreateAsync(actor, new EventDraft(EventKey, "Marathon", null, now.AddHours(-9),
            now.AddDays(1), "Europe/Berlin", ReEntry: ReEntry.Always))).Required();
        await FillAsync(portal.Get<IDbContextFactory<PortalDb>>(), actor, happening, times, now);
        await portal.Get<UserService>().CreateAsync(actor, Owner, "Owner", Role.Owner, Password);
        var key = (await portal.Get<ApiKeyService>().CreateAsync(actor, "Door", ["checkins", "participants"], null)).Required();
        var wall = (await portal.Get<WallService>().CreateAsync(actor, happening, new WallDraft("Hall"))).Required();
        return new BenchData(folder, times, key.Key, wall.Token);
    }

    /// <summary>The badge of a number; numbers beyond the last begin again.</summary>
    public string Badge(int number) => $"b{number % (People * Times)}";

    /// <summary>Takes it away.</summary>
    public void Dispose() => Directory.Delete(Folder, true);

    private static async Task FillAsync(IDbContextFactory<PortalDb> databases, Actor actor, long happening, int times, DateTime now)
    {
        var ids = new List<long>(People * times);
        foreach (var numbers in Enumerable.Range(0, People * times).Chunk(Portion))
        {
            (await databases.WriteAsync<Done>(actor, async db =>
            {
                var contacts = numbers.Select(i => new Contact
                {
                    CustomerNumber = $"b{i}",
                    FirstName = "Mia",
                    LastName = $"Muster{i}",
                    CreatedAt = now,
                    UpdatedAt = now,
                }.Normalise()).ToList();
                await db.BulkInsertAsync(contacts);
                var people = contacts.ConvertAll(contact => new Participant
                {
                    EventId = happening,
                    ContactId = contact.Id,
                    BadgeNumber = contact.CustomerNumber,
                    IsConfirmed = true,
                    CreatedAt = now,
                    UpdatedAt = now,
                });
                await db.BulkInsertAsync(people);
                ids.AddRange(people.Select(p => p.Id));
                return Done.It;
            })).Required();
        }

        foreach (var numbers in Enumerable.Range(0, Stays * times).Chunk(Portion))
        {
            (await databases.WriteAsync<Done>(actor, async db =>
            {
                var stays = numbers.Select(i => Stay(happening, ids[i % ids.Count], i, Stays * times, now)).ToList();
                await db.BulkInsertAsync(stays);
                await db.BulkInsertAsync(stays.ConvertAll(stay => LogOf(stay)));
                return Done.It;
            })).Required();
        }
    }

    /// <summary>One of the last eight hours, and over: whoever is scanned next comes in anew.</summary>
    private static CheckIn Stay(long happening, long participant, int number, int all, DateTime now)
    {
        var at = Clock.Cut(now.AddHours(-8 + (7.5 * number / all)));
        var stay = new CheckIn
        {
            EventId = happening,
            ParticipantId = participant,
            Type = CheckInType.Scan,
            BadgeNumber = $"b{number % (People * (all / Stays))}",
            Station = $"Door {number % Doors}",
            Quantity = 1,
            CheckedInAt = at,
            ReceivedAt = at,
            InMinute = Clock.Minute(at),
            CheckedInBy = "Door",
        };
        stay.CloseAt(at.AddMinutes(20));
        return stay;
    }

    private static Scan LogOf(CheckIn stay) => new()
    {
        EventId = stay.EventId,
        ParticipantId = stay.ParticipantId,
        CheckInId = stay.Id,
        Action = ScanAction.CheckIn,
        Type = CheckInType.Scan,
        BadgeNumber = stay.BadgeNumber,
        Station = stay.Station,
        At = stay.CheckedInAt,
        ReceivedAt = stay.ReceivedAt,
        ActorKind = ActorKind.System,
        ActorName = "Door",
    };
}
