using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.CheckIns.Windows;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.CheckIns;

/// <summary>Registers check-ins, their windows, conflicts and figures.</summary>
internal static class CheckInSlice
{
    public static IServiceCollection AddCheckIns(this IServiceCollection services) => services
        .AddSingleton<CheckInLanes>()
        .AddSingleton<CheckInService>()
        .AddSingleton<CheckInQueries>()
        .AddSingleton<EventTallies>()
        .AddSingleton<CheckInStatsQueries>()
        .AddSingleton<ConflictService>()
        .AddSingleton<ConflictQueries>()
        .AddSingleton<CheckInWindowService>()
        .AddSingleton<CheckInWindowQueries>();
}
