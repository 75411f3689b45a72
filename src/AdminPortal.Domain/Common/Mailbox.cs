using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace AdminPortal.Domain.Common;

/// <summary>A mail with a file.</summary>
/// <param name="To">One address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="File">The file, which is disposed with the mail; null for none.</param>
/// <param name="FileName">As the recipient sees it.</param>
/// <param name="ContentType">Of the file.</param>
public sealed record Letter(string To, string Subject, string Text, Stream? File = null, string? FileName = null, string? ContentType = null);

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

/// <summary>Sends mails through the configured server.</summary>
public sealed class Mailbox(MailSettings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether mails can be sent.</summary>
    public bool IsConfigured => settings.IsConfigured;

    /// <summary>Sends one mail. The text names what the server answered, without secrets; null when it was sent.</summary>
    /// <exception cref="InvalidOperationException">No server is configured.</exception>
    public async Task<(LetterOutcome Outcome, string? Answer)> SendAsync(Letter letter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(letter);
        if (!settings.IsConfigured)
        {
            throw new InvalidOperationException("No mail server is configured.");
        }

        using var message = new MailMessage(settings.From, letter.To, letter.Subject.ReplaceLineEndings(" "), letter.Text) { SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8 };
        if (letter.File is not null)
        {
            message.Attachments.Add(new Attachment(letter.File, letter.FileName, letter.ContentType ?? MediaTypeNames.Application.Octet));
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Encrypted, Credentials = settings.User is null ? null : new NetworkCredential(settings.User, settings.Password) };
        try
        {
            await client.SendMailAsync(message, patience.Token);
            return (LetterOutcome.Sent, null);
        }
        catch (SmtpException refused)
        {
            return ((int)refused.StatusCode >= 500 ? LetterOutcome.Refused : LetterOutcome.TryLater, refused.InnerException is { } cause ? $"{refused.Message} {cause.Message}" : refused.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (LetterOutcome.TryLater, "The mail server did not answer in time.");
        }
    }
}
