using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminPortal.Domain.Webhooks;

/// <summary>Registers endpoints, their messages and what sends them; the caller registers <see cref="WebhookData"/>.</summary>
internal static class WebhookSlice
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.TryAddSingleton(new WebhookSettings());
        services.TryAddSingleton<WebhookResolver>((host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken));
        return services
            .AddSingleton<WebhookSecrets>()
            .AddSingleton<WebhookBodies>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<WebhookPost>()
            .AddSingleton<WebhookService>()
            .AddSingleton<WebhookQueries>()
            .AddSingleton<WebhookCollector>()
            .AddSingleton<WebhookDispatcher>()
            .AddSingleton<WebhookUpkeep>();
    }
}
