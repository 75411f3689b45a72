using System.Globalization;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Sessions;

/// <summary>
/// Names the station that a person has begun in this browser, so that it ends with their signing out there. It is worth nothing to anybody
/// else: only the person's own station is ended by it.
/// </summary>
internal static class StationCookie
{
    private static string NameFor(HttpContext context) => Hosts.CookieName("portal_station",
        context.RequestServices.GetRequiredService<PortalSettings>(), context.RequestServices.GetRequiredService<IHostEnvironment>());

    /// <summary>The station, or null.</summary>
    public static long? Of(HttpContext context) =>
        long.TryParse(context.Request.Cookies[NameFor(context)], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Names a station.</summary>
    public static void Set(HttpContext context, long station) => context.Response.Cookies.Append(NameFor(context),
        station.ToString(CultureInfo.InvariantCulture), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = TimeSpan.FromDays(30),
        });

    /// <summary>Names none any more.</summary>
    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(NameFor(context));
}
