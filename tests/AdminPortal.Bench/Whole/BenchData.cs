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
    public const string Password = "Turnstile-9-quiet-lanterns";

    /// <summary>The owner.</summary>
    public const string Owner = "bench@portal.example";

    /// <summary>The event.</summary>
    public const string EventKey = "marathon";

    /// <summary>People at one time the size.</summary>
    public const int People = 31_984;

    /// <summary>Check-ins at one time the size.</summary>
    public const int Stays = 69_434;

    private const int Doors = 8;

    private const int WallsMade = 4;

    private const int Portion = 20_000;

    private BenchData(string folder, double times) => (Folder, Participants, CheckIns) =
        (folder, (int)(People * times), (int)(Stays * times));

    /// <summary>The data directory.</summary>
    public string Folder { get; }

    /// <summary>How many people.</summary>
    public int Participants { get; }

    /// <summary>How many check-ins of theirs, all of them over.</summary>
    public int CheckIns { get; }

    /// <summary>May do check-ins and participants.</summary>
    public required string Key { get; init; }

    /// <summary>The tokens of walls; each may have a hundred displays.</summary>
    public required IReadOnlyList<string> Walls { get; init; }

    /// <summary>The tenant.</summary>
    public required long Tenant { get; init; }

    /// <summary>The event's id.</summary>
    public required long EventId { get; init; }

    /// <summary>Makes and fills it.</summary>
    /// <param name="times">How many times the marathon's size.</param>
    public static async Task<BenchData> MakeAsync(double times)
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-bench").FullName;
        await using var portal = await BenchPortal.StartAsync(folder);
        var tenant = (await portal.Get<TenantService>()
            .CreateAsync(Actor.System(0, "bench"), new TenantDraft("bench", "Bench", Plan.Enterprise))).Required();
        var actor = Actor.System(tenant, "bench");
        var now = Clock.Cut(DateTime.UtcNow);
        var happening = (await portal.Get<EventService>().CreateAsync(actor, new EventDraft(EventKey, "Marathon", null, now.AddHours(-9),
            now.AddDays(1), "Europe/Berlin", ReEntry: ReEntry.Always))).Required();
        (await portal.Get<UserService>().CreateAsync(actor, Owner, "Owner", Role.Owner, Password)).Required();
        var walls = new List<string>();
        for (var i = 0; i < WallsMade; i++)
        {
            walls.Add((await portal.Get<WallService>().CreateAsync(actor, happening, new WallDraft($"Hall {i}"))).Required().Token);
        }

        var data = new BenchData(folder, times)
        {
            Key = (await portal.Get<ApiKeyService>().CreateAsync(actor, "Door", ["checkins", "participants"], null)).Required().Key,
            Walls = walls,
            Tenant = tenant,
            EventId = happening,
        };
        await data.FillAsync(portal.Get<IDbContextFactory<PortalDb>>(), actor, now);
        return data;
    }

    /// <summary>The badge of a number; numbers beyond the last begin again.</summary>
    public string Badge(int number) => $"b{number % Participants}";

    /// <summary>Takes it away.</summary>
    public void Dispose() => Directory.Delete(Folder, true);

    private async Task FillAsync(IDbContextFactory<PortalDb> databases, Actor actor, DateTime now)
    {
        var ids = new List<long>(Participants);
        foreach (var numbers in Enumerable.Range(0, Participants).Chunk(Portion))
        {
            (await databases.WriteAsync<Done>(actor, async db =>
            {
                var contacts = numbers.Select(i => new Contact
                {
                    CustomerNumber = Badge(i),
                    FirstName = "Mia",
                    LastName = $"Muster{i}",
                    CreatedAt = now,
                    UpdatedAt = now,
                }.Normalise()).ToList();
                await db.BulkInsertAsync(contacts);
                var people = contacts.ConvertAll(contact => new Participant
                {
                    EventId = EventId,
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

        foreach (var numbers in Enumerable.Range(0, CheckIns).Chunk(Portion))
        {
            (await databases.WriteAsync<Done>(actor, async db =>
            {
                var stays = numbers.Select(i => Stay(ids[i % ids.Count], i, now)).ToList();
                await db.BulkInsertAsync(stays);
                await db.BulkInsertAsync(stays.ConvertAll(LogOf));
                return Done.It;
            })).Required();
        }
    }

    /// <summary>One of the last eight hours, and over: whoever is scanned next comes in anew.</summary>
    private CheckIn Stay(long participant, int number, DateTime now)
    {
        var at = Clock.Cut(now.AddHours(-8 + (7.5 * number / CheckIns)));
        var stay = new CheckIn
        {
            EventId = EventId,
            ParticipantId = participant,
            Type = CheckInType.Scan,
            BadgeNumber = Badge(number),
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
