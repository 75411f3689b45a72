using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AdminPortal.Domain.Mail;

namespace AdminPortal.Tests.Support;

/// <summary>
/// A mail server on a free port that keeps what it is given, and answers addresses as it is told. With a certificate it can be spoken to
/// encrypted.
/// </summary>
public sealed class SmtpPeer : IDisposable
{
    private readonly TcpListener listener;

    private readonly CancellationTokenSource stop = new();

    private readonly X509Certificate2? certificate;

    private readonly bool encryptedFirst;

    /// <param name="certificate">Lets it be spoken to encrypted.</param>
    /// <param name="encryptedFirst">Encrypted from the first byte, instead of after STARTTLS.</param>
    /// <param name="port">Its port; a free one where it is 0.</param>
    public SmtpPeer(X509Certificate2? certificate = null, bool encryptedFirst = false, int port = 0)
    {
        listener = new(IPAddress.Loopback, port);
        (this.certificate, this.encryptedFirst) = (certificate, encryptedFirst);
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>How to send to it.</summary>
    public MailSettings Settings =>
        new() { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, Encrypted = false, From = "portal@example.org" };

    /// <summary>The mails it took, by address.</summary>
    public ConcurrentQueue<(string To, string Text)> Mails { get; } = new();

    /// <summary>Every line that was said before the connection was encrypted.</summary>
    public ConcurrentQueue<string> Open { get; } = new();

    /// <summary>The accounts that signed in, with their passwords.</summary>
    public ConcurrentQueue<(string User, string Password)> Accounts { get; } = new();

    /// <summary>What it says to an account.</summary>
    public string Welcome { get; set; } = "235 welcome";

    /// <summary>How long it takes over each mail.</summary>
    public TimeSpan Pace { get; init; }

    /// <summary>Takes connections and never says a word.</summary>
    public bool IsMute { get; set; }

    /// <summary>Answers to <c>RCPT TO</c> that differ from "250 OK".</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private static string Decoded(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        await using var stream = client.GetStream();
        if (IsMute)
        {
            await Task.Delay(Timeout.Infinite, stop.Token);
        }

        if (!encryptedFirst && !await TalkAsync(stream, "220 ready", false))
        {
            return;
        }

        await using var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(certificate!);
        await TalkAsync(encrypted, encryptedFirst ? "220 ready" : null, true);
    }

    /// <summary>Until the peer leaves; true when it asks for encryption.</summary>
    private async Task<bool> TalkAsync(Stream stream, string? greeting, bool encrypted)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        await using var writer = new StreamWriter(stream, Encoding.Latin1, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        if (greeting is not null)
        {
            await writer.WriteLineAsync(greeting);
        }

        var to = "";
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            if (!encrypted)
            {
                Open.Enqueue(line);
            }

            switch (line.Split([' ', ':'])[0].ToUpperInvariant())
            {
                case "EHLO" when certificate is not null:
                    await writer.WriteLineAsync(encrypted ? "250-here\r\n250 AUTH LOGIN" : "250-here\r\n250 STARTTLS");
                    break;
                case "STARTTLS" when certificate is not null:
                    await writer.WriteLineAsync("220 go on");
                    return true;
                case "AUTH":
                    Accounts.Enqueue((await AskAsync("Username:"), await AskAsync("Password:")));
                    await writer.WriteLineAsync(Welcome);
                    break;
                case "RCPT":
                    to = line["RCPT TO:".Length..].Trim(' ', '<', '>');
                    await writer.WriteLineAsync(Answers.GetValueOrDefault(to, "250 OK"));
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    var text = new StringBuilder();
                    while (await reader.ReadLineAsync(stop.Token) is { } part && part != ".")
                    {
                        text.AppendLine(part.StartsWith('.') ? part[1..] : part);
                    }

                    Mails.Enqueue((to, text.ToString()));
                    await Task.Delay(Pace, stop.Token);
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return false;
                default:
                    await writer.WriteLineAsync("250 OK");
                    break;
            }
        }

        return false;

        async Task<string> AskAsync(string what)
        {
            await writer.WriteLineAsync($"334 {Convert.ToBase64String(Encoding.UTF8.GetBytes(what))}");
            return Decoded((await reader.ReadLineAsync(stop.Token))!);
        }
    }
}
