using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Applications;

/// <summary>Registers applications.</summary>
internal static class ApplicationSlice
{
    public static IServiceCollection AddApplications(this IServiceCollection services) => services
        .AddSingleton<ApplicationService>()
        .AddSingleton<ApplicationQueries>()
        .AddSingleton<ApplicationImport>();
}
