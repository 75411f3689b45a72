using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Participants;

/// <summary>Registers participants and the imports of people.</summary>
internal static class ParticipantSlice
{
    public static IServiceCollection AddParticipants(this IServiceCollection services) => services
        .AddSingleton<ParticipantService>()
        .AddSingleton<ParticipantBulkService>()
        .AddSingleton<ParticipantQueries>()
        .AddSingleton<ParticipantImport>()
        .AddSingleton<ContactImport>();
}
