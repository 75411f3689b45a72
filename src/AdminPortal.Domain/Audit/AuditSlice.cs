using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Audit;

/// <summary>Registers the audit log.</summary>
internal static class AuditSlice
{
    public static IServiceCollection AddAudit(this IServiceCollection services) =>
        services.AddSingleton<AuditQueries>();
}
