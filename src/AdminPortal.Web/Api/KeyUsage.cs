using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Common;
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
        await Pacing.EachAsync(Pace, () => FlushAsync(stoppingToken), Failed, time, stoppingToken, atOnce: false);

        // The portal stops; what is left is written now.
        try
        {
            await FlushAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // stopping goes on without the database
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failed(error);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await keys.FlushUsageAsync(cancellationToken);
        await usage.FlushAsync(cancellationToken);
        await limits.ForgetAsync(cancellationToken);
        await memory.ForgetAsync(cancellationToken);
        await marks.ForgetAsync(cancellationToken);
    }

    /// <summary>A database that does not answer now is asked again a minute later; nothing is forgotten.</summary>
    private void Failed(Exception error)
    {
        if (!outages.Is(error))
        {
            LogLater(logger, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The use of API keys could not be written down; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
