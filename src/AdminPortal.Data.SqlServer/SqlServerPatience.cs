using AdminPortal.Domain.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Data.SqlServer;

/// <summary>
/// Repeats what failed by a passing fault: at once, then after ever longer pauses of half a second at most, for <see cref="Patience"/> in
/// all. Whoever waits is told soon that the database is away, and whoever waits when it comes back is served within a second.
/// </summary>
internal sealed class SqlServerPatience(ExecutionStrategyDependencies dependencies, DatabaseFaults faults)
    : SqlServerRetryingExecutionStrategy(dependencies, maxRetryCount: 32, LongestPause, errorNumbersToAdd: null)
{
    /// <summary>Time after the first fault in which it is tried again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private long began;

    /// <inheritdoc />
    protected override void OnFirstExecution()
    {
        base.OnFirstExecution();
        began = 0;
    }

    /// <summary>
    /// Also where EF's list does not know the number of a broken connection; a command that ran into its timeout is not started again.
    /// </summary>
    protected override bool ShouldRetryOn(Exception exception) =>
        base.ShouldRetryOn(exception)
            || (exception is SqlException { Number: not -2 } && faults.Of(exception) == DatabaseFault.Unavailable);

    /// <summary>A commit may have succeeded whatever went wrong afterwards.</summary>
    protected override bool ShouldVerifySuccessOn(Exception exception) => true;

    /// <inheritdoc />
    protected override TimeSpan? GetNextDelay(Exception lastException)
    {
        var now = Environment.TickCount64;
        began = began == 0 ? now : began;
        if (now - began > Patience.TotalMilliseconds)
        {
            return null;
        }

        // 0, 50, 100, 200, 400, 500 …, a little apart, so that two that were in each other's way do not meet again.
        var pause = ExceptionsEncountered.Count <= 1
            ? 0
            : Math.Min(LongestPause.TotalMilliseconds, 25 * Math.Pow(2, ExceptionsEncountered.Count - 1));
        return TimeSpan.FromMilliseconds(pause * (0.75 + (Random.Shared.NextDouble() / 4)));
    }
}
