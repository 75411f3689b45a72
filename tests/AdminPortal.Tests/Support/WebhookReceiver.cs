using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace AdminPortal.Tests.Support;

/// <summary>A message that arrived.</summary>
public sealed record ReceivedWebhook(string Id, string Timestamp, string Signature, string Text)
{
    public JsonNode Json { get; } = JsonNode.Parse(Text)!;

    public string Type => (string?)Json["type"] ?? "";

    public string? EventKey => (string?)Json["event_key"];
}

/// <summary>Another system on a port of this machine: it keeps what it is told, and answers as it is told to.</summary>
public sealed class WebhookReceiver : IDisposable
{
    private readonly int port = FreePort();

    private HttpListener? listener;

    /// <summary>Listens from the beginning.</summary>
    public WebhookReceiver() => Start();

    /// <summary>What arrived, in order, failed attempts included.</summary>
    public ConcurrentQueue<ReceivedWebhook> Received { get; } = new();

    /// <summary>The status for a message; 200 unless set.</summary>
    public Func<ReceivedWebhook, int> Answer { get; set; } = _ => 200;

    /// <summary>What it says besides.</summary>
    public string Says { get; set; } = "thanks";

    /// <summary>Where a redirect leads to; null for none.</summary>
    public string? Location { get; set; }

    public string Url => $"http://127.0.0.1:{port}/hook";

    /// <summary>Listens again.</summary>
    public void Start()
    {
        listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = AcceptAsync(listener);
    }

    /// <summary>Is not there any more; connections break.</summary>
    public void Stop()
    {
        listener?.Abort();
        listener = null;
    }

    public void Dispose() => Stop();

    private async Task AcceptAsync(HttpListener own)
    {
        try
        {
            while (own.IsListening)
            {
                _ = ServeAsync(await own.GetContextAsync());
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var headers = context.Request.Headers;
            var message = new ReceivedWebhook(headers["Portal-Webhook-Id"] ?? "", headers["Portal-Webhook-Timestamp"] ?? "",
                headers["Portal-Webhook-Signature"] ?? "", await reader.ReadToEndAsync());
            Received.Enqueue(message);
            context.Response.StatusCode = Answer(message);
            if (Location is { } elsewhere)
            {
                context.Response.RedirectLocation = elsewhere;
            }

            var text = Encoding.UTF8.GetBytes(Says);
            await context.Response.OutputStream.WriteAsync(text);
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The connection broke.
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
