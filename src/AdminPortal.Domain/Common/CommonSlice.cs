using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminPortal.Domain.Common;

/// <summary>Registers what every slice measures with.</summary>
internal static class CommonSlice
{
    public static IServiceCollection AddCommon(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddMetrics().AddSingleton<PortalMeter>();
    }
}
