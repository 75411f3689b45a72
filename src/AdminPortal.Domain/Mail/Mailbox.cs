using System.Net.Security;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace AdminPortal.Domain.Mail;

/// <summary>A mail with a file.</summary>
/// <param name="To">One address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="File">The file, which is disposed with the mail; null for none.</param>
/// <param name="FileName">As the recipient sees it.</param>
/// <param name="ContentType">Of the file.</param>
public sealed record Letter(string To, string Subject, string Text, Stream? File = null, string? FileName = null,
    string? ContentType = null);

/// <summary>What became of a mail.</summary>
public enum LetterOutcome
{
    /// <summary>The server took it.</summary>
    Sent,

    /// <summary>The server could not be reached or asked to try again later.</summary>
    TryLater,

    /// <summary>The server refuses it for good, for example because the address does not exist.</summary>
    Refused,
}

/// <summary>
/// Sends mails through the configured server: encrypted from the first byte on port 465, else by STARTTLS, or not at all where encryption
/// is switched off.
/// </summary>
public sealed partial class Mailbox(MailSettings settings)
{
    /// <summary>The port on which servers expect encryption from the first byte (RFC 8314, section 3.3).</summary>
    private const int Submissions = 465;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [GeneratedRegex(@"[^\s<>]+@[^\s<>]+")]
    private static partial Regex Address();

    /// <summary>What a server answered, without the addresses that it repeats: for the log.</summary>
    public static string? WithoutAddresses(string? answer) => answer is null ? null : Address().Replace(answer, "…");

    /// <summary>Whether mails can be sent.</summary>
    public bool IsConfigured => settings.IsConfigured;

    /// <summary>Judges the server's certificate in the place of the system's authorities.</summary>
    internal RemoteCertificateValidationCallback? Trust { get; init; }

    /// <summary>The port on which encryption begins with the first byte.</summary>
    internal int ImplicitPort { get; init; } = Submissions;

    /// <summary>Sends one mail. The text names what the server answered, without secrets; null when it was sent.</summary>
    /// <exception cref="InvalidOperationException">No server is configured.</exception>
    public async Task<(LetterOutcome Outcome, string? Answer)> SendAsync(Letter letter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(letter);
        if (!settings.IsConfigured)
        {
            throw new InvalidOperationException("No mail server is configured.");
        }

        if (!MailboxAddress.TryParse(letter.To, out var to))
        {
            return (LetterOutcome.Refused, $"{letter.To} is not an e-mail address.");
        }

        using var message = Message(letter, to);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var client = new SmtpClient
        {
            Timeout = (int)Patience.TotalMilliseconds,
            ServerCertificateValidationCallback = Trust,

            // Authorities of one's own often name no list of what they took back, and some have none that can be reached from a server.
            CheckCertificateRevocation = false,
        };
        try
        {
            await DeliverAsync(client, message, patience.Token);
            return (LetterOutcome.Sent, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (LetterOutcome.TryLater, "The mail server did not answer in time.");
        }
        catch (Exception refused) when (Answer(refused, client) is { } answer)
        {
            return answer;
        }
    }

    private async Task DeliverAsync(SmtpClient client, MimeMessage message, CancellationToken cancellationToken)
    {
        var encryption = !settings.Encrypted ? SecureSocketOptions.None
            : settings.Port == ImplicitPort ? SecureSocketOptions.SslOnConnect
            : SecureSocketOptions.StartTls;
        await client.ConnectAsync(settings.Host!, settings.Port, encryption, cancellationToken);
        if (settings.User is not null)
        {
            await client.AuthenticateAsync(settings.User, settings.Password ?? "", cancellationToken);
        }

        await client.SendAsync(message, cancellationToken);
        try
        {
            await client.DisconnectAsync(true, cancellationToken);
        }
        catch (Exception error) when (error is IOException or SocketException or ProtocolException or CommandException
            or OperationCanceledException)
        {
            // The server has the mail; how it takes leave changes nothing, and sending again would make two.
        }
    }

    private MimeMessage Message(Letter letter, MailboxAddress to)
    {
        var text = new TextPart("plain") { Text = letter.Text };
        MimeEntity body = text;
        if (letter.File is not null)
        {
            var type = ContentType.TryParse(letter.ContentType ?? "", out var known)
                ? known
                : new ContentType("application", "octet-stream");
            var file = new MimePart(type)
            {
                Content = new MimeContent(letter.File),
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
                ContentTransferEncoding = ContentEncoding.Base64,
                FileName = letter.FileName,
            };
            body = new Multipart("mixed") { text, file };
        }

        return new MimeMessage([MailboxAddress.Parse(settings.From)], [to], letter.Subject.ReplaceLineEndings(" "), body);
    }

    /// <summary>What a failure says about the mail, in a sentence; null for a defect, which goes on as an exception.</summary>
    private (LetterOutcome Outcome, string Answer)? Answer(Exception error, SmtpClient client) => error switch
    {
        SmtpCommandException refused => ((int)refused.StatusCode >= 500 ? LetterOutcome.Refused : LetterOutcome.TryLater,
            $"The mail server answered: {(int)refused.StatusCode} {refused.Message}"),
        AuthenticationException => (LetterOutcome.TryLater, $"The mail server does not let {settings.User} in (Mail:User, Mail:Password)."),
        SslHandshakeException { ServerCertificate: { } shown } =>
            (LetterOutcome.TryLater,
                $"The certificate that {settings.Host} shows is not trusted: issued to {shown.Subject} by {shown.Issuer}, valid until " +
                    $"{shown.GetExpirationDateString()}."),
        SslHandshakeException => (LetterOutcome.TryLater,
            $"{settings.Host} does not speak TLS on port {settings.Port} as expected (Mail:Port, Mail:Encrypted): " +
                $"{error.GetBaseException().Message}"),
        NotSupportedException when !client.IsConnected || !client.IsSecure && settings.Encrypted =>
            (LetterOutcome.TryLater, $"{settings.Host} offers no encryption on port {settings.Port} (Mail:Encrypted)."),
        NotSupportedException when !client.IsAuthenticated && settings.User is not null =>
            (LetterOutcome.TryLater, $"{settings.Host} knows no way to sign in with a password (Mail:User)."),
        NotSupportedException => (LetterOutcome.Refused, "The mail server does not take addresses with letters outside of ASCII."),
        SocketException or IOException or ProtocolException
            or TimeoutException => (LetterOutcome.TryLater,
                $"The mail server {settings.Host} cannot be reached on port {settings.Port}: {error.GetBaseException().Message}"),
        _ => null,
    };
}
