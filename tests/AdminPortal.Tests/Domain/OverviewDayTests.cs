using AdminPortal.Domain.Common;
using AdminPortal.Domain.Overview;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Days of an event's overview end at its own midnight, also where that is at half or three quarters of an hour.</summary>
public sealed class OverviewDayTests
{
    public static TheoryData<Provider, string, int, int> Zones()
    {
        var zones = new TheoryData<Provider, string, int, int>();
        foreach (Provider provider in new Providers())
        {
            zones.Add(provider, "Asia/Kolkata", 18, 30);
            zones.Add(provider, "Asia/Kathmandu", 18, 15);
            zones.Add(provider, "Europe/Berlin", 22, 0);
        }

        return zones;
    }

    [Theory, MemberData(nameof(Zones))]
    public async Task A_participant_counts_on_the_local_day(Provider provider, string zone, int hour, int minute)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync(zone: zone);
        var midnight = new DateTime(2026, 10, 3, hour, minute, 0, DateTimeKind.Utc);
        Assert.Equal(new DateOnly(2026, 10, 4), Zone.Find(zone).Day(midnight));
        var number = 0;
        foreach (var at in new[] { midnight.AddMinutes(-16), midnight.AddMilliseconds(-1), midnight, midnight.AddMinutes(14),
            midnight.AddMinutes(46), midnight.AddDays(1).AddMilliseconds(-1), midnight.AddDays(1) })
        {
            portal.Time.Set(at);
            await portal.ParticipantAsync($"{++number}");
        }

        var overview = (await portal.Get<EventOverviewQueries>().FindAsync(portal.Owner, "congress"))!;
        Assert.Equal(
            [new DayFigure(new DateOnly(2026, 10, 3), 2, 2), new DayFigure(new DateOnly(2026, 10, 4), 4, 6),
                new DayFigure(new DateOnly(2026, 10, 5), 1, 7)],
            overview.ByDay);
    }
}
