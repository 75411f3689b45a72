using System.Globalization;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// The figures are kept, not counted: random histories on two nodes, and after each step both nodes show what the records say one by one.
/// More histories with <c>PORTAL_HISTORIES</c>.
/// </summary>
public sealed class TallyTests(ITestOutputHelper output)
{
    private const int Steps = 40;

    private static readonly int Histories = int.Parse(Environment.GetEnvironmentVariable("PORTAL_HISTORIES") ?? "8",
        CultureInfo.InvariantCulture);

    [Theory, ClassData(typeof(Providers))]
    public async Task After_each_step_of_a_random_history_the_figures_are_those_of_the_records(Provider provider)
    {
        var done = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 1; seed <= Histories; seed++)
        {
            var history = new List<string>();
            // Every third one as on a database whose transactions overlap.
            await using var portal = await TestPortal.StartAsync(provider, more: options =>
            {
                if (seed % 3 == 0)
                {
                    options.AddInterceptors(new OverlappingCommits());
                }
            });
            await using var other = portal.Beside();
            var random = new Random(seed);
            var steps = new RandomSteps(portal, random);
            await steps.PrepareAsync();
            var orders = new[] { portal, other }.ToDictionary(node => node, node => new TenantOrders<Contact>(
                node.Get<IDbContextFactory<PortalDb>>(), node.Time, ContactList.Instance.Sorts));
            for (var i = 0; i < Steps; i++)
            {
                steps.Node = random.Next(3) == 0 ? other : portal;
                var step = await steps.NextAsync();
                history.Add(step);
                done[step.Split(' ')[0]] = done.GetValueOrDefault(step.Split(' ')[0]) + 1;
                portal.Time.Advance(TimeSpan.FromSeconds(random.Next(90)));
                foreach (var node in new[] { portal, other })
                {
                    var rule = FigureRules.Of(node.Get<CheckInStatsQueries>(), node.Get<BoardReader>());
                    await using var db = node.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
                    var found = await rule.Look(db, default);
                    Assert.True(found.Count == 0, $"Seed {seed}, after {string.Join(", ", history)}: {string.Join("; ", found)}");
                    await AssertListsAsync(node, new PageRequest(random.Next(1, 4), 3, random.Next(2) == 0 ? "id" : "checked_in_at",
                        random.Next(2) == 0));
                    await AssertOrdersAsync(node, orders[node], random);
                }
            }
        }

