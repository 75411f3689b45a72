using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Data;

namespace AdminPortal.Web.Api;

/// <summary>
/// Writes down once a minute, and when the portal stops, when and how much keys were used, and forgets what was kept long enough.
/// </summary>
internal sealed partial class KeyUsage(ApiKeyService keys, CallUsage usage, CallLimits limits, CallMemory memory, TransactionMarks marks,
    Outages outages, TimeProvider time, ILogger<KeyUsage> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops; what is left is written now.
        }

        await FlushAsync(CancellationToken.None);
    }

    /// <summary>A database that does not answer now is asked again a minute later; nothing is forgotten.</summary>
    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await keys.FlushUsageAsync(cancellationToken);
            await usage.FlushAsync(cancellationToken);
            await limits.ForgetAsync(cancellationToken);
            await memory.ForgetAsync(cancellationToken);
            await marks.ForgetAsync(cancellationToken);
        }
#pragma warning disable CA1031 // a pump: an outage of the database must not end the portal
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (!outages.Is(error))
            {
                LogLater(logger, error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The use of API keys could not be written down; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
