using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Exports;

/// <summary>Registers files that are written in the background.</summary>
internal static class ExportSlice
{
    public static IServiceCollection AddExports(this IServiceCollection services) => services
        .AddSingleton<ExportQueue>()
        .AddSingleton<ExportFiles>()
        .AddSingleton<ExportService>()
        .AddSingleton<ExportRunner>()
        .AddSingleton<ExportCleaner>()
        .AddSingleton<ReportColumnChoices>();
}
