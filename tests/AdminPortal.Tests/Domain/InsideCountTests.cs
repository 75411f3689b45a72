using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Nobody counts all who are inside for each scan, and the limit of an event is kept to the person all the same.</summary>
public sealed class InsideCountTests
{
    private const int Histories = 6;

    private const int Steps = 60;

    private const int Limit = 12;

    [Theory, ClassData(typeof(Providers))]
    public async Task What_was_counted_holds_only_while_nothing_has_moved_whatever_happens_on_either_node(Provider provider)
    {
        var held = 0;
        for (var seed = 1; seed <= Histories; seed++)
        {
            await using var portal = await TestPortal.StartAsync(provider);
            await using var other = portal.Beside();
            var random = new Random(seed);
            var steps = new RandomSteps(portal, random);
            await steps.PrepareAsync(Limit);
            var history = new List<string>();
            InsideCount? known = null;
            for (var i = 0; i < Steps; i++)
            {
                steps.Node = random.Next(3) == 0 ? other : portal;
                history.Add(await steps.NextAsync());
                portal.Time.Advance(TimeSpan.FromSeconds(random.Next(90)));
                await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
                var id = await db.Events.Select(e => e.Id).SingleAsync();
                var inside = await InsideAsync(db);
                if (known is not null && db.CommitsInOrder() && await known.HoldsAsync(db, id))
                {
                    held++;
                    Assert.True(known.Inside == inside, $"Seed {seed}: {known.Inside} for {inside} after {string.Join(", ", history)}");
                }

                known = await InsideCount.AfterAsync(db, id, inside);
            }
        }

        Assert.True(provider == Provider.SqlServer || held > 20, $"It held {held} times only.");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_limit_is_kept_to_the_person_by_two_nodes_whose_people_come_and_go(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await using var other = portal.Beside();
        await portal.EventAsync(capacity: Limit);
        var random = new Random(7);
        var badges = Enumerable.Range(1, 14).Select(i => $"{i}").ToList();
        foreach (var badge in badges)
        {
            await portal.ParticipantAsync(badge);
        }

        var stays = new Dictionary<string, CheckInRecord>();
        var (full, admitted) = (0, 0);
        for (var i = 0; i < 150; i++)
        {
            var service = (random.Next(4) == 0 ? other : portal).Get<CheckInService>();
            var badge = badges[random.Next(badges.Count)];
            portal.Time.Advance(TimeSpan.FromSeconds(5));
            await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
            var before = await InsideAsync(db);
            var scan = new ScanRequest { EventKey = "congress", BadgeNumber = badge, Quantity = random.Next(1, 4) };
            if (!stays.TryGetValue(badge, out var stay))
            {
                var result = (await service.ScanAsync(portal.Owner, scan)).Required();
                var fits = before + scan.Quantity <= Limit;
                Assert.Equal(fits ? null : "event_full", result.Refusals.SingleOrDefault()?.Code);
                (full, admitted) = fits ? (full, admitted + 1) : (full + 1, admitted);
                if (fits)
                {
                    stays[badge] = result.Record!;
                }
            }
            else if (random.Next(3) == 0)
            {
                (await service.DeleteAsync(portal.Owner, stay.Id)).Required();
                stays.Remove(badge);
            }
            else
            {
                Assert.True((await service.ScanAsync(portal.Owner, scan with { Action = ScanAction.CheckOut })).Required().Admitted);
                stays.Remove(badge);
            }
        }

        Assert.True(full > 10 && admitted > 30, $"{full} refused, {admitted} admitted");
    }

    [Fact]
    public async Task A_scan_at_an_event_with_a_limit_reads_as_many_rows_however_many_are_inside()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await portal.EventAsync(capacity: 100);
        foreach (var badge in new[] { "1", "2", "3" })
        {
            await portal.ParticipantAsync(badge);
        }

        Assert.Equal(1, await SumsAsync("1"));
        Assert.Equal(0, await SumsAsync("2"));
        Assert.Equal(0, await SumsAsync("3"));

        async Task<int> SumsAsync(string badge)
        {
            portal.Commands.Reset();
            var scan = new ScanRequest { EventKey = "congress", BadgeNumber = badge };
            Assert.True((await portal.Get<CheckInService>().ScanAsync(portal.Owner, scan)).Required().Admitted);
            return portal.Commands.Queries.Count(query => query.Sql.Contains("SUM(", StringComparison.OrdinalIgnoreCase));
        }
    }

    private static Task<int> InsideAsync(PortalDb db) => db.CheckIns.Where(c => c.CheckedOutAt == null).SumAsync(c => c.Quantity);
}
