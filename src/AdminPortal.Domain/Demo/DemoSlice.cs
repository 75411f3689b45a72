using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Demo;

/// <summary>Registers the demo data.</summary>
internal static class DemoSlice
{
    public static IServiceCollection AddDemo(this IServiceCollection services) => services
        .AddSingleton<DemoSeed>()
        .AddSingleton<LargeSeed>()
        .AddSingleton<DemoFinance>()
        .AddSingleton<DemoDates>();
}
