namespace AdminPortal.Web.Sessions;

/// <summary>
/// Lets the memory of windows that have closed go back to the machine. What a window held is old by then, and the runtime looks through old
/// objects only when new ones need the room: a portal that nobody uses after a full hour would keep all of that hour for the night.
/// </summary>
internal sealed class CircuitMemory(CircuitPlaces places, TimeProvider time) : BackgroundService
{
    /// <summary>Windows that must have closed: some 30 MB.</summary>
    public const int Enough = 50;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    private long seen;

    private long given;

    private int collections = GC.CollectionCount(2);

    /// <summary>
    /// Looks once: when many windows have closed, none does at the moment, and the runtime has not collected by itself, it is asked to,
    /// beside the work that goes on.
    /// </summary>
    /// <returns>Whether it was asked.</returns>
    public bool Look()
    {
        var (closed, full) = (places.Closed, GC.CollectionCount(2));
        var still = closed == seen;
        seen = closed;
        if (full != collections)
        {
            (collections, given) = (full, still ? closed : given);
        }

        if (!still || closed - given < Enough)
        {
            return false;
        }

        given = closed;
        GC.Collect(2, GCCollectionMode.Forced, blocking: false);
        return true;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }
}
