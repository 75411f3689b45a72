using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Stations;

/// <summary>Registers stations at doors.</summary>
internal static class StationSlice
{
    public static IServiceCollection AddStations(this IServiceCollection services) => services
        .AddSingleton<StationService>()
        .AddSingleton<StationScanService>()
        .AddSingleton<StationCopyQueries>();
}
