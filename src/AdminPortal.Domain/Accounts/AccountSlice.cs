using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminPortal.Domain.Accounts;

/// <summary>Registers people, their second factors and links, keys, sessions and PINs at doors.</summary>
internal static class AccountSlice
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<PortalUser>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.Password.RequiredLength = 12;
            options.Password.RequiredUniqueChars = 4;
            options.Password.RequireNonAlphanumeric = false;
            options.Password.RequireUppercase = false;
            options.Password.RequireDigit = false;
            options.Password.RequireLowercase = false;
            options.Lockout.MaxFailedAccessAttempts = 5;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
        }).AddEntityFrameworkStores<PortalDb>().AddUserStore<PortalUserStore>().AddPasswordValidator<PasswordRules>()
            .AddDefaultTokenProviders();

        services.TryAddSingleton(new SessionSettings());
        return services
            .AddSingleton<UserService>()
            .AddSingleton<UserQueries>()
            .AddSingleton<TeamService>()
            .AddSingleton<TeamQueries>()
            .AddSingleton<SignInAttempts>()
            .AddSingleton<SessionService>()
            .AddSingleton<SessionQueries>()
            .AddSingleton<AccountMail>()
            .AddSingleton<AccountLinkService>()
            .AddSingleton<AccountPost>()
            .AddSingleton<ProfileService>()
            .AddSingleton<SecondFactorService>()
            .AddSingleton<ProofService>()
            .AddSingleton<PasskeyService>()
            .AddSingleton<SingleSignOnService>()
            .AddSingleton<SetupTokens>()
            .AddSingleton<ApiKeyService>()
            .AddSingleton<DoorPinAttempts>()
            .AddSingleton<DoorPinService>();
    }
}
