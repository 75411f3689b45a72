using AdminPortal.Domain.Common;
using AdminPortal.Domain.Mail;

namespace AdminPortal.Domain.Accounts;

/// <summary>What a mail about an account is for.</summary>
public enum AccountLetterKind
{
    /// <summary>An invitation with its link.</summary>
    Invitation,

    /// <summary>A link for a new password.</summary>
    PasswordLink,

    /// <summary>That the password was changed.</summary>
    PasswordChanged,

    /// <summary>A link that confirms a new address, to that address.</summary>
    EmailLink,

    /// <summary>That another address was asked for, to the old one.</summary>
    EmailAsked,

    /// <summary>That the address was changed, to the old one.</summary>
    EmailChanged,

    /// <summary>That a second factor is asked for from now on.</summary>
    SecondFactorOn,

    /// <summary>That no second factor is asked for any more.</summary>
    SecondFactorOff,

    /// <summary>That a recovery code was used.</summary>
    RecoveryCodeUsed,
}

/// <summary>What a mail about an account names.</summary>
/// <param name="Tenant">The organisation.</param>
/// <param name="Person">Who it is to, or who invites.</param>
/// <param name="Token">The token of its link, where it has one.</param>
/// <param name="Email">The address it is about, where it is about one.</param>
public sealed record AccountFacts(string Tenant, string Person, string? Token = null, string? Email = null);

/// <summary>What a mail about an account says.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
public sealed record AccountWords(string Subject, string Text);

/// <summary>Words for a mail, with links to this portal.</summary>
/// <param name="language"><c>de</c> or <c>en</c>.</param>
/// <param name="kind">What it is for.</param>
/// <param name="facts">What it names.</param>
public delegate AccountWords AccountMailTexts(string language, AccountLetterKind kind, AccountFacts facts);

/// <summary>Mails people about their accounts, where a mail server is configured.</summary>
public sealed class AccountMail(Mailbox mail, AccountMailTexts texts)
{
    /// <summary>Whether mails can be sent.</summary>
    public bool IsConfigured => mail.IsConfigured;

    /// <summary>Sends one. Refused: <c>no_mail_server</c>, <c>mail_not_taken</c> with what the server answered.</summary>
    /// <param name="to">The address.</param>
    /// <param name="language"><c>de</c> or <c>en</c>.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="facts">What it names.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> SendAsync(string to, string language, AccountLetterKind kind, AccountFacts facts,
        CancellationToken cancellationToken = default)
    {
        if (!mail.IsConfigured)
        {
            return new Problem("no_mail_server", "No mail server is configured.");
        }

        var words = texts(language, kind, facts);
        var letter = new Letter(to, words.Subject, words.Text.ReplaceLineEndings("\r\n"));
        var (outcome, answer) = await mail.SendAsync(letter, cancellationToken);
        return outcome == LetterOutcome.Sent ? Done.It : new Problem("mail_not_taken", $"The mail was not sent. {answer}", null, answer);
    }
}
