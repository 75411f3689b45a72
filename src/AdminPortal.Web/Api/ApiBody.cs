using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Api;

/// <summary>
/// The JSON object that a call sent. Fields are read one by one; what cannot be read is collected, so that it is reported with everything
/// else that is wrong. Fields that nobody asks for are ignored; of a field sent twice the last one counts.
/// </summary>
internal sealed class ApiBody : IDisposable
{
    /// <summary>Longest body in bytes.</summary>
    public const int Limit = 1024 * 1024;

    private readonly byte[] rented;

    private readonly JsonDocument document;

    private List<Problem>? problems;

    private readonly ReadOnlyMemory<byte> sent;

    private bool disposed;

    private ApiBody(byte[] rented, JsonDocument document, ReadOnlyMemory<byte> sent) =>
        (this.rented, this.document, this.sent) = (rented, document, sent);

    /// <summary>Fields that were sent but could not be read.</summary>
    public IReadOnlyList<Problem> Problems => problems ?? (IReadOnlyList<Problem>)[];

    /// <summary>The bytes as they were sent, without a byte order mark; gone with the body.</summary>
    public ReadOnlySpan<byte> Sent => sent.Span;

    /// <summary>
    /// Reads the body, unless that was done already; null when it is longer than allowed, not UTF-8, not JSON, or not an object.
    /// </summary>
    public static async ValueTask<ApiBody?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<ApiBody>() is { } known)
        {
            return known;
        }

        if (context.Request.ContentLength is 0 or > Limit)
        {
            return null;
        }

        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(context.RequestAborted);
                if (read.Buffer.Length > Limit)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    return null;
                }

                if (read.IsCompleted)
                {
                    var body = Parse(read.Buffer);
                    reader.AdvanceTo(read.Buffer.End);
                    return body;
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null; // broken chunks, such as one of four gigabytes, or cut short
        }
    }

    public void Dispose()
    {
        if (disposed)
        {
            return; // lent twice, the same memory would hold two bodies
        }

        disposed = true;
        document.Dispose();
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>A text, or null when it was not sent or is null.</summary>
    public string? Text(string field) => OptionalText(field).Value;

    /// <summary>A text that tells "not sent" from null.</summary>
    public Optional<string> OptionalText(string field)
    {
        if (!document.RootElement.TryGetProperty(field, out var value))
        {
            return default;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return new Optional<string>(true, null);
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            try
            {
                return value.GetString();
            }
            catch (InvalidOperationException)
            {
                // half of a surrogate pair: no text
            }
        }

        return Wrong<string>(field, "A text is needed.");
    }

    /// <summary>True or false, also as 1 or 0.</summary>
    public Optional<bool> Flag(string field)
    {
        if (!document.RootElement.TryGetProperty(field, out var value))
        {
            return default;
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when value.TryGetInt32(out var number) && number is 0 or 1 => number == 1,
            _ => Wrong<bool>(field, "true or false is needed."),
        };
    }

    /// <summary>A positive integer, or null when it was not sent or is null.</summary>
    public long? Id(string field)
    {
        if (!document.RootElement.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var id) && id > 0
            ? id
            : Wrong<long?>(field, "A positive whole number is needed.").Value;
    }

    /// <summary>An integer; its range is the domain's matter.</summary>
    public int Integer(string field, int otherwise)
    {
        if (!document.RootElement.TryGetProperty(field, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            return number;
        }

        Wrong<int>(field, "A whole number is needed.");
        return otherwise;
    }

    /// <summary>A number, or 0 when it was not sent.</summary>
    public double Number(string field) => !document.RootElement.TryGetProperty(field, out var value) ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : Wrong<double>(field, "A number is needed.").Value;

    /// <summary>One of several words; the first is the default.</summary>
    public T Choice<T>(string field, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var sent = OptionalText(field);
        foreach (var (word, value) in choices)
        {
            if (word == sent.Value)
            {
                return value;
            }
        }

        if (sent.Sent)
        {
            var words = new List<string>();
            foreach (var (word, _) in choices)
            {
                words.Add(word);
            }

            Wrong<T>(field, $"One of {string.Join(", ", words)} is needed.");
        }

        return choices[0].Value;
    }

    /// <summary>An ISO 8601 time as UTC, or null when it was not sent or is null.</summary>
    public DateTime? Time(string field)
    {
        if (OptionalText(field).Value is not { } text)
        {
            return null;
        }

        return ApiTime.TryParse(text, out var utc)
            ? utc
            : Wrong<DateTime?>(field, "An ISO 8601 time is needed, such as 2026-10-03T08:00:00Z.").Value;
    }

    private static ApiBody? Parse(ReadOnlySequence<byte> body)
    {
        var length = (int)body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(rented);
        var text = rented.AsMemory(0, length);
        text = text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;
        JsonDocument? document = null;
        try
        {
            document = Utf8.IsValid(text.Span) ? JsonDocument.Parse(text) : null;
        }
        catch (JsonException)
        {
            // Malformed; answered as such.
        }

        if (document is { RootElement.ValueKind: JsonValueKind.Object } && HasReadableNames(document, text.Span))
        {
            return new ApiBody(rented, document, text);
        }

        document?.Dispose();
        ArrayPool<byte>.Shared.Return(rented);
        return null;
    }

    /// <summary>A name may hold half of an escaped surrogate pair, which nothing could be compared with.</summary>
    private static bool HasReadableNames(JsonDocument document, ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\u"u8) < 0)
        {
            return true;
        }

        try
        {
            foreach (var field in document.RootElement.EnumerateObject())
            {
                _ = field.Name;
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Notes the field as unreadable; to the domain it then was not sent.</summary>
    private Optional<T> Wrong<T>(string field, string message)
    {
        problems ??= [];
        if (problems.TrueForAll(problem => problem.Field != field))
        {
            problems.Add(Problem.Invalid(field, message));
        }

        return default;
    }
}
