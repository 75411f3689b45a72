using AdminPortal.Data.Sqlite;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

public sealed class WriteGateTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(10)]
    [InlineData(2)]
    [InlineData(1)]
    public void The_gate_and_SQLite_have_one_deadline_together(int seconds)
    {
        var whole = TimeSpan.FromSeconds(seconds);
        var here = WriteGate.Here(whole);
        Assert.InRange(here, whole / 2, whole);
        Assert.Equal(whole, WriteGate.Left(whole, TimeSpan.Zero));
        Assert.Equal(whole, here + WriteGate.Left(whole, here));

        // A timer that is late takes nothing away from SQLite, which must look at least once.
        Assert.Equal(whole - here, WriteGate.Left(whole, here * 2));
    }

    [Fact]
    public async Task Who_has_waited_too_long_is_let_go_and_takes_nobodys_turn()
    {
        var gate = new WriteGate();
        await gate.EnterAsync(WritePriority.Usual, Long, default);
        Assert.False(await gate.EnterAsync(WritePriority.Door, TimeSpan.Zero, default));
        var next = gate.EnterAsync(WritePriority.Usual, Long, default);
        gate.Leave();
        Assert.True(await next);
    }

    [Fact]
    public async Task Check_ins_go_first_and_bulk_work_last_however_they_came()
    {
        var gate = new WriteGate();
        Assert.True(await gate.EnterAsync(WritePriority.Bulk, Long, default));
        var order = new List<string>();
        var waiting = new[]
            { (WritePriority.Bulk, "bulk"), (WritePriority.Usual, "first"), (WritePriority.Door, "door"), (WritePriority.Usual, "second") }
            .Select(async place =>
            {
                Assert.True(await gate.EnterAsync(place.Item1, Long, default));
                order.Add(place.Item2);
                gate.Leave();
            }).ToList();
        Assert.Empty(order);
        gate.Leave();
        await Task.WhenAll(waiting);
        Assert.Equal(["door", "first", "second", "bulk"], order);
        Assert.True(await gate.EnterAsync(WritePriority.Usual, Long, default));
    }

    [Fact]
    public async Task Whoever_waits_for_another_process_holds_no_thread_and_is_in_when_that_one_ends()
    {
        await using var one = await TestPortal.StartAsync(Provider.Sqlite);
        await using var other = one.Beside(); // a gate of its own, as another process has
        await using var db = other.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        await using var writing = await db.Database.BeginTransactionAsync();

        // A wait that held this thread would end only with the bound of the wait, and fail.
        var waiting = one.Get<IDbContextFactory<PortalDb>>().WriteAsync<Done>(one.Owner, _ => Task.FromResult<Result<Done>>(Done.It));
        Assert.False(waiting.IsCompleted);
        await writing.RollbackAsync();
        (await waiting).Required();
    }

    [Fact]
    public async Task A_transaction_that_could_not_begin_leaves_its_place_and_its_shortened_wait_behind()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var databases = portal.Get<IDbContextFactory<PortalDb>>();
        var refused = databases.For(portal.Owner);
        var connection = (SqliteConnection)refused.Database.GetDbConnection();
        var whole = connection.DefaultTimeout;
        connection.DefaultTimeout = 1;
        await using (var other = portal.Beside()) // a gate of its own, as another process has
        {
            await using var writer = other.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
            await using var writing = await writer.Database.BeginTransactionAsync();
            await Assert.ThrowsAsync<SqliteException>(() => refused.Database.BeginTransactionAsync());
        }

        await refused.DisposeAsync();
        Assert.Equal(whole, connection.DefaultTimeout);
        Assert.NotEqual(1, whole);

        // Nobody is inside any more: whoever comes is in at once, the one with the same connection too.
        await using var first = databases.For(portal.Owner);
        Assert.Same(refused, first);
        await using var second = databases.For(portal.Owner);
        var waited = first.Database.BeginTransactionAsync();
        Assert.True(waited.IsCompletedSuccessfully);
        await using var begun = await waited;
        var next = second.Database.BeginTransactionAsync();
        Assert.False(next.IsCompleted);
        await begun.RollbackAsync();
        await using var after = await next;
    }

    [Fact]
    public async Task Who_gives_up_is_not_waited_for()
    {
        var gate = new WriteGate();
        await gate.EnterAsync(WritePriority.Usual, Long, default);
        using var stop = new CancellationTokenSource();
        var gone = gate.EnterAsync(WritePriority.Door, Long, stop.Token);
        var next = gate.EnterAsync(WritePriority.Usual, Long, default);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.Leave();
        Assert.True(await next);
    }
}
