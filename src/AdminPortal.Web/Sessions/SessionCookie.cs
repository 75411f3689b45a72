using AdminPortal.Domain.Accounts;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Web.Sessions;

/// <summary>The cookie that names a session. It is worth nothing once the session has ended.</summary>
internal static class SessionCookie
{
    /// <summary>Where somebody signs in.</summary>
    private const string SignIn = "/account/sign-in";

    /// <summary>Sets what the cookies are by which somebody is known, and what is asked of that of a session.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureApplicationCookie(Configure);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<SessionSettings>((options, settings) => options.ExpireTimeSpan = settings.Idle);
        Name(IdentityConstants.ApplicationScheme, "portal_session");
        Name(IdentityConstants.TwoFactorRememberMeScheme, "portal_device");
        Name(IdentityConstants.TwoFactorUserIdScheme, "portal_second_step");
        Name(IdentityConstants.ExternalScheme, "portal_provider");
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorRememberMeScheme, options =>
            options.ExpireTimeSpan = PortalSignIn.Remembered);
        services.AddOptions<AntiforgeryOptions>().Configure<PortalSettings>((options, settings) =>
        {
            // Without the prefix it keeps the name that ASP.NET makes of the application's.
            var name = Hosts.CookieName("portal_form", settings, builder.Environment);
            if (name != "portal_form")
            {
                options.Cookie.Name = name;
            }
        });

        void Name(string scheme, string name) => services.AddOptions<CookieAuthenticationOptions>(scheme)
            .Configure<PortalSettings>((options, settings) =>
                options.Cookie.Name = Hosts.CookieName(name, settings, builder.Environment));
    }

    private static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.SlidingExpiration = true;
        options.LoginPath = SignIn;
        options.AccessDeniedPath = "/no-access";
        options.ReturnUrlParameter = "return";
        options.Events = new CookieAuthenticationEvents
        {
            OnValidatePrincipal = ValidateAsync,
            OnCheckSlidingExpiration = ExtendAsync,
            OnRedirectToLogin = context => GoAsync(context, SignIn
                + QueryString.Create(context.Options.ReturnUrlParameter, context.Request.PathBase + context.Request.Path
                    + context.Request.QueryString)),
            OnRedirectToAccessDenied = context => GoAsync(context, context.Options.AccessDeniedPath),
        };
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionService>();
        var (session, user) = (context.Principal?.Session(), context.Principal?.Id());
        var state = session is null || user is null ? SessionState.Ended
            : await sessions.StateAsync(session.Value, user.Value, context.HttpContext.RequestAborted);
        if (state == SessionState.Ended)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
        else if (state == SessionState.LacksFactor && !context.Principal!.IsStrong())
        {
            context.ReplacePrincipal(context.Principal!.WithSetup());
        }
    }

    private static async Task ExtendAsync(CookieSlidingExpirationContext context)
    {
        if (context.ShouldRenew && context.Principal?.Session() is { } session)
        {
            await context.HttpContext.RequestServices.GetRequiredService<SessionService>()
                .ExtendAsync([session], context.HttpContext.RequestAborted);
        }
    }

    /// <summary>A path alone: the request's host is whatever its sender wrote.</summary>
    private static Task GoAsync(RedirectContext<CookieAuthenticationOptions> context, string path)
    {
        context.Response.Redirect(path);
        return Task.CompletedTask;
    }
}
