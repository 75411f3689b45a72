using Microsoft.Extensions.Primitives;

namespace AdminPortal.Web.Startup;

/// <summary>What every answer carries: a request id and the rules a browser must keep.</summary>
public static class Headers
{
    /// <summary>The header that carries the id of a request.</summary>
    public const string RequestId = "X-Request-Id";

    /// <summary>
    /// The two style elements that ApexCharts writes beside each chart, by their content: that of the chart and that of its legend.
    /// </summary>
    private const string ChartStyles =
        "'sha256-TBymqJXQvXKxe+z+3ydUYBErlkFFu110c5FjiVB8p+M=' 'sha256-aSysLrDECVdJ6L+jLf8CC5QKLmwRuk/OZiZk9mYky8A='";

    /// <summary>The style element that Swagger UI writes when an operation is opened, by its content.</summary>
    private const string DocsStyle = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

    /// <summary>The policies of <c>trust.ts</c>, which every page's script makes first.</summary>
    private const string Trusted = "trusted-types default inspect";

    /// <summary>
    /// Scripts and style sheets only from the portal itself; style attributes are needed by MudBlazor and ApexCharts; what becomes markup
    /// or the address of a script passes a policy of ours (trusted types); nobody may frame the portal.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' " + ChartStyles + "; " +
        "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; " +
            "frame-ancestors 'none'; require-trusted-types-for 'script'; " + Trusted;

    /// <summary>
    /// The same for the station, which reads codes by WebAssembly of the portal's own, and prints what it was sent as a file: that stands
    /// in a frame while it is printed.
    /// </summary>
    public static readonly string StationPolicy =
        ContentSecurityPolicy.Replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", StringComparison.Ordinal)
            + "; frame-src blob:";

    /// <summary>The same where the API is tried: Swagger UI writes a style element, and cleans markup by a policy.</summary>
    public static readonly string DocsPolicy = ContentSecurityPolicy
        .Replace(ChartStyles, DocsStyle, StringComparison.Ordinal).Replace(Trusted, Trusted + " dompurify", StringComparison.Ordinal);

    /// <summary>Gives each request its id and each answer its headers; comes first, so that failures have them too.</summary>
    public static void UsePortalHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.TraceIdentifier = NewRequestId();
        var stay = context.Response.Headers.StrictTransportSecurity; // an error takes all headers that were set before it
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers[RequestId] = context.TraceIdentifier;
            headers.StrictTransportSecurity = stay;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers.Location = WithoutOwnHost(context.Request, headers.Location);
            if (!headers.ContainsKey("Content-Security-Policy"))
            {
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
            }

            if (context.User.Identity?.IsAuthenticated == true && headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "no-store"; // what somebody sees stays in no cache
            }

            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>A redirect inside the portal names the path alone: the request's host is whatever its sender wrote.</summary>
    private static StringValues WithoutOwnHost(HttpRequest request, StringValues location)
    {
        var own = $"{request.Scheme}://{request.Headers.Host}";
        return location is [{ } address] && address.StartsWith(own + "/", StringComparison.OrdinalIgnoreCase) && !address.AsSpan(own.Length)
            .StartsWith("//") ? address[own.Length..] : location;
    }

    /// <summary>A new id, <c>req_</c> and 20 letters and digits; also given to failures inside a circuit, which have no request.
    /// It names, and protects nothing.</summary>
    public static string NewRequestId() =>
        "req_" + Random.Shared.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", 20);
}
