using AdminPortal.Data.Sqlite;
using AdminPortal.Domain.Data;

namespace AdminPortal.Tests.Domain;

public sealed class WriteGateTests
{
    [Fact]
    public async Task Check_ins_go_first_and_bulk_work_last_however_they_came()
    {
        var gate = new WriteGate();
        Assert.True(await gate.EnterAsync(WritePriority.Bulk, default));
        var order = new List<string>();
        var waiting = new[] { (WritePriority.Bulk, "bulk"), (WritePriority.Usual, "first"), (WritePriority.Door, "door"), (WritePriority.Usual, "second") }
            .Select(async place =>
            {
                Assert.True(await gate.EnterAsync(place.Item1, default));
                order.Add(place.Item2);
                gate.Leave();
            }).ToList();
        Assert.Empty(order);
        gate.Leave();
        await Task.WhenAll(waiting);
        Assert.Equal(["door", "first", "second", "bulk"], order);
        Assert.True(await gate.EnterAsync(WritePriority.Usual, default));
    }

    [Fact]
    public async Task Who_gives_up_is_not_waited_for()
    {
        var gate = new WriteGate();
        await gate.EnterAsync(WritePriority.Usual, default);
        using var stop = new CancellationTokenSource();
        var gone = gate.EnterAsync(WritePriority.Door, stop.Token);
        var next = gate.EnterAsync(WritePriority.Usual, default);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.Leave();
        Assert.True(await next);
    }
}
