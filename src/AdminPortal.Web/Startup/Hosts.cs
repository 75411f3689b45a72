using AdminPortal.Web.Api;
using AdminPortal.Web.Features.Tickets;

namespace AdminPortal.Web.Startup;

/// <summary>By which names the portal may be asked, and what depends on the way to it being encrypted.</summary>
public static partial class Hosts
{
    /// <summary>The setting with host names (<c>portal.example.org</c>, <c>*.example.org</c>, <c>*</c>), separated by commas.</summary>
    public const string Setting = "Portal:AllowedHosts";

    private static readonly string[] OwnMachine = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Whether a text can stand in the setting.</summary>
    public static bool IsName(string host) => host == "*"
        || Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host.Trim('[', ']')) != UriHostNameType.Unknown;

    /// <summary>
    /// Every cookie is for encrypted connections only, however the request looks from here, unless in Development or where
    /// <c>Portal:PublicUrl</c> says that people come by plain HTTP.
    /// </summary>
    public static void AddPortalCookies(this WebApplicationBuilder builder) => builder.Services.AddOptions<CookiePolicyOptions>()
        .Configure<PortalSettings>((options, settings) =>
        options.Secure = IsEncrypted(settings, builder.Environment) ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest);

    /// <summary>
    /// The name of a cookie that says who somebody is: with the prefix by which browsers take it from an encrypted answer of this very host
    /// alone, where <c>Portal:PublicUrl</c> says that people come encrypted.
    /// </summary>
    public static string CookieName(string name, PortalSettings settings, IHostEnvironment environment) =>
        settings.IsPublicUrlGiven && IsEncrypted(settings, environment) ? "__Host-" + name : name;

    /// <summary>Whether people are expected to come by HTTPS.</summary>
    public static bool IsEncrypted(PortalSettings settings, IHostEnvironment environment) =>
        !environment.IsDevelopment()
            && !(settings.IsPublicUrlGiven && settings.PublicUrl.StartsWith("http:", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Refuses requests by another name than those of the settings: the hosts of <c>Portal:AllowedHosts</c> and <c>Portal:PublicUrl</c>,
    /// everything below <c>Portal:BaseDomain</c>, and the own machine's. Where neither of the first two is set every name is good, as long
    /// as it is one. Health is told to whoever asks.
    /// </summary>
    public static void UsePortalHosts(this WebApplication app)
    {
        var allowed = Allowed(app.Services.GetRequiredService<PortalSettings>());
        string? last = null; // most requests come by one name, and to read it costs more than to compare it
        app.Use((context, next) =>
        {
            var host = context.Request.Headers.Host.ToString();
            if (host == last)
            {
                return next(context);
            }

            if (IsAllowed(context.Request, allowed))
            {
                last = host;
                return next(context);
            }

            return context.Request.Path.StartsWithSegments("/health") ? next(context) : RefuseAsync(context);
        });
    }

    /// <summary>Says at start what an installation that others reach still lacks.</summary>
    public static void WarnOfOpenAddresses(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<PortalSettings>();
        if (app.Environment.IsDevelopment())
        {
            return;
        }

        if (!settings.IsPublicUrlGiven)
        {
            LogNoPublicUrl(app.Logger, settings.PublicUrl);
        }

        if (Allowed(settings).Contains("*"))
        {
            LogAnyHost(app.Logger);
        }

        if (IsEncrypted(settings, app.Environment) && !Proxies.AreNamed(app.Configuration)
            && !app.Urls.Concat([app.Configuration["URLS"] ?? ""]).Any(url => url.Contains("https:", StringComparison.OrdinalIgnoreCase)))
        {
            LogNoProxy(app.Logger);
        }
    }

    private static HashSet<string> Allowed(PortalSettings settings)
    {
        var named = new HashSet<string>(settings.AllowedHosts, StringComparer.OrdinalIgnoreCase);
        if (settings.IsPublicUrlGiven)
        {
            named.Add(new Uri(settings.PublicUrl).Host);
        }

        if (named.Count == 0)
        {
            return ["*"];
        }

        named.UnionWith(OwnMachine);
        if (settings.BaseDomain is { } domain)
        {
            named.UnionWith([domain, "*." + domain]);
        }

        return named;
    }

    private static bool IsAllowed(HttpRequest request, HashSet<string> allowed) => NameOf(request) is { } name
        && (allowed.Contains("*") || allowed.Contains(name)
            || allowed.Any(pattern => pattern.StartsWith("*.", StringComparison.Ordinal)
                && name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// The name, or null where there is none: a port such as 99999 or a label such as <c>xn--</c> passes the server and breaks whatever
    /// makes an address of it.
    /// </summary>
    private static string? NameOf(HttpRequest request)
    {
        try
        {
            return request.Host.HasValue && Uri.TryCreate($"http://{request.Host.ToUriComponent()}", UriKind.Absolute, out var address)
                && address.PathAndQuery == "/" && address.UserInfo.Length == 0 ? address.Host.TrimEnd('.') : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext context)
    {
        const string sentence = "The portal is not served under this name. Whoever runs it can allow it in Portal:AllowedHosts.";
        if (TicketEndpoint.Takes(context.Request.Path))
        {
            return TicketEndpoint.ErrorAsync(context, StatusCodes.Status400BadRequest, sentence);
        }

        if (context.Request.Path.StartsWithSegments("/api"))
        {
            return ApiReply.ErrorAsync(context, StatusCodes.Status400BadRequest, "malformed_body", sentence);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence, context.RequestAborted);
    }

    [LoggerMessage(LogLevel.Warning, "Portal:PublicUrl is not set: links in mails begin with {Address}")]
    private static partial void LogNoPublicUrl(ILogger logger, string address);

    [LoggerMessage(LogLevel.Warning, "The portal answers under every host name: set Portal:PublicUrl or Portal:AllowedHosts")]
    private static partial void LogAnyHost(ILogger logger);

    [LoggerMessage(LogLevel.Warning,
        "No reverse proxy is named in Portal:TrustedProxies and no HTTPS address is served: signing in works over HTTPS only, and " +
            "everybody seems to come from the proxy's address. Over plain HTTP, set Portal:PublicUrl to an address that begins with " +
                "http://")]
    private static partial void LogNoProxy(ILogger logger);
}
