using AdminPortal.Domain.CheckIns;
using AdminPortal.Web.Features.CheckIns;

namespace AdminPortal.Tests.Components;

/// <summary>An entry of a door that is sent again is recorded once.</summary>
public sealed class DoorEntriesTests
{
    private static readonly DoorResult Admitted =
        new(new DateTime(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc), ScanAction.CheckIn, "0417", 1, null, null);

    private readonly DoorEntries entries = new(TimeProvider.System);

    [Fact]
    public async Task Sent_again_it_is_answered_like_the_first_time()
    {
        var count = 0;
        var work = () =>
        {
            count++;
            return Task.FromResult(Admitted);
        };
        var first = await entries.OnceAsync(1, "a", work);
        Assert.Same(first, await entries.OnceAsync(1, "a", work));
        Assert.Equal(1, count);
        await entries.OnceAsync(2, "a", work);
        await entries.OnceAsync(1, "b", work);
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task Who_waits_for_one_that_fails_tries_it_next()
    {
        var failing = new TaskCompletionSource<DoorResult>();
        var first = entries.OnceAsync(1, "a", () => failing.Task);
        var second = entries.OnceAsync(1, "a", () => Task.FromResult(Admitted));
        failing.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        Assert.Same(Admitted, await second);
    }
}
