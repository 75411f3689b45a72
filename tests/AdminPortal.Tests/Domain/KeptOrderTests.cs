using System.Text.RegularExpressions;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Long lists are turned in an order that is kept: any page of them costs the same, by whatever they are sorted.</summary>
public sealed partial class KeptOrderTests
{
    private const int Many = 6_000;

    private static readonly bool[] Directions = [false, true];

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_page_of_an_event_in_each_order_is_read_by_its_ids_alone(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var eventId = await FillAsync(portal);
        await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"); // keeps the tally
        var people = portal.Get<ParticipantQueries>();
        foreach (var filter in new ParticipantFilter[] { new() { EventId = eventId }, new() { EventId = eventId, Confirmed = true } })
        {
            foreach (var sort in new[] { "name", "company", "customer_number", "email", "category", "presence", "time" })
            {
                await AssertFlatAsync(portal, provider, sort, page => people.ListAsync(portal.Owner, filter, page), row => row.Id,
                    (db, down) => ParticipantQueries.Sorts.Apply(db, ParticipantQueries.Apply(db, portal.Owner, filter), sort, down)
                        .Select(p => p.Id));
            }
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_page_of_contacts_and_applications_in_each_order_is_read_by_its_ids_alone(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await FillAsync(portal);
        var (contacts, applications) = (portal.Get<ContactQueries>(), portal.Get<ApplicationQueries>());
        foreach (var sort in ContactList.Instance.Sorts.Names)
        {
            await AssertFlatAsync(portal, provider, sort, page => contacts.ListAsync(portal.Owner, new ContactFilter(), page),
                row => row.Id, (db, down) => ContactList.Instance.Sorts.Apply(db, db.Contacts, sort, down).Select(c => c.Id));
        }

        foreach (var sort in ApplicationList.Instance.Sorts.Names)
        {
            await AssertFlatAsync(portal, provider, sort, page => applications.ListAsync(portal.Owner, new(), page), row => row.Id,
                (db, down) => ApplicationList.Instance.Sorts.Apply(db, db.Applications, sort, down).Select(a => a.Id));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_another_node_renames_adds_and_removes_stands_at_its_place_on_the_next_page(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await using var other = portal.Beside();
        await FillAsync(portal);
        var first = (await PageAsync(new ContactFilter())).Items[0];
        var application = (await ApplicationsAsync()).Items[0];
        Assert.Equal(first.Id, application.ContactId);

        var contact = (await other.Get<ContactQueries>().FindAsync(other.Owner, first.Id))!;
        var renamed = contact.Draft with { LastName = "Zz" };
        (await other.Get<ContactService>().UpdateAsync(other.Owner, first.Id, renamed, contact.Version)).Required();
        var added = (await other.Get<ContactService>().CreateAsync(other.Owner, new ContactDraft("0", null, "Aa", "Aa", null))).Required();
        var page = await PageAsync(new ContactFilter());
        Assert.Equal((added, Many + 1), (page.Items[0].Id, page.Total));
        Assert.DoesNotContain(first.Id, page.Items.Select(row => row.Id));
        Assert.NotEqual(application.Id, (await ApplicationsAsync()).Items[0].Id);
        Assert.Equal(first.Id, (await PageAsync(new ContactFilter(), true)).Items[0].Id);

        (await other.Get<ContactService>().DeleteAsync(other.Owner, added)).Required();
        page = await PageAsync(new ContactFilter());
        Assert.Equal(Many, page.Total);
        Assert.DoesNotContain(added, page.Items.Select(row => row.Id));
        Assert.Equal(1, (await PageAsync(new ContactFilter { Search = "zz" })).Total);

        Task<Page<ContactRow>> PageAsync(ContactFilter filter, bool down = false) =>
            portal.Get<ContactQueries>().ListAsync(portal.Owner, filter, new PageRequest(1, 25, "name", down));

        Task<Page<ApplicationRow>> ApplicationsAsync() =>
            portal.Get<ApplicationQueries>().ListAsync(portal.Owner, new(), new PageRequest(1, 25, "name", false));
    }

    /// <summary>Pages at the beginning and far in are those that the database sorts, by the same commands, none of which sorts.</summary>
    private static async Task AssertFlatAsync<TRow>(TestPortal portal, Provider provider, string sort,
        Func<PageRequest, Task<Page<TRow>>> readAsync, Func<TRow, long> id, Func<PortalDb, bool, IQueryable<long>> sorted)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        foreach (var down in Directions)
        {
            var all = await sorted(db, down).ToListAsync();
            var last = (all.Count / 25) - 1;
            await readAsync(new PageRequest(1, 25, sort, down)); // the first one puts everything in order
            var commands = new List<int>();
            foreach (var number in new[] { 1, 7, last })
            {
                portal.Commands.Reset();
                var page = await readAsync(new PageRequest(number, 25, sort, down));
                Assert.Equal(all.Skip((number - 1) * 25).Take(25), page.Items.Select(id));
                Assert.Equal(all.Count, page.Total);
                commands.Add(portal.Commands.Queries.Count);
                // The end of a log is the last entry of an index.
                foreach (var query in portal.Commands.Queries.Where(query =>
                    provider == Provider.Sqlite && !query.Sql.Contains("MAX(", StringComparison.Ordinal)))
                {
                    var plan = await query.PlanAsync(db);
                    var sorts = plan.Contains("TEMP B-TREE", StringComparison.Ordinal) && !query.Sql.Contains("Id\" IN (",
                        StringComparison.Ordinal); // a page's own records may be sorted
                    Assert.False(sorts || Walk().IsMatch(plan), $"{sort} {down}, page {number}: {query.Sql}\n{plan}");
                }
            }

            Assert.Single(commands.Distinct());
        }
    }

    /// <summary>An event, contacts, participants and applications, with many ties; no two orders are the same.</summary>
    private static async Task<long> FillAsync(TestPortal portal)
    {
        var eventId = (await portal.EventAsync()).Id;
        var rows = new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
        long?[] categories = [null, await rows.CategoryAsync(eventId, "vip", "VIP"), await rows.CategoryAsync(eventId, "press", "Press")];
        var then = DateTime.UnixEpoch;
        (await portal.Get<IDbContextFactory<PortalDb>>().WriteAsync<Done>(portal.Owner, async write =>
        {
            var contacts = Enumerable.Range(0, Many).Select(at => new Contact
            {
                CustomerNumber = $"N{at * 7 % Many:D5}",
                LastName = $"Muster{at * 3 % 97}",
                CompanyName = at % 2 == 0 ? null : $"Firma {at % 11}",
                Email = at % 3 == 0 ? null : $"p{at % 17}@example.org",
                CreatedAt = then,
                UpdatedAt = then,
            }.Normalise()).ToList();
            await write.BulkInsertAsync(contacts);
            var people = contacts.Select((contact, at) => new Participant
            {
                EventId = eventId,
                ContactId = contact.Id,
                CategoryId = categories[at % 3],
                IsConfirmed = at % 4 != 0,
                CreatedAt = then,
                UpdatedAt = then,
            }).ToList();
            await write.BulkInsertAsync(people);
            await write.BulkInsertAsync(people.Where((_, at) => at % 5 == 0).Select((person, at) => new CheckIn
            {
                EventId = eventId,
                ParticipantId = person.Id,
                CheckedInAt = then.AddMinutes(at * 7 % 13),
                ReceivedAt = then,
                InMinute = at * 7 % 13,
                Type = CheckInType.Scan,
                Quantity = 1,
                CheckedInBy = "Door",
            }).ToList());
            await write.BulkInsertAsync(contacts.Select((contact, at) => new Application
            {
                ContactId = contact.Id,
                Rating = at % 6 == 0 ? null : (at % 5) + 1,
                Status = at % 7 == 0 ? ApplicationStatus.Rejected : ApplicationStatus.Open,
                CreatedAt = then.AddMinutes(at % 9),
                UpdatedAt = then,
            }).ToList());
            return Done.It;
        })).Required();
        return eventId;
    }

    /// <summary>A step that reads more than what it was given ids of.</summary>
    [GeneratedRegex(@"SCAN (?!.*(VIRTUAL TABLE|CONSTANT))|\(TenantId=\?( AND EventId=\?)?\)")]
    private static partial Regex Walk();
}
