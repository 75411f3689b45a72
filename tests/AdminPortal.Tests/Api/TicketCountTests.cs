using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Api.TicketTests;

namespace AdminPortal.Tests.Api;

/// <summary>What the counts of the tickets API count.</summary>
[Collection("api")]
public sealed class TicketCountTests(ApiPortals portals)
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Tickets_come_in_the_order_asked_each_once_and_others_are_left_out(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var id = await api.EventAsync();
        await api.EventAsync("other");
        var (a, b) = (await api.ParticipantAsync("1"), await api.ParticipantAsync("2"));
        var elsewhere = await api.ParticipantAsync("3", "other");
        var answer = await CallAsync(api, $"ticket_event_id={id}&ticket_ids={b},%20{elsewhere}%20,{a},{b},0,99999999999999999999,%20{a}",
            rsu: await PairAsync(api));
        Assert.Equal([(b, 0), (a, 0)], Counts(answer));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_count_is_what_began_inside_the_window_that_is_open_now(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var id = await api.EventAsync(reEntry: ReEntry.Always);
        var ticket = await api.ParticipantAsync("1");
        var account = await PairAsync(api);
        await ScanAsync(api, ticket, -31, 50);
        await ScanAsync(api, ticket, -30, 2);
        await ScanAsync(api, ticket, -10, 3);
        Assert.Equal(0, await CountAsync());
        await WindowAsync(api, id, -60, -30);
        await WindowAsync(api, id, -30, 30);
        await WindowAsync(api, id, 30, 60);
        Assert.Equal(5, await CountAsync());
        await ScanAsync(api, ticket, 0, action: ScanAction.CheckOut);
        Assert.Equal(5, await CountAsync());
        var last = await ScanAsync(api, ticket, 0, 7);
        Assert.Equal(12, await CountAsync());
        (await api.Get<CheckInService>().DeleteAsync(api.Owner, last.Id)).Required();
        Assert.Equal(5, await CountAsync());
        api.Host.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, await CountAsync());
        await ScanAsync(api, ticket);
        Assert.Equal(1, await CountAsync());
        api.Host.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, await CountAsync());

        async Task<long> CountAsync() =>
            Assert.Single(Counts(await CallAsync(api, $"ticket_event_id={id}&ticket_ids={ticket}", rsu: account))).Count;
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_category_goes_by_its_own_windows_and_the_others_by_those_for_all(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var id = await api.EventAsync(reEntry: ReEntry.Always);
        var press = (await api.Get<CategoryService>().CreateAsync(api.Owner, id, "press", "Press")).Required();
        var (visitor, reporter) = (await api.ParticipantAsync("1"), await api.ParticipantAsync("2", categoryKey: "press"));
        await WindowAsync(api, id, -60, 60);
        await WindowAsync(api, id, -20, 60, press);
        foreach (var ticket in new[] { visitor, reporter })
        {
            await ScanAsync(api, ticket, -40);
            await ScanAsync(api, ticket, -10);
        }

        Assert.Equal([(visitor, 2), (reporter, 1)],
            Counts(await CallAsync(api, $"ticket_event_id={id}&ticket_ids={visitor},{reporter}", rsu: await PairAsync(api))));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Five_hundred_tickets_take_at_most_four_commands(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var id = await api.EventAsync();
        var tickets = new List<long>();
        foreach (var badge in Enumerable.Range(1, 40))
        {
            tickets.Add(await api.ParticipantAsync($"{badge}"));
        }

        await WindowAsync(api, id, -60, 60);
        await ScanAsync(api, tickets[7], quantity: 4);
        var account = await PairAsync(api);
        var ids = string.Join(',', tickets.Concat(Enumerable.Range(1, 460).Select(i => 5_000_000L + i)));
        api.Host.Time.Advance(TimeSpan.FromSeconds(5));
        api.Host.Commands.Reset();
        var counts = Counts(await CallAsync(api, $"ticket_event_id={id}&ticket_ids={ids}", rsu: account));
        Assert.InRange(api.Host.Commands.Count, 1, 4);
        Assert.Equal(tickets.Select(ticket => (ticket, ticket == tickets[7] ? 4L : 0L)), counts);
    }
}
