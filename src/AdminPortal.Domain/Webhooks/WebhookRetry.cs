namespace AdminPortal.Domain.Webhooks;

/// <summary>When a message that failed is sent again, and when an endpoint that fails is left alone.</summary>
public static class WebhookRetry
{
    /// <summary>A message that failed for so long is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    /// <summary>After so many failed attempts in a row an endpoint counts as broken.</summary>
    public const int FailuresToBreak = 5;

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4),
    ];

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(15);

    /// <summary>When a message goes out again; null when it is given up.</summary>
    /// <param name="tries">Attempts so far, at least one.</param>
    /// <param name="queuedAt">UTC; since when it waits.</param>
    /// <param name="now">UTC.</param>
    public static DateTime? Next(int tries, DateTime queuedAt, DateTime now)
    {
        if (now >= queuedAt + Patience)
        {
            return null;
        }

        var next = now + (tries <= Pauses.Length ? Pauses[tries - 1] : LongestPause);
        return next < queuedAt + Patience ? next : queuedAt + Patience; // one last time at the end
    }

    /// <summary>
    /// When a broken endpoint is tried again: after one minute, then twice as long each time, at most a quarter of an hour.
    /// </summary>
    /// <param name="failures">Attempts that failed in a row.</param>
    /// <param name="now">UTC.</param>
    public static DateTime Probe(int failures, DateTime now)
    {
        var pause = TimeSpan.FromMinutes(Math.Pow(2, Math.Clamp(failures - FailuresToBreak, 0, 10)));
        return now + (pause < LongestProbe ? pause : LongestProbe);
    }
}
