using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Schedules;

/// <summary>Registers reports by schedule.</summary>
internal static class ScheduleSlice
{
    public static IServiceCollection AddSchedules(this IServiceCollection services) => services
        .AddSingleton<ScheduleService>()
        .AddSingleton<ScheduleQueries>()
        .AddSingleton<ScheduleDelivery>()
        .AddSingleton<ScheduleRunner>();
}
