using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace AdminPortal.Domain.Webhooks;

/// <summary>Finds the network addresses of a host.</summary>
public delegate Task<IPAddress[]> WebhookResolver(string host, CancellationToken cancellationToken);

/// <summary>What came of a post.</summary>
/// <param name="Status">The HTTP status; null when none arrived.</param>
/// <param name="Failure">Why none arrived; one of <see cref="WebhookFailures"/>.</param>
/// <param name="Answer">How the answer's body begins; null when it is empty.</param>
/// <param name="Took">How long it took.</param>
public sealed record WebhookAnswer(int? Status, string? Failure, string? Answer, TimeSpan Took)
{
    /// <summary>Whether the endpoint has taken the message.</summary>
    public bool IsTaken => Status is >= 200 and < 300;
}

/// <summary>
/// Posts to addresses that others have named. The host's name is resolved here and the connection goes to the very address that was judged,
/// so that a name which answers otherwise a moment later leads nowhere else; redirects are not followed, no proxy is asked, no cookie kept.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    /// <summary>So much of an answer is read at most, in bytes; the connection is closed where there is more.</summary>
    public const int MostRead = 64 * 1024;

    private readonly WebhookSettings settings;

    private readonly WebhookResolver resolve;

    private readonly TimeProvider time;

    private readonly HttpClient http;

    /// <summary>Connections are kept for some minutes.</summary>
    public WebhookSender(WebhookSettings settings, WebhookResolver resolve, TimeProvider time)
    {
        (this.settings, this.resolve, this.time) = (settings, resolve, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectCallback = ConnectAsync,
        };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Posts JSON; whatever goes wrong on the way is an answer.</summary>
    public async Task<WebhookAnswer> PostAsync(string url, IReadOnlyDictionary<string, string> headers, string body,
        CancellationToken cancellationToken = default)
    {
        var began = time.GetTimestamp();
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        WebhookAnswer Answer(int? status, string? failure, string? text = null) => new(status, failure, text, time.GetElapsedTime(began));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("AdminPortal-Webhooks", "1"));
            foreach (var (name, value) in headers)
            {
                request.Headers.Add(name, value);
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return Answer((int)response.StatusCode, null, await BeginningAsync(response, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Answer(null, WebhookFailures.Timeout);
        }
        catch (HttpRequestException error)
        {
            return Answer(null, Failure(error));
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private static string Failure(HttpRequestException error) => (error.InnerException, error.HttpRequestError) switch
    {
        (ClosedNetworkException, _) => WebhookFailures.PrivateAddress,
        (AuthenticationException, _) or (_, HttpRequestError.SecureConnectionError) => WebhookFailures.Encryption,
        (SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }, _)
            or (_, HttpRequestError.NameResolutionError) => WebhookFailures.UnknownHost,
        (_, HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded) =>
            WebhookFailures.NoHttp,
        _ => WebhookFailures.NoConnection,
    };

    /// <summary>Null where the body is empty, or breaks off: the status has said what is to be known.</summary>
    private static async Task<string?> BeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(MostRead);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var count = await stream.ReadAtLeastAsync(bytes.AsMemory(0, MostRead), MostRead, throwOnEndOfStream: false, cancellationToken);
            var text = Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(count, WebhookAttempt.AnswerLimit * 4))).Replace('\0', ' ');
            text = text.Length > WebhookAttempt.AnswerLimit ? text[..WebhookAttempt.AnswerLimit] : text;
            return text.Length == 0 ? null : char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var found = await resolve(context.DnsEndPoint.Host, cancellationToken);
        var open = settings.AllowPrivate ? found : found.Where(PublicAddresses.Contain).ToArray();
        if (open.Length == 0)
        {
            throw found.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new ClosedNetworkException();
        }

        for (var i = 0; ; i++)
        {
            var socket = new Socket(open[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(open[i], context.DnsEndPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < open.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>The host's addresses are none of the public's.</summary>
    private sealed class ClosedNetworkException() : IOException("The address is of a network that is not public.");
}
