namespace AdminPortal.Tests.Support;

/// <summary>A clock moved by hand whose timers fire when it passes them: waiting code runs without any time passing.</summary>
public sealed class TimerTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();

    private readonly List<Timer> timers = [];

    private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];

    private DateTimeOffset now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, firing what falls due.</summary>
    public void Advance(TimeSpan by)
    {
        List<Timer> due;
        lock (gate)
        {
            now += by;
            due = timers.Where(t => t.Due <= now).OrderBy(t => t.Due).ToList();
            due.ForEach(t => timers.Remove(t));
        }

        due.ForEach(t => t.Fire());
    }

    /// <summary>Waits until that many timers run: until the code under test waits for the clock.</summary>
    public Task TimersAsync(int count)
    {
        lock (gate)
        {
            if (timers.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((count, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    private sealed class Timer(TimerTime clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan every;

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                every = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.now + dueTime;
                    clock.timers.Add(this);
                    foreach (var reached in clock.waiting.Where(w => clock.timers.Count >= w.Count).ToList())
                    {
                        clock.waiting.Remove(reached);
                        reached.Reached.SetResult();
                    }
                }
            }

            return true;
        }

        public void Fire()
        {
            if (every > TimeSpan.Zero)
            {
                Change(every, every);
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
