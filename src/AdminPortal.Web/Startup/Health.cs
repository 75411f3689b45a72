using System.Data.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Web.Startup;

/// <summary>
/// Whether the portal runs, and whether it can do its work; for load balancers and containers, without signing in and without details.
/// </summary>
public static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the database answers too, has the current schema and has room to
    /// write; else 503.
    /// </summary>
    public static void MapPortalHealth(this WebApplication app)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/health/live", reads, context => AnswerAsync(context, true)).ExcludeFromDescription();
        app.MapMethods("/health/ready", reads, async context => await AnswerAsync(context, await IsReadyAsync(context)))
            .ExcludeFromDescription();
    }

    private static async Task<bool> IsReadyAsync(HttpContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            return context.RequestServices.GetRequiredService<IDatabaseStore>().HasRoom()
                && await context.RequestServices.GetRequiredService<Schema>().IsCurrentAsync(patience.Token);
        }
        catch (Exception error) when (error is DbException or InvalidOperationException or RetryLimitExceededException
            or OperationCanceledException)
        {
            return false; // not reachable, given up after retries, or too slow
        }
    }

    private static Task AnswerAsync(HttpContext context, bool well)
    {
        context.Response.StatusCode = well ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        var body = well ? """{"status":"ok"}""" : """{"status":"unavailable"}""";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(body, context.RequestAborted);
    }
}
