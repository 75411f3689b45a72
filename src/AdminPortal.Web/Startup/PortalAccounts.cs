using System.Security.Claims;
using System.Threading.RateLimiting;
using AdminPortal.Domain.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdminPortal.Web.Startup;

/// <summary>Signing in, and which page needs which permission.</summary>
public static class PortalAccounts
{
    /// <summary>Claim that holds the person's <see cref="Role"/>.</summary>
    public const string RoleClaim = "portal_role";

    /// <summary>Whether the signed-in person's role brings a permission. For showing and hiding; the services ask again.</summary>
    public static bool May(this ClaimsPrincipal user, Permission permission) =>
        Enum.TryParse<Role>(user.FindFirstValue(RoleClaim), out var role) && Grants.Of(role).Contains(permission);

    /// <summary>The id of the signed-in person, or null.</summary>
    public static long? Id(this ClaimsPrincipal user) => long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Registers sign-in by cookie and one policy for each <see cref="Permission"/>, named like it.</summary>
    public static void AddPortalAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpContextAccessor();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddScoped<IUserClaimsPrincipalFactory<PortalUser>, PortalClaims>();
        new IdentityBuilder(typeof(PortalUser), services).AddSignInManager<PortalSignIn>();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "portal_session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = TimeSpan.FromHours(14);
            options.SlidingExpiration = true;
            options.LoginPath = "/account/sign-in";
            options.AccessDeniedPath = "/no-access";
            options.ReturnUrlParameter = "return";
        });
        var authorization = services.AddAuthorizationBuilder();
        foreach (var permission in Enum.GetValues<Permission>())
        {
            authorization.AddPolicy(permission.ToString(), policy => policy.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)));
        }
    }

    /// <summary>Bounds how often one address may try passwords, tokens and links: <c>Portal:SignInsPerMinute</c>, 30 by default. An account is locked by itself after five wrong passwords.</summary>
    public static void AddSignInLimit(this WebApplicationBuilder builder) => builder.Services.AddRateLimiter(options =>
    {
        var limit = builder.Configuration.GetValue("Portal:SignInsPerMinute", 30);
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/account")
                ? RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1) })
                : RateLimitPartition.GetNoLimiter(""));
    });

    private sealed record PermissionRequirement(Permission Permission) : IAuthorizationRequirement;

    private sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
        {
            if (context.User.May(requirement.Permission))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>Puts name and role into the cookie.</summary>
    private sealed class PortalClaims(UserManager<PortalUser> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<PortalUser>(users, options)
    {
        protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
        {
            var identity = await base.GenerateClaimsAsync(user);
            identity.TryRemoveClaim(identity.FindFirst(Options.ClaimsIdentity.UserNameClaimType));
            identity.AddClaim(new Claim(Options.ClaimsIdentity.UserNameClaimType, user.DisplayName));
            identity.AddClaim(new Claim(RoleClaim, user.Role.ToString()));
            return identity;
        }
    }

    /// <summary>Refuses disabled accounts also when a cookie is renewed.</summary>
    private sealed class PortalSignIn(
        UserManager<PortalUser> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<PortalUser> claims, IOptions<IdentityOptions> options,
        ILogger<SignInManager<PortalUser>> logger, Microsoft.AspNetCore.Authentication.IAuthenticationSchemeProvider schemes, IUserConfirmation<PortalUser> confirmation)
        : SignInManager<PortalUser>(users, context, claims, options, logger, schemes, confirmation)
    {
        public override async Task<bool> CanSignInAsync(PortalUser user) => user.DisabledAt is null && await base.CanSignInAsync(user);

        public override async Task<PortalUser?> ValidateSecurityStampAsync(ClaimsPrincipal? principal) =>
            await base.ValidateSecurityStampAsync(principal) is { DisabledAt: null } user ? user : null;
    }

    /// <summary>Ends a circuit's session within a minute after the account was disabled, its role changed or its password replaced.</summary>
    private sealed class CircuitSession(ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<IdentityOptions> options) : RevalidatingServerAuthenticationStateProvider(loggers)
    {
        protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

        protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            var user = await users.GetUserAsync(authenticationState.User);
            return user is { DisabledAt: null } && authenticationState.User.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType) == await users.GetSecurityStampAsync(user);
        }
    }
}