        output.WriteLine($"{Histories} histories of {Steps} steps: {string.Join(", ", done.Select(d => $"{d.Key} {d.Value}"))}");
        Assert.True(done.Count >= 15, "A kind of step never came.");
    }

    [Fact]
    public async Task What_has_changed_is_read_by_its_ids_and_not_through_the_event()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await portal.EventAsync();
        for (var badge = 1; badge <= 5; badge++)
        {
            await portal.ParticipantAsync($"{badge}");
        }

        var stats = portal.Get<CheckInStatsQueries>();
        var stay = (await portal.Get<CheckInService>().ScanAsync(portal.Owner,
            new ScanRequest { EventKey = "congress", BadgeNumber = "1" })).Required().Record!;
        await stats.FindAsync(portal.Owner, "congress");
        (await portal.Get<CheckInService>().DeleteAsync(portal.Owner, stay.Id)).Required();
        (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, stay.ParticipantId, new ParticipantPatch { IsConfirmed = false }))
            .Required();
        (await portal.Get<ContactService>().DeleteAsync(portal.Owner, stay.Contact.Id)).Required();
        portal.Commands.Reset();
        await stats.FindAsync(portal.Owner, "congress");
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var plans = new List<string>();
        foreach (var query in portal.Commands.Queries)
        {
            plans.AddRange((await query.PlanAsync(db)).Split('\n'));
        }

        var people = plans.Where(step => step.StartsWith("SEARCH", StringComparison.Ordinal)
            && step.Contains("Participants_TenantId", StringComparison.Ordinal));
        Assert.Empty(people);
        Assert.DoesNotContain(plans, step => step.StartsWith("SCAN", StringComparison.Ordinal)
            && !step.Contains("VIRTUAL TABLE", StringComparison.Ordinal));
        Assert.True(plans.Count >= 6);
    }

    /// <summary>A page that the tally knows is the page that the database would sort out.</summary>
    private static async Task AssertListsAsync(TestPortal node, PageRequest page)
    {
        await using var db = node.Get<IDbContextFactory<PortalDb>>().Read(node.Owner);
        var id = await db.Events.Select(e => e.Id).SingleAsync();
        var stays = await db.CheckIns.Where(c => c.EventId == id).Select(c => new { c.Id, c.CheckedInAt, c.Station }).ToListAsync();
        var rows = page.Sort == "id" ? stays.OrderBy(c => c.Id) : stays.OrderBy(c => c.CheckedInAt).ThenBy(c => c.Id);
        var ids = (page.Descending ? rows.Reverse() : rows).Select(c => c.Id).Skip((int)page.Skip).Take(page.Size);
        var shown = await node.Get<CheckInQueries>().ListAsync(node.Owner, new CheckInFilter(id), page);
        Assert.Equal((stays.Count, string.Join(' ', ids)), (shown.Total, string.Join(' ', shown.Items.Select(c => c.Id))));
        var north = await node.Get<CheckInQueries>().ListAsync(node.Owner, new CheckInFilter(id) { Station = "Nord" }, page);
        Assert.Equal(stays.Count(c => c.Station == "Nord"), north.Total);
        Assert.Equal(stays.Select(c => c.Station).OfType<string>().Distinct().Order(StringComparer.Ordinal),
            await node.Get<CheckInQueries>().StationsAsync(node.Owner, id));

        var people = await db.Participants.Where(p => p.EventId == id).OrderBy(p => p.Id)
            .Select(p => new { p.Id, p.IsConfirmed, p.CategoryId }).ToListAsync();
        var some = (page.Descending ? people.AsEnumerable().Reverse() : people).Select(p => p.Id).Skip((int)page.Skip).Take(page.Size);
        var queries = node.Get<ParticipantQueries>();
        var all = await queries.RecordsAsync(node.Owner, new ParticipantFilter { EventKey = "congress" }, page with { Sort = "id" });
        Assert.Equal((people.Count, string.Join(' ', some)), (all.Total, string.Join(' ', all.Items.Select(p => p.Id))));
        Assert.Equal(people.Count(p => p.IsConfirmed),
            (await queries.ListAsync(node.Owner, new ParticipantFilter { EventId = id, Confirmed = true }, page)).Total);
        var vip = people.FirstOrDefault(p => p.CategoryId is not null)?.CategoryId;
        Assert.Equal(people.Count(p => vip is not null && p.CategoryId == vip),
            (await queries.ListAsync(node.Owner, new ParticipantFilter { EventId = id, CategoryId = vip ?? -1 }, page)).Total);
    }

    /// <summary>What is kept of an order is what the database sorts, whatever happened and wherever.</summary>
    private static async Task AssertOrdersAsync(TestPortal node, TenantOrders<Contact> orders, Random random)
    {
        var (people, contacts, down) = (ParticipantQueries.Sorts, ContactList.Instance.Sorts, random.Next(2) == 0);
        var all = new PageRequest(1, 1_000, people.Names[random.Next(people.Names.Count)], down);
        await using var db = node.Get<IDbContextFactory<PortalDb>>().Read(node.Owner);
        var id = await db.Events.Select(e => e.Id).SingleAsync();
        var sorted = await people.Apply(db, db.Participants.Where(p => p.EventId == id), all.Sort, down).Select(p => p.Id).ToListAsync();
        var shown = await node.Get<ParticipantQueries>().ListAsync(node.Owner, new ParticipantFilter { EventId = id }, all);
        Assert.Equal($"{all.Sort} {string.Join(' ', sorted)}", $"{all.Sort} {string.Join(' ', shown.Items.Select(p => p.Id))}");
        var confirmed = await db.Participants.Where(p => p.EventId == id && p.IsConfirmed).Select(p => p.Id).ToListAsync();
        shown = await node.Get<ParticipantQueries>().ListAsync(node.Owner, new ParticipantFilter { EventId = id, Confirmed = true }, all);
        Assert.Equal(sorted.Intersect(confirmed), shown.Items.Select(p => p.Id));

        all = all with { Sort = contacts.Names[random.Next(contacts.Names.Count)] };
        sorted = await contacts.Apply(db, db.Contacts, all.Sort, down).Select(c => c.Id).ToListAsync();
        var kept = (await orders.PageAsync(node.Owner, all, true, default))!;
        Assert.Equal($"{all.Sort} {string.Join(' ', sorted)}", $"{all.Sort} {string.Join(' ', kept.Ids!)}");
        Assert.Equal(sorted.Count, kept.Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_figures_cost_the_same_commands_however_many_have_changed_and_one_when_nothing_has(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        for (var badge = 1; badge <= 60; badge++)
        {
            await portal.ParticipantAsync($"{badge}");
        }

        await CostAsync(); // the first read goes through the records
        var nothing = await CostAsync();
        var few = await ScanAsync(1, 2);
        var many = await ScanAsync(3, 60);
        output.WriteLine($"nothing {nothing}, few {few}, many {many}");
        Assert.Equal(few, many);
        Assert.InRange(nothing, 1, 3);

        async Task<int> ScanAsync(int from, int to)
        {
            for (var badge = from; badge <= to; badge++)
            {
                (await portal.Get<CheckInService>().ScanAsync(portal.Owner,
                    new ScanRequest { EventKey = "congress", BadgeNumber = $"{badge}" })).Required();
            }

            return await CostAsync();
        }

        async Task<int> CostAsync()
        {
            portal.Time.Advance(TimeSpan.FromSeconds(2));
            await portal.Get<EventRulesCache>().FindAsync(portal.Owner, "congress");
            portal.Commands.Reset();
            await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress");
            return portal.Commands.Count;
        }
    }
}
