using AdminPortal.Domain.Common;
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
        Task.WhenAll(
            runner.RunAsync(stoppingToken),
            Pacing.EachAsync(ExportCleaner.Pace, () => cleaner.CleanAsync(stoppingToken), Failed, time, stoppingToken));

    private void Failed(Exception error)
    {
        if (!outages.Is(error))
        {
            LogLater(logger, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old exports could not be deleted; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
