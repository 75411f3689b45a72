using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Demo;

/// <summary>What the large tenant now holds.</summary>
public sealed record LargeSeeded(string Tenant, long TenantId, int Events, int Contacts, int Participants, int CheckIns, int Applications,
    int Invoices, int Payments);

/// <summary>
/// Makes a tenant of the size at which slow queries show: eight events, one with six of ten participants and running now, contacts that
/// come to several, check-ins over the days of the events, money in four currencies. Always the same, relative to now. The records are
/// written past the services, in bulk and without audit entries; every figure of theirs holds together as if people had made them.
/// </summary>
public sealed class LargeSeed(IDbContextFactory<PortalDb> databases, TenantService tenants, UserService users, TimeProvider time)
{
    /// <summary>The usual tenant.</summary>
    public const string Slug = "large";

    /// <summary>The usual number of participants.</summary>
    public const int Participants = 100_000;

    /// <summary>The event with most of the participants, which runs now.</summary>
    public const string LargestKey = "weltmesse";

    private const int Portion = 10_000;

    private static readonly string[] Stations = ["Halle 1 Nord", "Halle 1 Süd", "Halle 4 West", "Halle 7 Ost", "Messebahnhof", "VIP"];

    private static readonly (string Key, string Title)[] Categories =
        [("visitor", "Besucher"), ("exhibitor", "Aussteller"), ("speaker", "Referenten"), ("press", "Presse")];

    /// <summary>Out of hundred participants, and the days from today on which each event begins.</summary>
    private static readonly (string Key, string Title, int Share, int Begins, int Days)[] Plans =
    [
        (LargestKey, "Weltmesse", 62, -1, 4), ("fruehjahr", "Frühjahrsmesse", 12, -240, 3), ("sommer", "Sommerkongress", 6, -150, 2),
        ("technik", "Techniktage", 5, -90, 2),
        ("herbst", "Herbstforum", 5, -35, 1), ("energie", "Energiegipfel", 4, 20, 2), ("winter", "Winterkongress", 4, 45, 3),
        ("jubilaeum", "Jubiläum", 2, 120, 1),
    ];

    /// <summary>Makes the tenant. Refused: <c>taken</c> when there is one of that slug.</summary>
    /// <param name="slug">The tenant.</param>
    /// <param name="participants">How many in all; everything else is in proportion.</param>
    /// <param name="password">When given, there is an account <c>owner@SLUG.example</c> with it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<LargeSeeded>> RunAsync(string slug = Slug, int participants = Participants, string? password = null,
        CancellationToken cancellationToken = default)
    {
        var created = await tenants.CreateAsync(Actor.System(0, "large"),
            new TenantDraft(slug, "Messe International", Plan.Enterprise, "Europe/Berlin", "EUR", "de"), cancellationToken);
        if (!created.Ok)
        {
            return created.Refused<LargeSeeded>();
        }

        var actor = Actor.System(created.Value, "large");
        if (password is not null)
        {
            (await users.CreateDemoAsync(actor, $"owner@{slug}.example", "Olivia Sander", Role.Owner, password)).Required();
        }

        await using var db = databases.CreateDbContext();
        (db.Actor, db.IsUnaudited, db.ChangeTracker.AutoDetectChangesEnabled) = (actor, true, false);
        async Task<List<T>> AddAsync<T>(IEnumerable<T> rows)
            where T : class
        {
            var all = new List<T>();
            foreach (var portion in rows.Chunk(Portion))
            {
                db.AddRange(portion);
                await db.SaveChangesAsync(cancellationToken);
                db.ChangeTracker.Clear();
                all.AddRange(portion);
            }

            return all;
        }

#pragma warning disable CA5394 // a tenant that is the same every time needs a random sequence that is
        var random = new Random(2014);
#pragma warning restore CA5394
        var now = time.UtcNow();
        var today = now.Date;
        var events = await AddAsync(Plans.Select(plan => new Event
        {
            EventKey = plan.Key,
            Title = plan.Title,
            Place = "Messe Nord, Hamburg",
            StartsAt = today.AddDays(plan.Begins).AddHours(6),
            EndsAt = today.AddDays(plan.Begins + plan.Days - 1).AddHours(23),
            TimeZone = "Europe/Berlin",
            Capacity = Math.Max(1, participants * plan.Share / 100),
            CreatedAt = today.AddDays(Math.Min(-10, plan.Begins - 200)),
            UpdatedAt = today.AddDays(Math.Min(-10, plan.Begins - 200)),
        }));
        var categories = await AddAsync(
            events.SelectMany(e =>
                Categories.Select((c, at) => new Category { EventId = e.Id, CategoryKey = c.Key, Title = c.Title, Position = at })));
        var contacts = await AddAsync(Enumerable.Range(0, Math.Max(1, participants * 7 / 10)).Select(i => Contact(i, today.AddDays(-500))));
        var people = await AddAsync(events.Zip(Plans)
            .SelectMany(e => People(random, e.First, participants * e.Second.Share / 100, contacts,
                categories.Where(c => c.EventId == e.First.Id).ToDictionary(c => c.CategoryKey, c => c.Id), now)));
        var checkIns =
            await AddAsync(events.SelectMany(e => people.Where(p => p.EventId == e.Id).SelectMany(p => Stays(random, e, p, now))));

        var records = new LargeRecords(random, now);
        var applications = await AddAsync(records.Applications(actor.TenantId, participants / 20, people, events));
        var invoices = await AddAsync(records.Invoices(participants * 27 / 100, contacts, events));
        invoices.AddRange(await AddAsync(records.Credits(participants * 3 / 100, invoices)));
        var payments = await AddAsync(records.Payments(participants / 2, invoices, contacts, events));
        return new LargeSeeded(slug, actor.TenantId, events.Count, contacts.Count, people.Count, checkIns.Count, applications.Count,
            invoices.Count, payments.Count);
    }

    private static Contact Contact(int number, DateTime created)
    {
        var person = DemoPeople.Of(number);
        return new Contact
        {
            CustomerNumber = string.Create(CultureInfo.InvariantCulture, $"L{100_000 + number}"),
            FirstName = person.First,
            LastName = person.Last,
            CompanyName = person.Company.Length == 0 ? null : person.Company,
            Email = person.Email,
            City = person.City,
            Country = person.Country,
            CreatedAt = created,
            UpdatedAt = created,
        }.Normalise();
    }

