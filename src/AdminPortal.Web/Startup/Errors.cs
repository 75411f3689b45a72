namespace AdminPortal.Web.Startup;

/// <summary>What a person sees when a page fails or is not there. The API answers in its own form.</summary>
public static class Errors
{
    /// <summary>Shows the error page, which never holds a stack trace, and the page for what was not found.</summary>
    public static void UsePortalErrors(this WebApplication app)
    {
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/api"), pages =>
        {
            pages.UseExceptionHandler("/error", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        });
    }
}
