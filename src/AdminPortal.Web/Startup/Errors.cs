using System.Globalization;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Diagnostics;

namespace AdminPortal.Web.Startup;

/// <summary>What a person sees when a page fails or is not there. The API answers in its own form.</summary>
public static class Errors
{
    /// <summary>
    /// Shows the error page, which never holds a stack trace, and the page for what was not found. Answers under <c>/api</c> keep
    /// their own bodies; for exceptions there an <see cref="IExceptionHandler"/> is asked first.
    /// </summary>
    public static void UsePortalErrors(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.Response.OnStarting(static state =>
            {
                var response = (HttpResponse)state;
                if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                {
                    response.Headers.RetryAfter = Outages.RetryAfter.ToString(CultureInfo.InvariantCulture);
                }

                return Task.CompletedTask;
            }, context.Response);
            return next(context);
        });
        var outages = app.Services.GetRequiredService<Outages>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            CreateScopeForErrors = true,
            StatusCodeSelector = error => outages.Is(error) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = failed => outages.Is(failed.Exception), // said once, by the outage itself
        });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/api") && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            return next(context);
        });
    }
}
