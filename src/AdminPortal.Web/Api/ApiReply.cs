using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Common;
using Microsoft.AspNetCore.Http.Features;

namespace AdminPortal.Web.Api;

/// <summary>Writes what the API answers: data with its request id, pages of data, and errors.</summary>
internal static class ApiReply
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>Text stays readable UTF-8; browsers take it as nothing but JSON, because of the content type and nosniff.</summary>
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>On whose behalf the call is made.</summary>
    public static Actor Actor(this HttpContext context) => context.Features.GetRequiredFeature<Actor>();

    /// <summary>The positive integer in the path, or null: then there is no such record.</summary>
    public static long? RouteId(this HttpContext context) =>
        context.Request.RouteValues["id"] is string text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && id > 0 ? id : null;

    /// <summary>Answers with one object.</summary>
    public static Task DataAsync<T>(HttpContext context, int status, T value, Action<Utf8JsonWriter, T> write) =>
        SendAsync(context, Data(context.TraceIdentifier, status, value, write));

    /// <summary>An answer with one object.</summary>
    public static CallAnswer Data<T>(string requestId, int status, T value, Action<Utf8JsonWriter, T> write, string? location = null)
    {
        var (buffer, json) = Begin();
        json.WriteStartObject();
        json.WritePropertyName("data"u8);
        write(json, value);
        json.WriteStartObject("meta"u8);
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
        return new CallAnswer(status, requestId, location, End(buffer, json).ToArray());
    }

    /// <summary>An answer of 201 with the new record and where to find it.</summary>
    public static CallAnswer Created<T>(string requestId, string path, T value, Action<Utf8JsonWriter, T> write) =>
        Data(requestId, StatusCodes.Status201Created, value, write, ApiGate.Root + path);

    /// <summary>Answers with one page of a list and the links to the others.</summary>
    /// <param name="context">The call.</param>
    /// <param name="number">The page that was asked for; may lie past the end.</param>
    /// <param name="page">Its rows.</param>
    /// <param name="write">Writes one row.</param>
    public static Task PageAsync<T>(HttpContext context, long number, Page<T> page, Action<Utf8JsonWriter, T> write)
    {
        context.Response.Headers.Link = ApiLinks.Of(context.Request, number, page.TotalPages);
        var (buffer, json) = Begin();
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var item in page.Items)
        {
            write(json, item);
        }

        json.WriteEndArray();
        json.WriteStartObject("meta"u8);
        json.WriteString("request_id"u8, context.TraceIdentifier);
        json.WriteStartObject("pagination"u8);
        json.WriteNumber("page"u8, number);
        json.WriteNumber("per_page"u8, page.Size);
        json.WriteNumber("total"u8, page.Total);
        json.WriteNumber("total_pages"u8, page.TotalPages);
        json.WriteEndObject();
        json.WriteEndObject();
        return WriteAsync(context, StatusCodes.Status200OK, End(buffer, json));
    }

    /// <summary>Answers with an error.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string code, string message) =>
        WriteAsync(context, status, Error(code, message, [], 0, null));

    /// <summary>404, for paths as for ids.</summary>
    public static Task NotFoundAsync(HttpContext context) =>
        ErrorAsync(context, StatusCodes.Status404NotFound, "not_found", "There is nothing here.");

    /// <summary>400, for a body that is not one JSON object.</summary>
    public static Task MalformedAsync(HttpContext context) =>
        ErrorAsync(context, StatusCodes.Status400BadRequest, "malformed_body",
            "The body must be one JSON object in UTF-8 of at most 1 MB.");

    /// <summary>What the domain has against a request: 404 when the record is not there, else 422 with every wrong field.</summary>
    public static Task ProblemsAsync(HttpContext context, IReadOnlyList<Problem> problems) =>
        problems.Any(problem => problem.Code == "not_found")
        ? NotFoundAsync(context)
        : WriteAsync(context, StatusCodes.Status422UnprocessableEntity,
            Error("validation_failed", "Some fields are wrong; see errors.", problems, 0, null));

    /// <summary>An answer of 422 with the refusal's own code and, where one explains it, a record.</summary>
    public static CallAnswer Refused<T>(string requestId, IReadOnlyList<Problem> refusals, string name, T? record,
        Action<Utf8JsonWriter, T> write)
        where T : class => new(
            StatusCodes.Status422UnprocessableEntity,
            requestId,
            null,
            Error(refusals[0].Code, refusals[0].Message, refusals, record, record is null ? null : (json, value) =>
            {
                json.WritePropertyName(name);
                write(json, value!);
            }).ToArray());

    /// <summary>Sends an answer, also one that was given before: then with the request id of that time, which its body repeats.</summary>
    public static Task SendAsync(HttpContext context, CallAnswer answer)
    {
        context.TraceIdentifier = answer.RequestId;
        if (answer.Location is { } location)
        {
            context.Response.Headers.Location = location;
        }

        return WriteAsync(context, answer.Status, answer.Body);
    }

    private static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>Writes a UTC time in the API's one form, or null.</summary>
    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTime? utc)
    {
        if (utc is not { } time)
        {
            json.WriteNull(name);
            return;
        }

        Span<byte> text = stackalloc byte[24];
        time.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }

    private static ReadOnlyMemory<byte> Error<T>(string code, string message, IReadOnlyList<Problem> problems, T extra,
        Action<Utf8JsonWriter, T>? writeExtra)
    {
        var (buffer, json) = Begin();
        json.WriteStartObject();
        json.WriteString("error"u8, message);
        json.WriteString("code"u8, code);
        if (problems.Count > 0)
        {
            json.WriteStartObject("errors"u8);
            foreach (var field in problems.Where(problem => problem.Field is not null).GroupBy(problem => problem.Field!))
            {
                json.WriteStartArray(field.Key);
                foreach (var text in field.Select(problem => problem.Message).Distinct())
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        writeExtra?.Invoke(json, extra);
        return End(buffer, json);
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) Begin()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new Utf8JsonWriter(buffer, Json));
    }

    /// <summary>Closes the outermost object; what was written is the whole body.</summary>
    private static ReadOnlyMemory<byte> End(ArrayBufferWriter<byte> buffer, Utf8JsonWriter json)
    {
        using (json)
        {
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