#pragma warning disable CA5394
    /// <summary>Neighbours in the list of contacts, so that each event shares some with the next.</summary>
    private static IEnumerable<Participant> People(Random random, Event of, int count, List<Contact> contacts,
        Dictionary<string, long> categories, DateTime now)
    {
        var first = random.Next(contacts.Count);
        var until = of.StartsAt < now ? of.StartsAt : now;
        for (var i = 0; i < count; i++)
        {
            var person = (first + i) % contacts.Count;
            var created = Clock.Cut(until.AddDays(-100 * Math.Pow(random.NextDouble(), 2)));
            yield return new Participant
            {
                EventId = of.Id,
                ContactId = contacts[person].Id,
                CategoryId = i % 10 == 9 ? null : categories[DemoPeople.Of(person).Category],
                IsConfirmed = random.Next(100) < 88,
                BadgeNumber = i % 50 == 49 ? null : (i + 1).ToString("D6", CultureInfo.InvariantCulture),
                CreatedAt = created,
                UpdatedAt = created,
            };
        }
    }

    /// <summary>
    /// A day's visits, one after the other: in the morning, perhaps again after lunch; on the last visit of a running event some are still
    /// inside.
    /// </summary>
    private static IEnumerable<CheckIn> Stays(Random random, Event of, Participant who, DateTime now)
    {
        if (of.StartsAt > now || random.Next(100) >= (who.IsConfirmed ? 86 : 20))
        {
            yield break;
        }

        for (var day = of.StartsAt.Date; day < of.EndsAt && day <= now; day = day.AddDays(1))
        {
            var at = day.AddHours(6 + (3 * (random.NextDouble() + random.NextDouble())));
            for (var visit = random.Next(100) < 80 ? 1 + random.Next(2) : 0; visit > 0 && at < now; visit--)
            {
                var (began, ends) = (Clock.Cut(at), Clock.Cut(at.AddMinutes(40 + random.Next(150))));
                var stay = new CheckIn
                {
                    EventId = of.Id,
                    ParticipantId = who.Id,
                    Type = random.Next(100) switch { < 84 => CheckInType.Scan, < 95 => CheckInType.App, _ => CheckInType.Manual },
                    BadgeNumber = who.BadgeNumber,
                    Station = random.Next(60) == 0 ? null : Stations[(int)(Stations.Length * Math.Pow(random.NextDouble(), 2))],
                    Quantity = random.Next(40) == 0 ? 2 : 1,
                    CheckedInAt = began,
                    ReceivedAt = began,
                    InMinute = Clock.Minute(began),
                    CheckedInBy = "Door",
                };
                stay.CloseAt(ends < now ? ends : null);
                yield return stay;
                at = ends.AddMinutes(20 + random.Next(120));
            }
        }
    }
#pragma warning restore CA5394
}
