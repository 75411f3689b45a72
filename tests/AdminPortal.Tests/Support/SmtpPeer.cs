using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AdminPortal.Domain.Common;

namespace AdminPortal.Tests.Support;

/// <summary>A mail server on a free port that keeps what it is given, and answers addresses as it is told.</summary>
public sealed class SmtpPeer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    private readonly CancellationTokenSource stop = new();

    public SmtpPeer()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>How to send to it.</summary>
    public MailSettings Settings => new() { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, Encrypted = false, From = "portal@example.org" };

    /// <summary>The mails it took, by address.</summary>
    public ConcurrentQueue<(string To, string Text)> Mails { get; } = new();

    /// <summary>Answers to <c>RCPT TO</c> that differ from "250 OK".</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = TalkAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var _ = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 ready");
        var to = "";
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            if (line.StartsWith("RCPT TO:", StringComparison.OrdinalIgnoreCase))
            {
                to = line["RCPT TO:".Length..].Trim(' ', '<', '>');
                await writer.WriteLineAsync(Answers.GetValueOrDefault(to, "250 OK"));
            }
            else if (line.Equals("DATA", StringComparison.OrdinalIgnoreCase))
            {
                await writer.WriteLineAsync("354 go on");
                var text = new StringBuilder();
                while (await reader.ReadLineAsync(stop.Token) is { } part && part != ".")
                {
                    text.AppendLine(part);
                }

                Mails.Enqueue((to, text.ToString()));
                await writer.WriteLineAsync("250 OK");
            }
            else if (line.Equals("QUIT", StringComparison.OrdinalIgnoreCase))
            {
                await writer.WriteLineAsync("221 bye");
                return;
            }
            else
            {
                await writer.WriteLineAsync("250 OK");
            }
        }
    }
}
