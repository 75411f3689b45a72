using AdminPortal.Domain.Exports;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Badges;

/// <summary>Registers badges and tickets.</summary>
internal static class BadgeSlice
{
    public static IServiceCollection AddBadges(this IServiceCollection services) => services
        .AddSingleton<BadgeKeyService>()
        .AddSingleton<BadgeDesignService>()
        .AddSingleton<BadgePrintLog>()
        .AddSingleton<BadgePrintService>()
        .AddSingleton<TicketService>()
        .AddSingleton<PaperKind, BadgePaper>();
}
