using System.Globalization;
using AdminPortal.Domain.Data;

namespace AdminPortal.Web.Api;

/// <summary>
/// What stands around every call of a program: whatever fails inside is logged with the request id and answered, as far as an answer is
/// still possible.
/// </summary>
internal static partial class OutermostHandler
{
    /// <summary>Runs a call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="logger">Whose call it is.</param>
    /// <param name="run">Answers it.</param>
    /// <param name="answer">Answers 500, or 503 while the database is away, in the form its clients know; nothing was sent before.</param>
    public static async Task RunAsync(HttpContext context, ILogger logger, Func<HttpContext, Task> run, Func<HttpContext, int, Task> answer)
    {
        try
        {
            await run(context);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody waits for an answer.
        }
#pragma warning disable CA1031 // the outermost handler
        catch (Exception error)
#pragma warning restore CA1031
        {
            var isAway = context.RequestServices.GetRequiredService<Outages>().Is(error);
            if (!isAway)
            {
                LogFailed(logger, error, context.TraceIdentifier);
            }

            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            context.Response.Clear();
            if (isAway)
            {
                context.Response.Headers.RetryAfter = Outages.RetryAfter.ToString(CultureInfo.InvariantCulture);
            }

            await answer(context, isAway ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError);
        }
    }

    [LoggerMessage(LogLevel.Error, "The API call {RequestId} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string requestId);
}
