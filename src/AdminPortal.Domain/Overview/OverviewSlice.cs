using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Overview;

/// <summary>Registers the start page and the overview of an event.</summary>
internal static class OverviewSlice
{
    public static IServiceCollection AddOverview(this IServiceCollection services) => services
        .AddSingleton<EventOverviewQueries>()
        .AddSingleton<StartQueries>();
}
