using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Each page of an event reads it first, and pickers of events stand everywhere: neither costs what grows with people.</summary>
public sealed class EventReadTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task An_event_is_opened_and_chosen_without_anybody_being_counted(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        await portal.EventAsync("fair");
        await portal.ParticipantAsync("1");
        await portal.ParticipantAsync("2");
        var scan = new ScanRequest { EventKey = "congress", BadgeNumber = "1" };
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner, scan)).Required();
        var events = portal.Get<EventQueries>();
        Assert.Equal(2, await events.ParticipantsAsync(portal.Owner, id)); // counted: nobody has looked at its figures
        await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress");

        portal.Commands.Reset();
        Assert.Equal("Event congress", (await events.FindAsync(portal.Owner, "congress"))!.Draft.Title);
        Assert.Equal(["congress", "fair"], (await events.ChoicesAsync(portal.Owner, "event", 7)).Select(row => row.EventKey).Order());
        Assert.Equal(["fair"], (await events.ChoicesAsync(portal.Owner, "fair", 7)).Select(row => row.EventKey));
        Assert.Single(await events.ChoicesAsync(portal.Owner, null, 1));
        Assert.Empty(await events.CategoryNamesAsync(portal.Owner, id));
        Assert.Equal(2, await events.ParticipantsAsync(portal.Owner, id));
        Assert.DoesNotContain(portal.Commands.Queries, query => query.Sql.Contains("COUNT(", StringComparison.OrdinalIgnoreCase));

        await portal.ParticipantAsync("3");
        Assert.Equal(3, await events.ParticipantsAsync(portal.Owner, id));
        Assert.Equal(new EventSize(3, 1), await events.SizeAsync(portal.Owner, id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_is_chosen_from_stands_in_the_order_of_the_list(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        foreach (var key in new[] { "one", "two", "three" })
        {
            await portal.EventAsync(key);
            portal.Time.Advance(TimeSpan.FromDays(2));
        }

        var events = portal.Get<EventQueries>();
        var listed = (await events.ListAsync(portal.Owner, new(), new(1, 10, EventQueries.Agenda))).Items;
        Assert.Equal(listed.Select(row => (row.Id, row.When)), (await events.ChoicesAsync(portal.Owner, null, 10))
            .Select(row => (row.Id, row.When)));
    }
}
