using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Api;

/// <summary>Registers the limits, the memory and the count of API calls.</summary>
internal static class ApiSlice
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<CallMemory>()
        .AddSingleton<CallLimits>()
        .AddSingleton<CallUsage>();
}
