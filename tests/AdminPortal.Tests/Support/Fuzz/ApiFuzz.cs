using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace AdminPortal.Tests.Support;

/// <summary>Calls made up from a description in OpenAPI, mostly as it says and partly not; every answer is held against it.</summary>
/// <param name="http">Of the portal.</param>
/// <param name="description">In OpenAPI.</param>
/// <param name="root">What its paths are below.</param>
/// <param name="tokens">Good tokens of callers.</param>
/// <param name="without">Operations that would end what the others need.</param>
internal sealed class ApiFuzz(HttpClient http, JsonElement description, string root, IReadOnlyList<string> tokens,
    params IReadOnlyCollection<string> without)
{
    private static readonly string[] Texts =
    [
        "congress", "congress", "congress", "visitor", "1", "2", "17", "B-1", "", " ", "x", "\u0000", "a\u0000b", "\u0001", "😀", "ä", "<b>",
        "' OR 1=1 --", "%00", "../..", "CONGRESS", "-1", "0", "9223372036854775807", "9223372036854775808", "1e400", "NaN", "true", "null",
        "2026-10-03T08:00:00Z", "2026-02-30T25:61:00Z", "9999-12-31T23:59:59.9999999+14:00", "0001-01-01T00:00:00-14:00", "ASC", "id",
        "contact,event", "check_out", "\u202Eabc", "٣",
    ];

    private static readonly string[] Numbers =
        ["0", "1", "2", "17", "-1", "1.5", "99", "100", "101", "2147483648", "9223372036854775807", "9223372036854775808", "1e400", "-0"];

    private static readonly string[] Odd =
        ["null", "true", "[]", "{}", "[[[[]]]]", "{\"a\":{}}", "\"\\ud800\"", "\"\"", "1", "nul", "'x'", "1,"];

    private readonly Described described = new(description);

    private readonly List<(string Path, string Method, JsonElement Operation)> operations =
    [
        .. from path in description.GetProperty("paths").EnumerateObject()
           from method in path.Value.EnumerateObject()
           where method.Name != "parameters" && !without.Contains(method.Value.GetProperty("operationId").GetString())
           select (path.Name, method.Name, method.Value),
    ];

    /// <summary>One call.</summary>
    public async Task<FuzzOutcome> TryAsync(Random random, CancellationToken cancellationToken)
    {
        var (path, method, operation) = operations[random.Next(operations.Count)];
        var (query, headers) = Parameters(random, operation);
        var id = random.Next(3) > 0 ? random.Next(1, 400).ToString(CultureInfo.InvariantCulture) : Texts[random.Next(Texts.Length)];
        id = id.Length > 0 ? Uri.EscapeDataString(id) : "%20"; // nothing would be the address of another operation
        path = root + path.Replace("{id}", id, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), query.Length > 0 ? $"{path}?{query}" : path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (random.Next(30) > 0)
        {
            var token = tokens[random.Next(tokens.Count)];
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(random.Next(30) > 0 ? token : token[1..])}");
        }

        byte[]? body = null;
        if (operation.TryGetProperty("requestBody", out var needed))
        {
            body = Body(random, Described.BodyOf(needed)!.Value);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(20) > 0 ? "application/json" : "text/plain");
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var wrong = Wrong(operation, answer, text).FirstOrDefault();
        return new FuzzOutcome($"{(int)answer.StatusCode}", wrong is null ? null
            : $"{request.Method} {request.RequestUri} {(body is null ? "" : Encoding.UTF8.GetString(body))} → {(int)answer.StatusCode} "
                + $"{wrong}: {text}");
    }

    private IEnumerable<string> Wrong(JsonElement operation, HttpResponseMessage answer, string text)
    {
        var status = (int)answer.StatusCode;
        if (status is >= 500 or < 200)
        {
            return ["is a failure"];
        }

        if (answer.StatusCode == HttpStatusCode.NoContent || (status is 400 or 404 or 429 && text.Length == 0))
        {
            // Without a body is only what the server itself does not read, and the limit of addresses.
            return text.Length == 0 ? [] : ["has a body"];
        }

        if (answer.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return [$"is {answer.Content.Headers.ContentType}"];
        }

        using var json = JsonDocument.Parse(text);
        if (operation.GetProperty("responses").TryGetProperty($"{status}", out var response)
            && Described.BodyOf(described.Follow(response)) is { } schema)
        {
            return [.. described.Deviations(schema, json.RootElement, "body")];
        }

        return status >= 400 && json.RootElement.TryGetProperty("error", out _) && json.RootElement.TryGetProperty("code", out _)
            ? [] : ["is not described"];
    }

    private (string Query, List<(string Name, string Value)> Headers) Parameters(Random random, JsonElement operation)
    {
        var (query, headers) = (new List<string>(), new List<(string, string)>());
        foreach (var parameter in operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : [])
        {
            var isRequired = parameter.TryGetProperty("required", out var required) && required.GetBoolean();
            if (random.Next(isRequired ? 20 : 2) == 0)
            {
                continue;
            }

            var name = parameter.GetProperty("name").GetString()!;
            var value = Plain(random, parameter.GetProperty("schema"));
            if (parameter.GetProperty("in").GetString() == "header")
            {
                headers.Add((name, value));
            }
            else
            {
                value = random.Next(20) > 0 ? Uri.EscapeDataString(value) : value.Replace(" ", "", StringComparison.Ordinal);
                query.Add($"{name}={value}");
            }
        }

        if (random.Next(20) == 0)
        {
            query.Add($"{Texts[random.Next(Texts.Length)]}={Texts[random.Next(Texts.Length)]}".Replace(" ", "", StringComparison.Ordinal));
        }

        return (string.Join('&', query).Replace("\0", "%00", StringComparison.Ordinal), headers);
    }

    /// <summary>A value outside of JSON.</summary>
    private string Plain(Random random, JsonElement schema)
    {
        schema = described.Follow(schema);
        return random.Next(4) == 0 ? Texts[random.Next(Texts.Length)]
            : schema.TryGetProperty("enum", out var words) ? $"{words[random.Next(words.GetArrayLength())]}"
            : schema.GetProperty("type").GetString() == "string" ? Texts[random.Next(Texts.Length)]
            : Numbers[random.Next(Numbers.Length)];
    }

    private byte[] Body(Random random, JsonElement schema)
    {
        var text = Value(random, schema, 0);
        if (random.Next(15) == 0 && text.Length > 0)
        {
            text = text[..random.Next(text.Length)];
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (random.Next(15) == 0 && bytes.Length > 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    /// <summary>A value as it stands in JSON.</summary>
    private string Value(Random random, JsonElement schema, int depth)
    {
        schema = described.Follow(schema.TryGetProperty("allOf", out var all) ? all[0] : schema);
        if (random.Next(8) == 0 || depth > 4)
        {
            return Odd[random.Next(Odd.Length)];
        }

        switch (schema.GetProperty("type").GetString())
        {
            case "object" when schema.TryGetProperty("properties", out var fields):
                var chosen = fields.EnumerateObject().Where(_ => random.Next(6) > 0)
                    .Select(field => $"\"{field.Name}\":{Value(random, field.Value, depth + 1)}").ToList();
                if (random.Next(10) == 0)
                {
                    chosen.Add($"\"__proto__\":{Odd[random.Next(Odd.Length)]}");
                }

                return $"{{{string.Join(',', chosen)}}}";
            case "array" when schema.TryGetProperty("items", out var items):
                return $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, items, depth + 1)))}]";
            case "string":
                var word = schema.TryGetProperty("enum", out var words) && random.Next(5) > 0
                    ? $"{words[random.Next(words.GetArrayLength())]}"
                    : random.Next(20) == 0 ? new string('x', random.Next(1, 5000)) : Texts[random.Next(Texts.Length)];
                return JsonSerializer.Serialize(word);
            case "boolean":
                return random.Next(2) == 0 ? "true" : "false";
            default:
                return Numbers[random.Next(Numbers.Length)];
        }
    }
}
