using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Two nodes on one database: while one of them removes, the other one's doors go on scanning.</summary>
public sealed class RemovalRaceTests
{
    private const int Rounds = 15;

    [Theory, ClassData(typeof(Providers))]
    public async Task A_check_in_of_somebody_whom_another_node_removes_goes_along_or_is_refused(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        await one.EventAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var badge = $"{round}";
            var id = await one.ParticipantAsync(badge);
            var (scan, removed) = await TogetherAsync(
                () => one.Get<CheckInService>().ScanAsync(one.Owner, Scan(badge)), () => other.Get<Removal>()
                    .DeleteAsync<Participant>(other.Owner, [id]));
            IsAllOrNothing(scan.Required(), removed.Required().Along);
        }

        Assert.Equal(0, await LivingAsync(one));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_door_that_has_not_heard_of_the_removal_of_its_event_admits_nobody(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        for (var round = 0; round < Rounds; round++)
        {
            var key = $"event{round}";
            var id = (await one.EventAsync(key)).Id;
            await one.ParticipantAsync("early", key);
            await one.ParticipantAsync("late", key);
            // this node knows the event from now on
            Assert.True((await one.Get<CheckInService>().ScanAsync(one.Owner, Scan("early", key))).Required().Admitted);
            var (scan, removed) = await TogetherAsync(
                () => one.Get<CheckInService>().ScanAsync(one.Owner, Scan("late", key)), () => other.Get<Removal>()
                    .DeleteAsync<Event>(other.Owner, [id]));
            if (scan.Ok)
            {
                IsAllOrNothing(scan.Value, removed.Required().Along - 3); // two people and the one who was in
            }

            var after = await one.Get<CheckInService>().ScanAsync(one.Owner, Scan("late", key));
            Assert.False(after is { Ok: true, Value.Admitted: true });
        }

        Assert.Equal(0, await LivingAsync(one));
    }

    /// <summary>Whoever was admitted went along; whoever was not is unknown.</summary>
    private static void IsAllOrNothing(ScanResult scan, int along)
    {
        Assert.Equal(scan.Admitted ? 1 : 0, along);
        if (!scan.Admitted)
        {
            Assert.Equal("unknown_badge", Assert.Single(scan.Refusals).Code);
        }
    }

    private static ScanRequest Scan(string badge, string eventKey = "congress") => new() { EventKey = eventKey, BadgeNumber = badge };

    private static async Task<int> LivingAsync(TestPortal portal)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        return await db.CheckIns.CountAsync();
    }

    private static async Task<(T One, TOther Other)> TogetherAsync<T, TOther>(Func<Task<T>> one, Func<Task<TOther>> other)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Task.Run(async () =>
        {
            await start.Task;
            return await one();
        });
        var second = Task.Run(async () =>
        {
            await start.Task;
            return await other();
        });
        start.SetResult();
        return (await first, await second);
    }
}
