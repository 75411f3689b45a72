using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Tenants;

/// <summary>Registers tenants.</summary>
internal static class TenantSlice
{
    public static IServiceCollection AddTenants(this IServiceCollection services) => services
        .AddSingleton<TenantService>()
        .AddSingleton<TenantProfileService>();
}
