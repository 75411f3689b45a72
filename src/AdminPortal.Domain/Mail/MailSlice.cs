using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminPortal.Domain.Mail;

/// <summary>Registers the way to the mail server.</summary>
internal static class MailSlice
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.TryAddSingleton(new MailSettings());
        return services.AddSingleton<Mailbox>();
    }
}
