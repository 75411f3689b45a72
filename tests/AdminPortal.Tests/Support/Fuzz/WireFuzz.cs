using System.Net;

namespace AdminPortal.Tests.Support;

/// <summary>Requests for what is not described: streams of walls, and what comes back from an identity provider.</summary>
internal static class WireFuzz
{
    private static readonly string[] Words =
    [
        "", "x", "0", "-1", "%00", "%0d%0aSet-Cookie:a=b", "%F0%9F%8E%AA", "..%2F..", "%3Cb%3E", "9223372036854775808", "CfDJ8",
        "//evil.example", "?", "&",
    ];

    /// <summary>Streams of a wall, whose first words are read, and what stands beside them.</summary>
    /// <param name="http">Of the portal.</param>
    /// <param name="wall">The token of a wall.</param>
    /// <param name="random">Makes the request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<FuzzOutcome> StreamAsync(HttpClient http, string wall, Random random, CancellationToken cancellationToken)
    {
        var token = random.Next(3) > 0 ? wall : random.Next(2) == 0 ? Changed(random, wall) : Any(random);
        var what = new[] { "/events", "/events", "/events", "/state", "/logo", "" }[random.Next(6)];
        using var request = new HttpRequestMessage(random.Next(20) > 0 ? HttpMethod.Get : HttpMethod.Post,
            $"/wall/{token}{what}{(random.Next(3) == 0 ? $"?{Any(random)}={Any(random)}" : "")}");
        if (random.Next(3) == 0)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID",
                Uri.UnescapeDataString(Any(random)).Replace("\r\n", "", StringComparison.Ordinal));
        }

        if (random.Next(5) == 0)
        {
            request.Headers.TryAddWithoutValidation("Accept", Any(random));
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var status = $"{what} {(int)answer.StatusCode}";
        var isFull = answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null; // an operator's bound
        if ((int)answer.StatusCode >= 500 && !isFull)
        {
            return new FuzzOutcome(status, $"{request.RequestUri} → {status}");
        }

        var isStream = token == wall && what == "/events" && request.Method == HttpMethod.Get;
        if (!isStream || answer.StatusCode != HttpStatusCode.OK)
        {
            await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            // A header that is none is read by nobody.
            var mayRefuse = isFull || (answer.StatusCode == HttpStatusCode.BadRequest && request.Headers.Any());
            return new FuzzOutcome(status, isStream && !mayRefuse ? $"{request.RequestUri} → {status}" : null);
        }

        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var first = new byte[16];
        var read = await stream.ReadAsync(first, cancellationToken);
        return new FuzzOutcome(status, answer.Content.Headers.ContentType?.MediaType == "text/event-stream" && read > 0 ? null
            : $"{request.RequestUri} → {answer.Content.Headers.ContentType}, {read} bytes");
    }

    /// <summary>Answers of an identity provider that nobody has asked for, or that were changed on their way: they let nobody in.</summary>
    /// <param name="http">Of the portal, without cookies of its own.</param>
    /// <param name="random">Makes the request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<FuzzOutcome> CallbackAsync(HttpClient http, Random random, CancellationToken cancellationToken)
    {
        var (state, cookies) = (Any(random), "");
        if (random.Next(3) == 0)
        {
            using var asked = await http.GetAsync(new Uri($"/account/single-sign-on?return={Any(random)}", UriKind.Relative),
                cancellationToken);
            if ((int)asked.StatusCode >= 500)
            {
                return new FuzzOutcome($"{(int)asked.StatusCode}", $"beginning → {(int)asked.StatusCode}");
            }

            var sent = System.Web.HttpUtility.ParseQueryString(asked.Headers.Location?.Query ?? "");
            state = Uri.EscapeDataString(random.Next(3) > 0 ? sent["state"] ?? "" : Changed(random, sent["state"] ?? "x"));
            cookies = string.Join("; ",
                (asked.Headers.TryGetValues("Set-Cookie", out var set) ? set : []).Select(one => one.Split(';')[0]));
        }

        var names = new[] { "code", "state", "error", "error_description", "id_token", "iss", "session_state", "return" };
        var query = string.Join('&', names.Where(name => name == "state" || random.Next(3) == 0)
            .Select(name => $"{name}={(name == "state" ? state : Any(random))}"));
        var path = random.Next(5) == 0 ? "/account/single-sign-on/finish" : "/account/single-sign-on/callback";
        using var request = random.Next(6) > 0
            ? new HttpRequestMessage(HttpMethod.Get, $"{path}?{query}")
            : new HttpRequestMessage(HttpMethod.Post, path)
            { Content = new StringContent(query, null, "application/x-www-form-urlencoded") };
        if (cookies.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        var (status, to) = ((int)answer.StatusCode, answer.Headers.Location?.OriginalString ?? "");
        var letsIn = answer.Headers.TryGetValues("Set-Cookie", out var given)
            && given.Any(cookie => cookie.StartsWith("portal_session=", StringComparison.Ordinal)
                && !cookie.StartsWith("portal_session=;", StringComparison.Ordinal));
        var isRight = status is >= 300 and < 400 ? to.StartsWith("/account/sign-in", StringComparison.Ordinal) : status is >= 400 and < 500;
        return new FuzzOutcome($"{request.Method} {path.Split('/')[^1]} {status}",
            isRight && !letsIn ? null : $"{request.Method} {path}?{query} → {status} {to}");
    }

    private static string Any(Random random) => random.Next(4) == 0
        ? string.Concat(Enumerable.Range(0, random.Next(1, 300)).Select(_ => $"%{random.Next(256):X2}"))
        : Words[random.Next(Words.Length)];

    private static string Changed(Random random, string text)
    {
        var at = random.Next(text.Length);
        return text[..at] + (char)('a' + random.Next(26)) + text[(at + 1)..];
    }
}
