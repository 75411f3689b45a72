using System.Security.Cryptography;
using System.Text;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Api;

/// <summary>
/// Runs a POST that carries an <c>Idempotency-Key</c>: the first one does what it asks for, every further one gets its answer again. A
/// client that goes away while the first runs does not stop it, so that its second try finds the answer.
/// </summary>
internal sealed class ApiReplay(CallMemory memory)
{
    /// <summary>The header that names a call.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The header of an answer that was given before.</summary>
    public const string Replayed = "Idempotency-Replayed";

    private const int LongestKey = 255;

    /// <summary>Whether a call is to be remembered.</summary>
    public static bool IsAsked(HttpContext context) => HttpMethods.IsPost(context.Request.Method)
        && context.Request.Headers.ContainsKey(Header)
        && context.GetEndpoint()?.Metadata.GetMetadata<IHttpMethodMetadata>() is { } methods
        && methods.HttpMethods.Contains(HttpMethods.Post);

    /// <summary>Answers the call.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate endpoint)
    {
        using var body = await ApiBody.ReadAsync(context);
        if (body is null)
        {
            await ApiReply.MalformedAsync(context);
            return;
        }

        var keys = context.Request.Headers[Header];
        if (keys is not [{ Length: > 0 and <= LongestKey } key] || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            await ApiReply.ProblemsAsync(context, [Problem.Invalid(Header, "1 to 255 visible ASCII characters are needed.")]);
            return;
        }

        context.Features.Set(body);
        var requestHash = RequestHash(context.Request, body);
        while (!await TryAnswerAsync(context, endpoint, key, requestHash))
        {
            context.Response.Clear(); // another process was faster: its answer is there now
        }
    }

    private async Task<bool> TryAnswerAsync(HttpContext context, RequestDelegate endpoint, string key, string requestHash)
    {
        var actor = context.Actor() with { Call = null };
        using var turn = await memory.BeginAsync(actor, key, requestHash, cancellationToken: context.RequestAborted);
        if (turn.Call is not { } call)
        {
            await RepeatAsync(context, turn);
            return true;
        }

        context.Features.Set(actor with { Call = call });
        CallAnswer written;
        try
        {
            written = await CaptureAsync(context, endpoint);
        }
        catch (CallAnsweredException)
        {
            return false;
        }

        var kept = call.Stored is not null
            ? CallTurn.Of(call.Stored)
            : IsKept(written.Status)
            ? await memory.KeepAsync(actor, call, written)
            : null;
        if (kept is null)
        {
            if (written.Body.Length > 0)
            {
                await context.Response.Body.WriteAsync(written.Body, context.RequestAborted);
            }

            return true;
        }

        context.Response.Clear();
        turn.Given = kept.Given ?? kept.Answer;
        await (kept.Given is { } given ? ApiReply.SendAsync(context, given) : RepeatAsync(context, kept));
        return true;
    }

    /// <summary>Answers what was asked for before.</summary>
    private static Task RepeatAsync(HttpContext context, CallTurn turn)
    {
        if (turn.Answer is not { } before)
        {
            return ApiReply.ErrorAsync(context, StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused",
                "This idempotency key was used for another call.");
        }

        context.Response.Headers[Replayed] = "true";
        return ApiReply.SendAsync(context, before);
    }

    /// <summary>What may turn out differently the next time is not kept.</summary>
    private static bool IsKept(int status) => status is (>= 200 and < 300) or StatusCodes.Status404NotFound
        or StatusCodes.Status422UnprocessableEntity;

    /// <summary>Runs the endpoint to its end and takes down its answer; status and headers stay on the response.</summary>
    private static async Task<CallAnswer> CaptureAsync(HttpContext context, RequestDelegate endpoint)
    {
        var (client, aborted) = (context.Response.Body, context.RequestAborted);
        using var written = new MemoryStream();
        try
        {
            (context.Response.Body, context.RequestAborted) = (written, CancellationToken.None);
            await endpoint(context);
        }
        finally
        {
            (context.Response.Body, context.RequestAborted) = (client, aborted);
        }

        var location = context.Response.Headers.Location;
        return new CallAnswer(context.Response.StatusCode, context.TraceIdentifier, location.Count > 0 ? location[0] : null,
            written.ToArray());
    }

    private static string RequestHash(HttpRequest request, ApiBody body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path.Value}\n"));
        hash.AppendData(body.Sent);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
