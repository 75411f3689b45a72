using System.Globalization;
using AdminPortal.Domain.Data;
using AdminPortal.Web.Features.Stations;
using Microsoft.AspNetCore.Diagnostics;

namespace AdminPortal.Web.Startup;

/// <summary>What a person sees when a page fails or is not there. The API answers in its own form.</summary>
public static class Errors
{
    /// <summary>
    /// Shows the error page, which never holds a stack trace, and the page for what was not found. Answers to programs and
    /// stations keep their own bodies; for exceptions there an <see cref="IExceptionHandler"/> is asked first.
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
            StatusCodeSelector = error => outages.Is(error)
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = failed => outages.Is(failed.Exception), // said once, by the outage itself
        });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(async (context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments(StationEndpoints.Calls))
            {
                WithoutPage(context);
            }

            try
            {
                await next(context);
            }
            catch (IOException error) when (IsOfRequest(error) && !context.Response.HasStarted)
            {
                // Nobody's failure but the sender's, and with such a body not even an error page could be asked for.
                context.Response.Clear();
                context.Response.StatusCode = (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
                WithoutPage(context);
            }
        });
    }

    private static void WithoutPage(HttpContext context)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }
    }

    /// <summary>
    /// Whether the body that was sent is at fault; the size of a chunk that is no number of this machine is told otherwise than the rest.
    /// </summary>
    private static bool IsOfRequest(IOException error) => error is BadHttpRequestException or { InnerException: OverflowException };
}
