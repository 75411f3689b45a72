using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Webhooks;

namespace AdminPortal.Web.Startup;

/// <summary>Tells other systems what happens, while the portal runs.</summary>
public static class PortalWebhooks
{
    /// <summary>Lets this process do so.</summary>
    public static void AddPortalWebhooks(this WebApplicationBuilder builder) => builder.Services.AddHostedService<WebhookWork>();
}

/// <summary>Collects, sends and forgets, each at its own pace.</summary>
internal sealed partial class WebhookWork(WebhookCollector collector, WebhookDispatcher dispatcher, WebhookUpkeep upkeep, Outages outages,
    TimeProvider time, ILogger<WebhookWork> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(
            Pacing.EachAsync(
                WebhookCollector.Pace,
                async () =>
                {
                    if (await collector.CollectAsync(stoppingToken) > 0)
                    {
                        await dispatcher.StartAsync(stoppingToken);
                    }
                },
                Failed, time, stoppingToken),
            Pacing.EachAsync(WebhookDispatcher.Pace, () => dispatcher.StartAsync(stoppingToken), Failed, time, stoppingToken),
            Pacing.EachAsync(WebhookUpkeep.Pace, () => upkeep.GiveUpAsync(stoppingToken), Failed, time, stoppingToken),
            Pacing.EachAsync(TimeSpan.FromDays(1), () => upkeep.ForgetAsync(stoppingToken), Failed, time, stoppingToken));
        await dispatcher.EndAsync();
    }

    private void Failed(Exception error)
    {
        if (!outages.Is(error))
        {
            LogLater(logger, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Webhooks could not be collected or sent; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
