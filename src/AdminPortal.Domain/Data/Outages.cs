using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Data;

/// <summary>
/// Tells an outage of the database from a bug, and says in the log when one begins and when it is over, once each, however many calls meet
/// it.
/// </summary>
public sealed partial class Outages : IDisposable
{
    /// <summary>Seconds after which a caller may try again: the database is asked anew by every call.</summary>
    public const int RetryAfter = 1;

    /// <summary>After so long without a word of it, the next one is another outage.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();

    private readonly IDbContextFactory<PortalDb> databases;

    private readonly TimeProvider time;

    private readonly ILogger logger;

    private readonly IDisposable listening;

    private volatile bool away;

    private long began;

    private long last;

    private int failed;

    /// <summary>Listens to <paramref name="commits"/>: one that succeeds ends an outage.</summary>
    public Outages(IDbContextFactory<PortalDb> databases, Commits commits, TimeProvider time, ILogger<Outages> logger)
    {
        (this.databases, this.time, this.logger) = (databases, time, logger);
        listening = commits.Listen(_ => End());
    }

    /// <summary>Whether an error means that the database cannot do it now; then it is in the log already.</summary>
    public bool Is(Exception error)
    {
        if (databases.Faults().Of(error) != DatabaseFault.Unavailable)
        {
            return false;
        }

        lock (gate)
        {
            var now = time.GetTimestamp();
            if (!away || time.GetElapsedTime(last, now) > Quiet)
            {
                (away, began, failed) = (true, now, 0);
                LogAway(logger, error);
            }

            (last, failed) = (now, failed + 1);
        }

        return true;
    }

    /// <summary>Says that the database answers again; a commit does so by itself.</summary>
    public void Over() => End();

    /// <summary>Listens no longer.</summary>
    public void Dispose() => listening.Dispose();

    private void End()
    {
        if (!away)
        {
            return;
        }

        lock (gate)
        {
            if (away)
            {
                away = false;
                LogBack(logger, time.GetElapsedTime(began).TotalSeconds, failed);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The database cannot be used now; calls are answered 503 until it can")]
    private static partial void LogAway(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "The database can be used again after {Seconds:0.0} s; {Failed} calls and pages were turned away")]
    private static partial void LogBack(ILogger logger, double seconds, int failed);
}
