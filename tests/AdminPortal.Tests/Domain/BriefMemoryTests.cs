using AdminPortal.Domain.Common;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

public sealed class BriefMemoryTests
{
    private readonly FakeTime time = new(new DateTimeOffset(2026, 10, 3, 8, 0, 0, TimeSpan.Zero));

    private int reads;

    private Func<Task<string?>> Read(string? value) => () =>
    {
        reads++;
        return Task.FromResult(value);
    };

    [Fact]
    public async Task What_was_read_is_known_for_one_second_also_that_there_is_nothing()
    {
        var memory = new BriefMemory<string, string?>(time);
        Assert.Null(await memory.GetAsync("a", Read(null)));
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Null(await memory.GetAsync("a", Read("new")));
        Assert.Equal(1, reads);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("new", await memory.GetAsync("a", Read("new")));
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task What_changed_is_forgotten_and_so_is_everything_before_it_fills_the_memory()
    {
        var memory = new BriefMemory<int, string?>(time);
        await memory.GetAsync(1, Read("one"));
        await memory.GetAsync(2, Read("two"));
        memory.Forget(key => key == 1);
        Assert.Equal("ONE", await memory.GetAsync(1, Read("ONE")));
        Assert.Equal("two", await memory.GetAsync(2, Read("TWO")));
        memory.Clear();
        Assert.Equal("TWO", await memory.GetAsync(2, Read("TWO")));
        for (var key = 3; key <= 10_004; key++)
        {
            await memory.GetAsync(key, Read(null));
        }

        Assert.Equal("Two", await memory.GetAsync(2, Read("Two")));
    }

    [Fact]
    public async Task A_reading_that_fails_is_not_kept()
    {
        var memory = new BriefMemory<int, string?>(time);
        await Assert.ThrowsAsync<TimeoutException>(async () => await memory.GetAsync(1, () => throw new TimeoutException()));
        Assert.Equal("one", await memory.GetAsync(1, Read("one")));
    }

    [Fact]
    public async Task Who_asks_while_it_is_read_waits_for_that_reading_and_may_leave()
    {
        var memory = new BriefMemory<int, string?>(time);
        var database = new TaskCompletionSource<string?>();
        var asked = Enumerable.Range(0, 50).Select(_ => memory.GetAsync(1, () =>
        {
            reads++;
            return database.Task;
        }).AsTask()).ToList();
        using var leaving = new CancellationTokenSource();
        var left = memory.GetAsync(1, Read("never"), leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        database.SetResult("one");
        Assert.All(await Task.WhenAll(asked), value => Assert.Equal("one", value));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task A_reading_that_fails_for_all_who_wait_is_tried_again_by_the_next()
    {
        var memory = new BriefMemory<int, string?>(time);
        var database = new TaskCompletionSource<string?>();
        var asked = Enumerable.Range(0, 3).Select(_ => memory.GetAsync(1, () => database.Task).AsTask()).ToList();
        database.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => Task.WhenAll(asked));
        Assert.Equal("one", await memory.GetAsync(1, Read("one")));
    }
}
