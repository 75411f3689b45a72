using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data.Removals;

namespace AdminPortal.Web.Startup;

/// <summary>Erases what was removed long ago while the portal runs, and ends removals that a process left in the middle.</summary>
public static class PortalRemoval
{
    /// <summary>Lets this process do so.</summary>
    public static void AddPortalRemoval(this WebApplicationBuilder builder) => builder.Services.AddHostedService<RemovalWork>();
}

/// <summary>Erases once an hour; looks for what was left in the middle at the start and every quarter of a minute.</summary>
internal sealed partial class RemovalWork(RemovalEraser eraser, RemovalPortions portions, TimeProvider time, ILogger<RemovalWork> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Pacing.EachAsync(
            RemovalPortions.Pace,
            async () =>
            {
                if (await portions.RecoverAsync(stoppingToken) is > 0 and var count)
                {
                    LogEnded(logger, count);
                }
            },
            error => LogLater(logger, error), time, stoppingToken),
        Pacing.EachAsync(
            RemovalEraser.Pace,
            async () =>
            {
                if (await eraser.EraseAsync(stoppingToken) is > 0 and var count)
                {
                    LogErased(logger, count);
                }
            },
            error => LogLater(logger, error), time, stoppingToken));

    [LoggerMessage(LogLevel.Information, "{Count} records that were removed long ago were erased")]
    private static partial void LogErased(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "{Count} removals that were left in the middle were brought to their end")]
    private static partial void LogEnded(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "What was removed could not be erased or brought to its end; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
