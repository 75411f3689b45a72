namespace AdminPortal.Web.Api;

/// <summary>What stands around every call of a program: whatever fails inside is logged with the request id and answered, as far as an answer is still possible.</summary>
internal static partial class OutermostHandler
{
    /// <summary>Runs a call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="logger">Whose call it is.</param>
    /// <param name="run">Answers it.</param>
    /// <param name="answerFailed">Answers 500 in the form its clients know; nothing was sent before.</param>
    public static async Task RunAsync(HttpContext context, ILogger logger, Func<HttpContext, Task> run, Func<HttpContext, Task> answerFailed)
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
            LogFailed(logger, error, context.TraceIdentifier);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            context.Response.Clear();
            await answerFailed(context);
        }
    }

    [LoggerMessage(LogLevel.Error, "The API call {RequestId} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string requestId);
}
