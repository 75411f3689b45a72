using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace AdminPortal.Tests.Api;

/// <summary>
/// Whatever bytes arrive at whatever address: the answer is never a failure of the portal, and under <c>/api</c> always the contract's.
/// </summary>
[Collection("api")]
public sealed partial class PlainRequestTests(ITestOutputHelper output)
{
    private const string Password = "correct horse battery";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get"];

    private static readonly string[] Segments = ["1", "0", "-1", "9223372036854775808", "%00", "%FF", "%C3%28", "%ED%A0%80", "%2F",
        "..%2F..%2F", "%5c", "%0d%0aX:1", "%E2%80%AE", "%zz", "%", "a b", "~", "'", "%3Cimg%20src=x%3E", "😀", new string('x', 3000)];

    private static readonly string[] Queries =
    [
        "?", "??", "?=", "?&&", "?%00=%00", "?%FF=%FF&%ED%A0%80", "?page=99999999999999999999&size=-1&sort=%00&order=%FF",
        "?return=//evil.example&return=%0d%0aX:1", "?return=%00", "?search=%00%FF", "?language=%00&theme=%0d",
        "?event=%00&from=9999-99-99&to=0001-01-01&compare=%FF", "?ended=maybe", "?page=1&page=2&page=3",
        "?event_key=%00&page=%00&include=%00&since=%00", "?" + new string('q', 6000), "?"
            + string.Join('&', Enumerable.Range(0, 400).Select(i => $"k{i}=v")),
        "?_handler=%00", "?handler=sign-in",
    ];

    private static readonly string[] HeaderLines =
    [
        "Cookie: portal_session=garbage; .AspNetCore.Culture=%00; portal_theme=%0d", "Cookie: =;;;,=",
        "Cookie: .AspNetCore.Culture=c=xx|uic=yy", "Cookie: portal_form=CfDJ8",
        "Accept-Language: de;q=abc, *;q=-1, xx-yy-zz;q=9", "Accept-Language: "
            + string.Join(',', Enumerable.Range(0, 500).Select(i => $"l{i}")), "Accept: ;;;", "Accept-Encoding: gzip;q=2, br;q=x",
            "Range: bytes=9-1,x-", "If-Modified-Since: never", "If-None-Match: \"",
        "Referer: http://[", "Referer: http://localhost:99999/", "Origin: null", "Authorization: Basic ", "Authorization: Bearer \u00ff",
        "X-API-Key: \u00ff", "X-Forwarded-For: 1.2.3.4:99999, [::, x", "X-Forwarded-Proto: javascript", "X-Forwarded-Proto: https, http",
        "X-Forwarded-Host: evil.example:99999", "X-Forwarded-Host: [", "X-Original-URL: /x",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99",
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: x", "Expect: 200-nothing", "Idempotency-Key: \u00e4",
        "X-Odd: " + new string('h', 8000), "Last-Event-ID: -1",
    ];

    private static readonly (string Head, string Body)[] Bodies =
    [
        ("Content-Type: application/json", "{\"language\":\"de\"}"), ("Content-Type: application/json", "{"),
        ("Content-Type: text/plain", "x"), ("", "language=de"), ("Content-Type: ;", "x"), ("Content-Type: \"", "x"),
        ("Content-Type: multipart/form-data", "x"), ("Content-Type: multipart/form-data; boundary=", "x"),
        ("Content-Type: multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"),
        ("Content-Type: multipart/form-data; boundary=" + new string('b', 200), "x"),
        ("Content-Type: application/x-www-form-urlencoded", "a=%00&%FF=%ED%A0%80&_handler=sign-in"),
        ("Content-Type: application/x-www-form-urlencoded; charset=utf-16", "a=b"),
        ("Content-Type: application/x-www-form-urlencoded; charset=none-such", "a=b"),
        ("Content-Type: application/x-www-form-urlencoded",
            "_handler=sign-in&__RequestVerificationToken=x&Input.Email=%00&Input.Password="),
            ("Content-Type: application/x-www-form-urlencoded", string.Join('&', Enumerable.Range(0, 1500).Select(i => $"k{i}=v"))),
        ("Content-Type: application/x-www-form-urlencoded", new string('k', 5000) + "=" + new string('v', 5000)),
        ("Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: gzip", "a=b"),
    ];

