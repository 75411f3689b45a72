namespace AdminPortal.Domain.Common;

/// <summary>Work that is done again and again.</summary>
public static class Pacing
{
    /// <summary>
    /// Does it at each turn of the clock, and before the first one too unless told otherwise, until the portal stops. What fails is told
    /// and done again at the next turn; returns when the portal stops.
    /// </summary>
    /// <param name="pace">From turn to turn; a turn that takes longer is followed by the next one at once.</param>
    /// <param name="work">One turn.</param>
    /// <param name="failed">Told of a failure.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">The portal stops.</param>
    /// <param name="atOnce">Whether the first turn does not wait for the clock.</param>
    public static async Task EachAsync(TimeSpan pace, Func<Task> work, Action<Exception> failed, TimeProvider time,
        CancellationToken stopping, bool atOnce = true)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(failed);
        using var timer = new PeriodicTimer(pace, time);
        try
        {
            while (atOnce || await timer.WaitForNextTickAsync(stopping))
            {
                atOnce = false;
                try
                {
                    await work();
                }
#pragma warning disable CA1031 // a pump: an outage of the database must not end the portal
                catch (Exception error) when (error is not OperationCanceledException || !stopping.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    failed(error);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The portal stops.
        }
    }
}
