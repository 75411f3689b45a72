using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace AdminPortal.Web.Cli;

/// <summary>The part of the public API that a rehearsal uses, over connections that stay open.</summary>
internal sealed class RehearsalApi : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker http;

    private readonly Uri checkIns;

    private readonly Uri stats;

    private readonly AuthenticationHeaderValue authorization;

    public RehearsalApi(Uri root, string key, string eventKey)
    {
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = Rehearsal.Lanes,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        });
        checkIns = new Uri(root, "api/v1/check-ins");
        stats = new Uri(root, $"api/v1/check-ins/stats?event_key={Uri.EscapeDataString(eventKey)}");
        authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Records of the event.</summary>
    /// <exception cref="CliFailure">The portal cannot be reached or does not answer with figures.</exception>
    public async Task<int> CheckInsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, stats) { Headers = { Authorization = authorization } };
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new CliFailure(
                    $"The portal answered {(int)response.StatusCode} to {stats.AbsolutePath}: {Text(body, "error") ?? "no reason given"}");
            }

            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("data").GetProperty("check_ins").GetInt32();
        }
        catch (HttpRequestException error)
        {
            throw new CliFailure($"The portal at {stats.GetLeftPart(UriPartial.Authority)} cannot be reached: {error.Message}");
        }
    }

    /// <summary>Sends one check-in; null when it was created, else the code of the refusal or the status.</summary>
    public async Task<(bool Created, bool Refused, string? Code)> CheckInAsync(ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, checkIns)
        { Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } }, Headers = { Authorization = authorization } };
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken); // to its end, so that the connection can be used again
        return response.StatusCode switch
        {
            HttpStatusCode.Created => (true, false, null),
            HttpStatusCode.UnprocessableEntity => (false, true, Text(answer, "code") ?? "422"),
            var status => (false, false, ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        };
    }

    public void Dispose() => http.Dispose();

    private static string? Text(byte[] body, string property)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty(property, out var value) ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
