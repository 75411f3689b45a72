using AdminPortal.Web.Kit.Texts;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Startup;

/// <summary>
/// Language and theme of who looks: chosen by the browser, changeable at <c>/preferences</c>, remembered in cookies.
/// </summary>
public static class Preferences
{
    /// <summary>Registers resource files and the choice of language.</summary>
    public static void AddPortalLanguages(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IStringLocalizerFactory, IsolatingLocalizers>().AddLocalization();
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(Languages.FormatsOf(Languages.All[0]), Languages.All[0]);
            options.SupportedCultures = [.. Languages.All.Select(Languages.FormatsOf)];
            options.SupportedUICultures = [.. Languages.All];
            options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
        });
    }

    /// <summary>Sets the language of each request.</summary>
    public static void UsePortalLanguages(this WebApplication app) => app.UseRequestLocalization();

    /// <summary>
    /// <c>/preferences?language=de&amp;theme=dark&amp;return=/…</c> remembers the choice for a year and goes back to a page of the portal:
    /// the one named, else the one asked from, else the first.
    /// </summary>
    public static void MapPreferences(this WebApplication app)
    {
        app.MapGet("/preferences", (HttpContext context, string? language, string? theme, string? @return) =>
        {
            Remember(context, language, theme);
            return Results.LocalRedirect(LocalPath(@return) ?? Referrer(context) ?? "/");
        }).ExcludeFromDescription();
        app.MapPost("/preferences", async (HttpContext context) =>
        {
            if (!context.Request.HasFormContentType)
            {
                return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            }

            IFormCollection form;
            try
            {
                form = await context.Request.ReadFormAsync(context.RequestAborted);
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                return Results.StatusCode(StatusCodes.Status400BadRequest); // larger than a form may be, cut, or not in the shape it says
            }

            Remember(context, form["language"], form["theme"]);
            return Results.LocalRedirect(LocalPath(form["return"]) ?? Referrer(context) ?? "/");
        }).ExcludeFromDescription();
    }

    /// <summary>Keeps a choice in this browser; what is not known, or null, stays as it is.</summary>
    internal static void Remember(HttpContext context, string? language, string? theme)
    {
        if (Languages.All.FirstOrDefault(known => known.Name == language) is { } culture)
        {
            Append(context, CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(Languages.FormatsOf(culture), culture)));
        }

        if (theme is "light" or "dark" or "auto")
        {
            Append(context, ThemeCookie, theme);
        }
    }

    /// <summary>The cookie that holds <c>light</c>, <c>dark</c> or <c>auto</c>; the browser's script reads and writes it too.</summary>
    public const string ThemeCookie = "portal_theme";

    private static void Append(HttpContext context, string name, string value) =>
        context.Response.Cookies.Append(name, value, new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
            Path = "/",
        });

    private static string? Referrer(HttpContext context) =>
        Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == context.Request.Host.Value
            ? LocalPath(from.PathAndQuery)
            : null;

    /// <summary>The path if it stays in the portal; <c>//host</c> and <c>/\host</c> leave it.</summary>
    public static string? LocalPath(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) ? path : null;
}
