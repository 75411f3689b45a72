using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Data.Verification;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminPortal.Domain.Data;

/// <summary>Registers the ways to the database, removals and verification.</summary>
internal static class DataSlice
{
    public static IServiceCollection AddData(this IServiceCollection services)
    {
        services.TryAddSingleton(new RemovalSettings());
        services.Replace(ServiceDescriptor.Singleton<IDbContextFactory<PortalDb>, PortalDbs>());
        return services
            .AddSingleton<Commits>()
            .AddSingleton<Outages>()
            .AddSingleton<TransactionMarks>()
            .AddSingleton<Schema>()
            .AddSingleton<VerificationService>()
            .AddSingleton<ProtectionKeyEncryption>()
            .AddSingleton<Removal>()
            .AddSingleton<RemovalPortions>()
            .AddSingleton<RemovalQueries>()
            .AddSingleton<RemovalEraser>();
    }
}
