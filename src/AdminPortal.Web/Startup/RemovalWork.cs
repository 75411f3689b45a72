using AdminPortal.Domain.Data;

namespace AdminPortal.Web.Startup;

/// <summary>Erases what was removed long ago while the portal runs.</summary>
public static class PortalRemoval
{
    /// <summary>Lets this process erase.</summary>
    public static void AddPortalRemoval(this WebApplicationBuilder builder) => builder.Services.AddHostedService<RemovalWork>();
}

/// <summary>Erases once an hour.</summary>
internal sealed partial class RemovalWork(RemovalEraser eraser, TimeProvider time, ILogger<RemovalWork> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RemovalEraser.Pace, time);
        try
        {
            do
            {
                try
                {
                    if (await eraser.EraseAsync(stoppingToken) is > 0 and var count)
                    {
                        LogErased(logger, count);
                    }
                }
#pragma warning disable CA1031 // a pump: an outage of the database must not end the portal
                catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    LogLater(logger, error);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} records that were removed long ago were erased")]
    private static partial void LogErased(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "What was removed long ago could not be erased; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
