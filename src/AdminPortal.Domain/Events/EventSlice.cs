using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Events;

/// <summary>Registers events and their categories.</summary>
internal static class EventSlice
{
    public static IServiceCollection AddEvents(this IServiceCollection services) => services
        .AddSingleton<EventRulesCache>()
        .AddSingleton<EventService>()
        .AddSingleton<EventQueries>()
        .AddSingleton<DaySheetQueries>()
        .AddSingleton<CategoryService>();
}
