namespace AdminPortal.Web.Startup;

/// <summary>Work that is done again and again.</summary>
internal static class Pacing
{
    /// <summary>Does it at once and then at each turn of the clock, until the portal stops. What fails is told and done again.</summary>
    public static async Task EachAsync(TimeSpan pace, Func<Task> work, Action<Exception> failed, TimeProvider time,
        CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(pace, time);
        try
        {
            do
            {
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
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The portal stops.
        }
    }
}
