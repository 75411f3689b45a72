using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Imports;

/// <summary>Registers the engine of all imports.</summary>
internal static class ImportSlice
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services
        .AddSingleton<ImportLog>()
        .AddSingleton<ImportUndo>()
        .AddSingleton<ImportEngine>()
        .AddSingleton<ImportRecovery>()
        .AddSingleton<ImportQueries>();
}
