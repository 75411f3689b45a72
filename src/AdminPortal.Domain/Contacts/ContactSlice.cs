using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Contacts;

/// <summary>Registers contacts.</summary>
internal static class ContactSlice
{
    public static IServiceCollection AddContacts(this IServiceCollection services) => services
        .AddSingleton<ContactService>()
        .AddSingleton<ContactQueries>();
}
