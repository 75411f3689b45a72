using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Views;

/// <summary>Registers saved views.</summary>
internal static class ViewSlice
{
    public static IServiceCollection AddViews(this IServiceCollection services) =>
        services.AddSingleton<SavedViewService>();
}
