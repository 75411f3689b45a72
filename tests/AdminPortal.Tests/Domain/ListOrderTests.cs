using System.Text.RegularExpressions;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>The lists of participants and of check-ins are read in the order of an index, and have the rows that the order means.</summary>
public sealed partial class ListOrderTests
{
    private const int Many = 330;

    private static readonly bool[] Directions = [false, true];

    [Theory, ClassData(typeof(Providers))]
    public async Task Sorted_by_their_own_columns_a_page_takes_no_sorting_and_no_walk(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var eventId = await FillAsync(portal);
        var (people, stays) = (portal.Get<ParticipantQueries>(), portal.Get<CheckInQueries>());
        foreach (var descending in Directions)
        {
            foreach (var sort in new[] { "id", "created_at", "updated_at" })
            {
                await InOrderAsync(3, sort, page => people.RecordsAsync(portal.Owner, new() { EventKey = "congress" }, page));
                await InOrderAsync(3, sort, page => people.RecordsAsync(portal.Owner, new() { EventId = eventId }, page));
            }

            await InOrderAsync(3, "id", page => people.RecordsAsync(portal.Owner, new(), page));
            await InOrderAsync(3, "id", page => people.RecordsAsync(portal.Owner, new() { EventId = eventId, Confirmed = true }, page));

            foreach (var sort in new[] { "badge", "confirmed", "created_at" })
            {
                await InOrderAsync(4, sort, page => people.ListAsync(portal.Owner, new() { EventId = eventId }, page));
            }

            foreach (var sort in CheckInQueries.Sorts.Names)
            {
                await InOrderAsync(3, sort, page => stays.ListAsync(portal.Owner, new(eventId), page));
            }

            async Task InOrderAsync(int commands, string sort, Func<PageRequest, Task> read)
            {
                portal.Commands.Reset();
                await read(new PageRequest(4, 25, sort, descending));
                Assert.Equal(commands, portal.Commands.Queries.Count);
                if (provider != Provider.Sqlite)
                {
                    return;
                }

                await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
                foreach (var (query, at) in portal.Commands.Queries.Select((query, at) => (query, at)))
                {
                    var plan = await query.PlanAsync(db);
                    Assert.True(!plan.Contains("TEMP B-TREE", StringComparison.Ordinal) && !Walk().IsMatch(plan),
                        $"{sort} {descending}: {query.Sql}\n{plan}");

                    // The number of rows and the ids of the page are read from an index alone, the number from the narrowest.
                    Assert.True(at > 1 || plan.Contains("COVERING INDEX", StringComparison.Ordinal), $"{query.Sql}\n{plan}");
                    Assert.True(at > 0 || Narrow().IsMatch(plan), $"{query.Sql}\n{plan}");
                }
            }
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Sorted_by_what_other_tables_have_a_page_reads_no_participants_of_other_events(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var eventId = await FillAsync(portal);
        foreach (var sort in new[] { "name", "company", "email", "category", "presence", "time" })
        {
            portal.Commands.Reset();
            await portal.Get<ParticipantQueries>()
                .ListAsync(portal.Owner, new() { EventId = eventId }, new PageRequest(4, 25, sort, false));
            if (provider == Provider.Sqlite)
            {
                await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
                var plan = await portal.Commands.Queries.ElementAt(1).PlanAsync(db);
                Assert.Matches(@"^SEARCH p USING COVERING INDEX \w+ \(TenantId=\? AND EventId=\?\)", plan);
            }
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_kept_tally_has_the_pages_that_need_everybodys_stays_in_the_same_order(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var eventId = await FillAsync(portal);
        var before = await PagesAsync();
        await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"); // keeps it from now on
        portal.Commands.Reset();
        Assert.Equal(before, await PagesAsync());
        Assert.DoesNotContain(portal.Commands.Queries, query => query.Sql.Contains("ORDER BY", StringComparison.Ordinal)
            && query.Sql.Contains("\"Participants\"", StringComparison.Ordinal));

        // Who stood first comes in, and stands behind all who are not there.
        var first = before[0][0];
        Assert.True((await portal.Get<CheckInService>().ScanAsync(portal.Owner,
            new() { EventKey = "congress", ParticipantId = first })).Required().Admitted);
        Assert.NotEqual(first, (await PagesAsync())[0][0]);

        ParticipantQueries People() => portal.Get<ParticipantQueries>();

        async Task<List<List<long>>> PagesAsync()
        {
            var all = new List<List<long>>();
            foreach (var sort in new[] { "presence", "time" })
            {
                foreach (var descending in Directions)
                {
                    var ids = new List<long>();
                    for (var page = 1; page <= (Many / 25) + 1; page++)
                    {
                        ids.AddRange((await People().ListAsync(portal.Owner, new() { EventId = eventId },
                            new PageRequest(page, 25, sort, descending))).Items.Select(row => row.Id));
                    }

                    all.Add(ids);
                }
            }

            return all;
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_narrows_a_list_to_few_records_is_looked_for_before_its_order(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var eventId = await FillAsync(portal);
        portal.Commands.Reset();
        await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new(eventId) { ParticipantId = 1 }, new PageRequest(Sort: "id"));
        await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new(eventId) { ParticipantId = 1 }, new PageRequest());
        await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new() { EventKey = "congress", CustomerNumber = "C0001" }, new());
        await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new(eventId) { Station = "Nord" }, new PageRequest(Sort: "id"));
        foreach (var sort in new[] { "badge", "confirmed", "created_at" })
        {
            await portal.Get<ParticipantQueries>().ListAsync(portal.Owner, new() { EventId = eventId, CategoryId = 1 },
                new PageRequest(Sort: sort));
        }

        if (provider == Provider.Sqlite)
        {
            await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
            foreach (var query in portal.Commands.Queries)
            {
                var plan = await query.PlanAsync(db);
                Assert.False(Broad().IsMatch(plan), $"{query.Sql}\n{plan}");
            }
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_page_has_the_rows_that_its_order_means_with_ties_by_id(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var eventId = await FillAsync(portal);
        var (people, stays) = (portal.Get<ParticipantQueries>(), portal.Get<CheckInQueries>());
        List<Participant> all;
        List<CheckIn> ins;
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            all = await db.Participants.Where(p => p.EventId == eventId).ToListAsync();
            ins = await db.CheckIns.Where(c => c.EventId == eventId).ToListAsync();
        }

        Assert.Equal((Many - 1, Many - 2), (all.Count, ins.Count));
        foreach (var (sort, key) in new (string, Func<Participant, object?>)[]
            { ("id", p => p.Id), ("created_at", p => p.CreatedAt), ("updated_at", p => p.UpdatedAt) })
        {
            await SameAsync(sort, all, key, p => p.Id, async page =>
                [.. (await people.RecordsAsync(portal.Owner, new() { EventKey = "congress" }, page)).Items.Select(row => row.Id)]);
            await SameAsync(sort, [.. all.Where(p => p.IsConfirmed)], key, p => p.Id, async page =>
                [.. (await people.RecordsAsync(portal.Owner, new() { EventId = eventId, Confirmed = true }, page))
                    .Items.Select(row => row.Id)]);
        }

        foreach (var (sort, key) in new (string, Func<Participant, object?>)[]
            { ("badge", p => p.BadgeNumber), ("confirmed", p => p.IsConfirmed), ("created_at", p => p.CreatedAt) })
        {
            await SameAsync(sort, all, key, p => p.Id, async page =>
                [.. (await people.ListAsync(portal.Owner, new() { EventId = eventId }, page)).Items.Select(row => row.Id)]);
        }

        foreach (var (sort, key) in new (string, Func<CheckIn, object?>)[] { ("id", c => c.Id), ("checked_in_at", c => c.CheckedInAt) })
        {
            await SameAsync(sort, ins, key, c => c.Id, async page =>
                [.. (await stays.ListAsync(portal.Owner, new(eventId), page)).Items.Select(row => row.Id)]);
        }

        static async Task SameAsync<T>(string sort, List<T> rows, Func<T, object?> key, Func<T, long> id,
            Func<PageRequest, Task<List<long>>> read)
        {
            foreach (var descending in Directions)
            {
                var ids = (descending ? rows.OrderByDescending(key).ThenByDescending(id) : rows.OrderBy(key).ThenBy(id)).Select(id)
                    .ToList();
                for (var page = 1; page <= (rows.Count / 25) + 2; page++)
                {
                    Assert.Equal(ids.Skip((page - 1) * 25).Take(25), await read(new PageRequest(page, 25, sort, descending)));
                }
            }
        }
    }

    /// <summary>
    /// An event with many participants, with and without badges, whose times and stays are full of ties, and another one beside it; a few
    /// are deleted.
    /// </summary>
    private static async Task<long> FillAsync(TestPortal portal)
    {
        var eventId = (await portal.EventAsync()).Id;
        var other = (await portal.EventAsync("other")).Id;
        var rows = new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
        await rows.AddAsync(Enumerable.Range(0, Many).Select(at => new Contact
        {
            CustomerNumber = $"C{at:D4}",
            LastName = $"Muster{at}",
            CreatedAt = Moment(0),
            UpdatedAt = Moment(0),
        }.Normalise()));
        await rows.AddAsync((await rows.AllAsync<Contact>()).OrderBy(contact => contact.Id).SelectMany((contact, at) =>
            new[] { eventId, other }.Select(of => new Participant
            {
                EventId = of,
                ContactId = contact.Id,
                BadgeNumber = at % 4 == 0 ? null : $"{(at * 7) % Many:D4}",
                IsConfirmed = at % 3 == 0,
                CreatedAt = Moment((at * 5) % 11),
                UpdatedAt = Moment(at % 40),
            })));
        await rows.AddAsync((await rows.AllAsync<Participant>()).OrderBy(p => p.Id).Select((p, at) => new CheckIn
        {
            EventId = p.EventId,
            ParticipantId = p.Id,
            BadgeNumber = p.BadgeNumber,
            CheckedInAt = Moment((at * 3) % 7),
            ReceivedAt = Moment(0),
            InMinute = Clock.Minute(Moment((at * 3) % 7)),
            Type = CheckInType.Scan,
            Quantity = 1,
            CheckedInBy = "Door",
        }));
        await rows.DeleteAsync<Participant>((await rows.AllAsync<Participant>()).Where(p => p.EventId == eventId).Min(p => p.Id));
        var stays = (await rows.AllAsync<CheckIn>()).Where(c => c.EventId == eventId).Select(c => c.Id).Order().ToList();
        await rows.DeleteAsync<CheckIn>(stays[0]);
        await rows.DeleteAsync<CheckIn>(stays[100]);
        return eventId;
    }

    /// <summary>Through rows; the ids that a statement was given are none.</summary>
    [GeneratedRegex("SCAN (?!.*VIRTUAL TABLE)")]
    private static partial Regex Walk();

    [GeneratedRegex("COVERING INDEX IX_(Participants|CheckIns)_TenantId(_EventId)?(_IsConfirmed)?_Id_DeletedAt(_ContactId)? ")]
    private static partial Regex Narrow();

    /// <summary>A step that reads all of an event or of a tenant.</summary>
    [GeneratedRegex(@"\(TenantId=\?( AND EventId=\?)?( AND (Id>|DeletedAt=)\?)?\)")]
    private static partial Regex Broad();

    private static DateTime Moment(int minutes) => DateTime.UnixEpoch.AddMinutes(minutes);
}
