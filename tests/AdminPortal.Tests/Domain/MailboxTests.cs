using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AdminPortal.Domain.Common;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Mails go out encrypted, or not at all.</summary>
public sealed class MailboxTests
{
    private static readonly Letter Letter = new("ben@example.org", "Numbers", "Good morning");

    [Fact]
    public async Task Account_and_mail_are_said_after_the_connection_is_encrypted()
    {
        using var certificate = Certificate();
        using var smtp = new SmtpPeer(certificate);
#pragma warning disable SYSLIB0014 // the one place where the mail client asks whether it trusts; only this test's own certificate is added
        var before = ServicePointManager.ServerCertificateValidationCallback;
        ServicePointManager.ServerCertificateValidationCallback = (_, shown, _, errors) => errors == SslPolicyErrors.None || shown?.GetCertHashString() == certificate.GetCertHashString();
        try
        {
            Assert.Equal((LetterOutcome.Sent, null), await Mailbox(smtp).SendAsync(Letter));
        }
        finally
        {
            ServicePointManager.ServerCertificateValidationCallback = before;
        }
#pragma warning restore SYSLIB0014
        Assert.Equal(("portal", "secret of the door"), Assert.Single(smtp.Accounts));
        Assert.Equal("ben@example.org", Assert.Single(smtp.Mails).To);
        Assert.Equal(["EHLO", "STARTTLS"], smtp.Open.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_server_that_is_not_trusted_gets_neither_account_nor_mail()
    {
        using var certificate = Certificate();
        using var smtp = new SmtpPeer(certificate);
        var (outcome, answer) = await Mailbox(smtp).SendAsync(Letter);
        Assert.Equal(LetterOutcome.TryLater, outcome);
        Assert.Contains("certificate", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret of the door", answer, StringComparison.Ordinal);
        Assert.Empty(smtp.Accounts);
        Assert.Empty(smtp.Mails);
    }

    [Fact]
    public async Task A_server_that_cannot_encrypt_gets_neither_account_nor_mail()
    {
        using var smtp = new SmtpPeer();
        var (outcome, _) = await Mailbox(smtp).SendAsync(Letter);
        Assert.Equal(LetterOutcome.TryLater, outcome);
        Assert.Empty(smtp.Accounts);
        Assert.Empty(smtp.Mails);
        Assert.DoesNotContain(smtp.Open, line => line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) || line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));
    }

    private static Mailbox Mailbox(SmtpPeer smtp) => new(smtp.Settings with { Encrypted = true, User = "portal", Password = "secret of the door" });

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
