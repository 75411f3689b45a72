using AdminPortal.Domain.Live.Outlooks;
using AdminPortal.Domain.Live.Walls;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Live;

/// <summary>Registers live boards and walls.</summary>
internal static class LiveSlice
{
    public static IServiceCollection AddLive(this IServiceCollection services) => services
        .AddSingleton<EarlierEvents>()
        .AddSingleton<BoardReader>()
        .AddSingleton<LiveBoards>()
        .AddSingleton<WallService>()
        .AddSingleton<WallPairingService>();
}
