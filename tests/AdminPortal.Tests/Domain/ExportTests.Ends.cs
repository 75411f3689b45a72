using AdminPortal.Domain.Exports;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>How an export ends that does not go well.</summary>
public sealed partial class ExportTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task What_fails_three_times_is_given_up_with_a_reason(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        await File.WriteAllTextAsync(portal.Exports, "no folder");
        var id = (await portal.Get<ExportService>().OrderAsync(person, Order())).Required();
        for (var attempt = 1; attempt <= ExportQueue.MostAttempts; attempt++)
        {
            Assert.NotEqual(ExportState.Failed, await StateAsync(portal, person, id));
            Assert.True(await portal.Get<ExportRunner>().RunNextAsync());
            portal.Time.Advance(ExportQueue.Lease);
        }

        var row = (await portal.Get<ExportService>().FindAsync(person, id))!;
        Assert.Equal((ExportState.Failed, "export_failed"), (row.State, row.ErrorCode));
        Assert.False(await portal.Get<ExportRunner>().RunNextAsync());
        File.Delete(portal.Exports);
        var again = (await portal.Get<ExportService>().RepeatAsync(person, id)).Required();
        Assert.True(await portal.Get<ExportRunner>().RunNextAsync());
        Assert.Equal(ExportState.Done, await StateAsync(portal, person, again));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Work_that_kills_its_runner_three_times_is_given_up(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var id = (await portal.Get<ExportService>().OrderAsync(person, Order())).Required();
        for (var attempt = 1; attempt <= ExportQueue.MostAttempts; attempt++)
        {
            Assert.Equal(attempt, (await portal.Get<ExportQueue>().ClaimAsync())!.Attempt);
            portal.Time.Advance(ExportQueue.Lease);
        }

        Assert.Null(await portal.Get<ExportQueue>().ClaimAsync());
        Assert.Equal(ExportState.Failed, await StateAsync(portal, person, id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_cancelled_export_loses_its_runner_and_makes_room_for_the_next(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var (service, queue) = (portal.Get<ExportService>(), portal.Get<ExportQueue>());
        var running = (await service.OrderAsync(person, Order())).Required();
        var waiting = (await service.OrderAsync(person, Order())).Required();
        var next = (await service.OrderAsync(person, Order())).Required();
        var claim = (await queue.ClaimAsync())!;
        (await service.CancelAsync(person, waiting)).Required();
        (await service.CancelAsync(person, running)).Required();
        Assert.False(await queue.KeepAsync(claim, 1, null));
        Assert.False(await queue.DoneAsync(claim, "a.csv", 1, 1));
        Assert.Equal(next, (await queue.ClaimAsync())!.Id);
        Assert.Equal(ExportState.Cancelled, await StateAsync(portal, person, running));
        Assert.Equal(ExportState.Cancelled, await StateAsync(portal, person, waiting));
        Assert.Equal("not_found", (await service.CancelAsync(await PersonAsync(portal), next)).Problems[0].Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_process_that_stops_hands_its_work_back(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var id = (await portal.Get<ExportService>().OrderAsync(person, Order())).Required();
        for (var stops = 0; stops < 4; stops++)
        {
            await portal.Get<ExportQueue>().ReleaseAsync((await portal.Get<ExportQueue>().ClaimAsync())!);
            Assert.Equal(ExportState.Queued, await StateAsync(portal, person, id));
        }

        using var stop = new CancellationTokenSource();
        var running = portal.Get<ExportRunner>().RunAsync(stop.Token);
        await UntilDoneAsync(portal, person, id);
        var second = (await portal.Get<ExportService>().OrderAsync(person, Order())).Required();
        await UntilDoneAsync(portal, person, second);
        await stop.CancelAsync();
        await running;
    }
}
