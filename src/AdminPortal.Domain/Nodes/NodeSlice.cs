using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Nodes;

/// <summary>Registers what nodes tell of themselves.</summary>
internal static class NodeSlice
{
    public static IServiceCollection AddNodes(this IServiceCollection services) =>
        services.AddSingleton<NodeService>();
}
