using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AdminPortal.Domain.Mail;
using AdminPortal.Tests.Support;
using MimeKit;

namespace AdminPortal.Tests.Domain;

/// <summary>Mails go out encrypted, or not at all.</summary>
public sealed class MailboxTests
{
    private static readonly Letter Letter = new("ben@example.org", "Numbers", "Good morning");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Account_and_mail_are_said_after_the_connection_is_encrypted(bool encryptedFirst)
    {
        using var certificate = Certificate();
        using var smtp = new SmtpPeer(certificate, encryptedFirst);
        var mailbox = Mailbox(smtp, (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(), encryptedFirst);
        Assert.Equal((LetterOutcome.Sent, null), await mailbox.SendAsync(Letter));
        Assert.Equal(("portal", "secret of the door"), Assert.Single(smtp.Accounts));
        Assert.Equal("ben@example.org", Assert.Single(smtp.Mails).To);
        Assert.Equal(encryptedFirst ? [] : ["EHLO", "STARTTLS"], smtp.Open.Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_is_not_trusted_gets_neither_account_nor_mail(bool encryptedFirst)
    {
        using var certificate = Certificate();
        using var smtp = new SmtpPeer(certificate, encryptedFirst);
        var (outcome, answer) = await Mailbox(smtp, null, encryptedFirst).SendAsync(Letter);
        Assert.Equal(LetterOutcome.TryLater, outcome);
        Assert.Contains("The certificate that 127.0.0.1 shows is not trusted: issued to CN=127.0.0.1", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret of the door", answer, StringComparison.Ordinal);
        Assert.Empty(smtp.Accounts);
        Assert.Empty(smtp.Mails);
    }

    [Fact]
    public async Task A_server_that_cannot_encrypt_gets_neither_account_nor_mail()
    {
        using var smtp = new SmtpPeer();
        var (outcome, answer) = await Mailbox(smtp).SendAsync(Letter);
        Assert.Equal(LetterOutcome.TryLater, outcome);
        Assert.Contains("offers no encryption", answer, StringComparison.Ordinal);
        Assert.Empty(smtp.Accounts);
        Assert.Empty(smtp.Mails);
        Assert.DoesNotContain(smtp.Open, line => line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_wrong_account_is_said_without_its_password()
    {
        using var certificate = Certificate();
        using var smtp = new SmtpPeer(certificate) { Welcome = "535 no" };
        var (outcome, answer) = await Mailbox(smtp, (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString())
            .SendAsync(Letter);
        Assert.Equal(LetterOutcome.TryLater, outcome);
        Assert.Equal("The mail server does not let portal in (Mail:User, Mail:Password).", answer);
        Assert.Empty(smtp.Mails);
    }

    [Theory]
    [InlineData("550 no such person", LetterOutcome.Refused)]
    [InlineData("450 busy", LetterOutcome.TryLater)]
    public async Task What_the_server_says_to_an_address_is_passed_on(string says, LetterOutcome expected)
    {
        using var smtp = new SmtpPeer();
        smtp.Answers[Letter.To] = says;
        var (outcome, answer) = await new Mailbox(smtp.Settings).SendAsync(Letter);
        Assert.Equal((expected, $"The mail server answered: {says}"), (outcome, answer));
        Assert.Empty(smtp.Mails);
    }

    [Fact]
    public async Task Nobody_there_is_tried_later()
    {
        using var gone = new TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        var port = ((IPEndPoint)gone.LocalEndpoint).Port;
        gone.Stop();
        var (outcome, answer) = await new Mailbox(new MailSettings { Host = "127.0.0.1", Port = port, From = "portal@example.org" })
            .SendAsync(Letter);
        Assert.Equal(LetterOutcome.TryLater, outcome);
        Assert.StartsWith($"The mail server 127.0.0.1 cannot be reached on port {port}: ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_sends_may_stop_waiting_for_a_mute_server()
    {
        using var smtp = new SmtpPeer { IsMute = true };
        using var stop = new CancellationTokenSource();
        var sending = new Mailbox(smtp.Settings).SendAsync(Letter, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Words_and_file_arrive_as_they_were_given()
    {
        using var smtp = new SmtpPeer();
        var letter = new Letter("ben@example.org", "Zahlen für\r\nMüßig", "Grüße\n.\nEnde", new MemoryStream([0, 13, 10, 46, 255]),
            "Übersicht 2026.pdf", "application/pdf");
        Assert.Equal((LetterOutcome.Sent, null), await new Mailbox(smtp.Settings).SendAsync(letter));
        using var message = await MimeMessage.LoadAsync(
            new MemoryStream(Encoding.Latin1.GetBytes(Assert.Single(smtp.Mails).Text.ReplaceLineEndings("\r\n"))));
        Assert.Equal("Zahlen für Müßig", message.Subject);
        Assert.Equal("Grüße\n.\nEnde", message.TextBody!.ReplaceLineEndings("\n").TrimEnd('\n'));
        var file = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        Assert.Equal(("Übersicht 2026.pdf", "application/pdf"), (file.FileName, file.ContentType.MimeType));
        using var bytes = new MemoryStream();
        await file.Content!.DecodeToAsync(bytes);
        Assert.Equal([0, 13, 10, 46, 255], bytes.ToArray());
    }

    private static Mailbox Mailbox(SmtpPeer smtp, RemoteCertificateValidationCallback? trust = null, bool encryptedFirst = false)
    {
        var settings = smtp.Settings with { Encrypted = true, User = "portal", Password = "secret of the door" };
        return new Mailbox(settings) { Trust = trust, ImplicitPort = encryptedFirst ? settings.Port : 465 };
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
