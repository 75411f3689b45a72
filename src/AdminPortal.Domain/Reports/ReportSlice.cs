using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Reports;

/// <summary>Registers reports.</summary>
internal static class ReportSlice
{
    public static IServiceCollection AddReports(this IServiceCollection services) =>
        services.AddSingleton<ReportQueries>();
}
