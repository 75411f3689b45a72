using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;

namespace AdminPortal.Web.Startup;

/// <summary>Writes what is ordered while the portal runs, and cleans up behind it.</summary>
public static class PortalExports
{
    /// <summary>Lets this process write exports.</summary>
    public static void AddPortalExports(this WebApplicationBuilder builder) => builder.Services.AddHostedService<ExportWork>();
}

/// <summary>Keeps the runner of exports and their cleaner going.</summary>
internal sealed partial class ExportWork(ExportRunner runner, ExportCleaner cleaner, Outages outages, TimeProvider time,
    ILogger<ExportWork> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(runner.RunAsync(stoppingToken), CleanAsync(stoppingToken));

    private async Task CleanAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ExportCleaner.Pace, time);
        try
        {
            do
            {
                try
                {
                    await cleaner.CleanAsync(stoppingToken);
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
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old exports could not be deleted; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