    /// <summary>Heads and chunks as no library sends them.</summary>
    private static readonly string[] Raw =
    [
        "Host: a:99999\r\n\r\n", "Host: a:-1\r\n\r\n", "Host: [::1\r\n\r\n", "Host: a b\r\n\r\n", "Host: \u00ff\r\n\r\n", "Host: \r\n\r\n",
        "Host: a/b\r\n\r\n", "Host: a@b\r\n\r\n", "Host: " + new string('a', 300) + "\r\n\r\n", "Host: xn--\r\n\r\n", "Host: ..\r\n\r\n",
        "Host: localhost\r\nHost: other\r\n\r\n",
        "Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
        "Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "Host: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
        "Host: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "Host: localhost\r\nContent-Length: -1\r\n\r\n", "Host: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "Host: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
        "Host: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ];

    private readonly SortedDictionary<int, int> statuses = [];

    private readonly List<string> failures = [];

    [Theory, ClassData(typeof(Providers))]
    public async Task No_plain_request_makes_the_portal_fail(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ("Portal:SignInsPerMinute", "100000"));
        (host.Logs.On, host.Logs.From) = (true, LogLevel.Error);
        var api = await host.TenantAsync();
        var email = $"{Guid.NewGuid():N}@example.org";
        (await host.Get<UserService>().CreateAsync(api.Owner, email, "Ole Organiser", Role.Owner, Password)).Required();
        var visitor = new Visitor(host.Http);
        await visitor.SignInAsync(email, Password);
        string[] who = ["", $"Cookie: {visitor.Cookies}\r\n", $"X-API-Key: {api.Key}\r\n"];
        var random = new Random(7);
        foreach (var pattern in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Append("/api/v1/nothing").Append("/nothing").Distinct()
                .Where(IsOurs))
        {
            string At(string segment) => Parameter().Replace(pattern, segment);
            string Any(string[] of) => of[random.Next(of.Length)];

            foreach (var method in Methods)
            {
                await SendAsync(host, $"{method} {At("1")} HTTP/1.1\r\nHost: localhost\r\n{Any(who)}Content-Length: 0\r\n\r\n");
            }

            foreach (var segment in Segments)
            {
                var path = pattern.Contains('{', StringComparison.Ordinal) ? At(segment) : pattern + "/" + segment;
                await SendAsync(host, $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{Any(who)}\r\n");
            }

            foreach (var query in Queries)
            {
                await SendAsync(host, $"GET {At("1")}{query} HTTP/1.1\r\nHost: localhost\r\n{Any(who)}\r\n");
            }

            foreach (var line in HeaderLines)
            {
                await SendAsync(host,
                    $"{Any(["GET", "POST"])} {At("1")} HTTP/1.1\r\nHost: localhost\r\n{Any(who)}{line}\r\nContent-Length: 0\r\n\r\n");
            }

            foreach (var (head, body) in Bodies)
            {
                await SendAsync(host,
                    $"{Any(["POST", "POST", "PUT", "DELETE"])} {At("1")} HTTP/1.1\r\nHost: " +
                        $"localhost\r\n{Any(who)}{(head.Length > 0 ? head + "\r\n" : "")}Content-Length: {body.Length}\r\n\r\n{body}");
            }
        }

        foreach (var path in new[] { "/", "/preferences", "/account/sign-in", "/api/v1/check-ins", "/api/v1/participants?page=1",
            "/v2/tickets/checkin/get-ticket-window-checked-in-counts.json", "/nothing", "/favicon.svg", "/openapi/v1.json",
                "/_blazor/negotiate", "/wall/x", "/events" })
        {
            foreach (var rest in Raw)
            {
                foreach (var line in who)
                {
                    await SendAsync(host, $"POST {path} HTTP/1.1\r\n{line}{rest}");
                    await SendAsync(host, $"GET {path} HTTP/1.0\r\n{line}{rest}");
                }
            }
        }

        foreach (var (head, body) in Bodies)
        {
            await SendAsync(host, $"POST /preferences HTTP/1.1\r\nHost: localhost\r\n{(head.Length > 0 ? head + "\r\n" : "")}" +
                $"Content-Length: {body.Length}\r\n\r\n{body}");
        }

        foreach (var start in new[] { "GET http://evil.example:99999/ HTTP/1.1", "GET * HTTP/1.1", "OPTIONS * HTTP/1.1",
            "CONNECT a:1 HTTP/1.1", "GET //evil.example HTTP/1.1", "GET /\\evil.example HTTP/1.1", "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
                "GET / HTTP/3.0", "GET /?\u00ff HTTP/1.1", "GET /" + new string('p', 9000) + " HTTP/1.1" })
        {
            await SendAsync(host, $"{start}\r\nHost: localhost\r\n\r\n");
        }

        output.WriteLine(string.Join(", ", statuses.Select(status => $"{status.Value}× {status.Key}")));
        Assert.True(failures.Count == 0, string.Join("\n", failures.Take(30)));
        Assert.Equal([], host.Logs.Text.Split('\n').Where(line => line.StartsWith("Error ", StringComparison.Ordinal)).Distinct());
    }

    /// <summary>Not the bundled files, which the framework serves, nor streams, which do not end.</summary>
    private static bool IsOurs(string pattern) => !pattern.Contains('.', StringComparison.Ordinal)
        || pattern.StartsWith("/openapi", StringComparison.Ordinal) || pattern == "/favicon.svg";

    private async Task SendAsync(ApiHost host, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes(request.Insert(request.IndexOf('\n', StringComparison.Ordinal) + 1, "Connection: close\r\n")));
        using var reader = new StreamReader(stream);
        string answer;
        try
        {
            answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (IOException)
        {
            return; // the server hung up
        }
        catch (TimeoutException)
        {
            failures.Add($"{Short(request)}\n  → no answer in 30 seconds");
            return;
        }

        var status = answer.Length > 12 && int.TryParse(answer.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? code
            : 0;
        statuses[status] = statuses.GetValueOrDefault(status) + 1;
        if (status is >= 500 and not 505)
        {
            failures.Add($"{Short(request)}\n  → {answer.Split('\r')[0]}");
        }
        else if (status >= 400 && Api().IsMatch(request)
            && !answer.StartsWith("HTTP/1.1 400 Bad Request\r\nContent-Length: 0", StringComparison.Ordinal)
                && answer.Contains("X-Request-Id", StringComparison.Ordinal) && !request.StartsWith("HEAD", StringComparison.Ordinal)
                    && !answer.Contains("\"error\":", StringComparison.Ordinal))
        {
            failures.Add($"{Short(request)}\n  → not the contract's: {answer[..Math.Min(400, answer.Length)]}");
        }
    }

    private static string Short(string request) => request.Length > 500 ? request[..500] + "…" : request;

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\w+ /api/(?!docs)", RegexOptions.IgnoreCase)]
    private static partial Regex Api();
}
