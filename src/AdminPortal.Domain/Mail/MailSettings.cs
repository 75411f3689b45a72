
namespace AdminPortal.Domain.Mail;

/// <summary>The mail server that reports are sent through.</summary>
public sealed record MailSettings
{
    /// <summary>Name or address of the server; null when none is configured: then nothing is sent.</summary>
    public string? Host { get; init; }

    /// <summary>Its port; 587 is the usual one for sending. On 465 the connection is encrypted from the first byte.</summary>
    public int Port { get; init; } = 587;

    /// <summary>
    /// Whether the connection is an encrypted one, before an account or a mail is named: by STARTTLS, or from the first byte on port 465.
    /// </summary>
    public bool Encrypted { get; init; } = true;

    /// <summary>The account to sign in with; null for a server that asks for none.</summary>
    public string? User { get; init; }

    /// <summary>The account's password.</summary>
    public string? Password { get; init; }

    /// <summary>The address mails come from.</summary>
    public string From { get; init; } = "";

    /// <summary>Whether mails can be sent.</summary>
    public bool IsConfigured => !string.IsNullOrEmpty(Host);

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
