using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using AdminPortal.Domain.Accounts;
using AdminPortal.Web.Features.Account;
using AdminPortal.Web.Features.Stations;
using AdminPortal.Web.Features.Walls;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace AdminPortal.Web.Startup;

/// <summary>Signing in, and which page needs which permission.</summary>
public static class PortalAccounts
{
    /// <summary>Claim that holds the person's <see cref="Role"/>.</summary>
    public const string RoleClaim = "portal_role";

    /// <summary>Claim that holds the id of the session.</summary>
    public const string SessionClaim = "portal_session";

    /// <summary>
    /// Claim of a session in which a second factor has to be set up before anything else. It is in no cookie: each request and each window
    /// gets it from how it stands with the session.
    /// </summary>
    public const string SetupClaim = "portal_setup";

    /// <summary>Claim of a session that began with two factors, or with the word of an identity provider.</summary>
    public const string StrongClaim = "portal_strong";

    /// <summary>Where a second factor is set up.</summary>
    public const string SetupPath = "/account/second-factor";

    /// <summary>Claim of those whose rights end at some events.</summary>
    private const string LimitedClaim = "portal_limited";

    /// <summary>
    /// Whether the signed-in person's role and limits bring a permission. For showing and hiding; the services ask again. Both are those of
    /// the sign-in: another role and other limits end the session.
    /// </summary>
    public static bool May(this ClaimsPrincipal user, Permission permission) =>
        Enum.TryParse<Role>(user.FindFirstValue(RoleClaim), out var role) && Grants.Of(role).Contains(permission)
        && !(user.HasClaim(claim => claim.Type == LimitedClaim) && Grants.IsOfAll(permission));

    /// <summary>The id of the signed-in person, or null.</summary>
    public static long? Id(this ClaimsPrincipal user) => long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
        ? id
        : null;

    /// <summary>Whether the session began with two factors, or with the word of an identity provider.</summary>
    public static bool IsStrong(this ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == StrongClaim);

    /// <summary>The person, who has to set up a second factor before anything else.</summary>
    public static ClaimsPrincipal WithSetup(this ClaimsPrincipal user) =>
        new(user.Identities.Append(new ClaimsIdentity([new Claim(SetupClaim, "second-factor")])));

    /// <summary>The id of the session that the person is signed in by, or null.</summary>
    public static Guid? Session(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(SessionClaim), out var id) ? id : null;

    /// <summary>Registers sign-in by cookie and one policy for each <see cref="Permission"/>, named like it.</summary>
    public static void AddPortalAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpContextAccessor();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        SingleSignOn.Add(builder);
        services.AddScoped<IUserClaimsPrincipalFactory<PortalUser>, PortalClaims>();
        new IdentityBuilder(typeof(PortalUser), services).AddSignInManager<PortalSignIn>();
        services.AddSingleton<AbsentAccount>();
        services.AddSingleton<SessionWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionWatch>());
        services.AddSingleton<CircuitPlaces>();
        services.AddHostedService<CircuitMemory>();
        services.AddOptions<CircuitOptions>().Configure<PortalSettings>(SessionCircuits.Configure);
        services.AddScoped<CircuitHandler, PortalCircuit>();
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddHostedService<AccountWork>();
        services.AddScoped<OwnActor>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // The device asks who holds it, and knows whose passkey it is: it stands for name, password and second factor.
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
        });
        services.AddScoped<ProofRequests>();
        SessionCookie.Add(builder);
        var authorization = services.AddAuthorizationBuilder();
        foreach (var permission in Enum.GetValues<Permission>())
        {
            authorization.AddPolicy(permission.ToString(), policy => policy.RequireAuthenticatedUser()
                .AddRequirements(new PermissionRequirement(permission)));
        }
    }

    /// <summary>
    /// Bounds how often one address may try passwords, tokens and links: <c>Portal:SignInsPerMinute</c>, 30 by default. An account is
    /// locked by itself after five wrong passwords.
    /// </summary>
    public static void AddSignInLimit(this WebApplicationBuilder builder) => builder.Services.AddRateLimiter(options =>
    {
        var limit = builder.Configuration.GetValue("Portal:SignInsPerMinute", 30);
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/account")
                ? RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString()
                    ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1) })
                : context.Request.Path.StartsWithSegments(StationEndpoints.Calls) ? StationEndpoints.Limit(context, limit)
                : WallEndpoints.Begins(context) ? WallEndpoints.Limit(context, limit)
                : RateLimitPartition.GetNoLimiter(""));
        options.OnRejected = (rejected, _) =>
        {
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            {
                var seconds = Math.Max(1, (int)wait.TotalSeconds);
                rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            return ValueTask.CompletedTask;
        };
    });

    /// <summary>Only who is signed in gets a circuit, whatever page it was asked for from.</summary>
    public static void UseCircuitsForPeople(this WebApplication app) => app.UseSetupFirst().Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/_blazor") && context.User.Identity is not { IsAuthenticated: true })
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return context.Response.CompleteAsync();
        }

        return next(context);
    });

    /// <summary>
    /// Who has to set up a second factor first gets no page but those of the account, nothing from an address of files, and no circuit.
    /// </summary>
    private static IApplicationBuilder UseSetupFirst(this WebApplication app) => app.Use((context, next) =>
    {
        var path = context.Request.Path;
        if (!context.User.HasClaim(claim => claim.Type == SetupClaim) || path.StartsWithSegments("/account")
            || path.StartsWithSegments("/preferences") || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            return next(context);
        }

        if (HttpMethods.IsGet(context.Request.Method) && !path.StartsWithSegments("/_blazor"))
        {
            context.Response.Redirect(SetupPath);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }

        return Task.CompletedTask;
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
    private sealed class PortalClaims(UserManager<PortalUser> users, IOptions<IdentityOptions> options)
        : UserClaimsPrincipalFactory<PortalUser>(users, options)
    {
        protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
        {
            var identity = await base.GenerateClaimsAsync(user);
            identity.TryRemoveClaim(identity.FindFirst(Options.ClaimsIdentity.UserNameClaimType));
            identity.AddClaim(new Claim(Options.ClaimsIdentity.UserNameClaimType, user.DisplayName));
            identity.AddClaim(new Claim(RoleClaim, user.Role.ToString()));
            if (user.Limits() is not null)
            {
                identity.AddClaim(new Claim(LimitedClaim, "1"));
            }

            return identity;
        }
    }
}
