using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Alarms;

/// <summary>Registers alarms and their letters.</summary>
internal static class AlarmSlice
{
    public static IServiceCollection AddAlarms(this IServiceCollection services) => services
        .AddSingleton<AlarmQueries>()
        .AddSingleton<AlarmService>()
        .AddSingleton<AlarmLetters>()
        .AddSingleton<AlarmWatch>()
        .AddSingleton<AlarmFeed>();
}
