using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Webhooks;

namespace AdminPortal.Tests.Domain;

/// <summary>Signatures, addresses that are not reached, and how a log is read on where commits overlap.</summary>
public sealed class WebhookWireTests
{
    private const string Secret = "whsec_test";

    private static readonly Dictionary<string, string> None = [];

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void A_signature_is_HMAC_SHA256_over_timestamp_dot_body() => Assert.Equal(
        "t=1760000000,v1=" + Convert.ToHexStringLower(HMACSHA256.HashData("whsec_test"u8, "1760000000.{\"a\":\"ä\"}"u8)),
        WebhookSecrets.Sign([Secret], 1760000000, "{\"a\":\"ä\"}"));

    [Theory]
    [InlineData("python", "python3", "{0}\nimport sys\nsys.exit(0 if [is_genuine(*a) for a in {1}] == [True, False, False] else 1)\n")]
    [InlineData("javascript", "node", "{0}\nprocess.exit(`${{1}.map((a) => isGenuine(...a))}` === 'true,false,false' ? 0 : 1);\n")]
    [InlineData("php", "php", "{0}\nexit(array_map(fn($a) => is_genuine(...$a), {1}) === [true, false, false] ? 0 : 1);\n")]
    public async Task The_code_of_the_guide_knows_what_is_genuine(string language, string program, string around)
    {
        const long Now = 1760000000;
        const string Body = "{\"a\":\"ä\"}";
        var signature = WebhookSecrets.Sign(["whsec_other", Secret], Now, Body);
        var calls = JsonSerializer.Serialize(new object[][]
        { [Secret, Body, signature, Now + 299], [Secret, Body + " ", signature, Now], [Secret, Body, signature, Now + 301] },
            Plain);
        var folder = Directory.CreateTempSubdirectory("webhook-sample");
        try
        {
            var file = Path.Combine(folder.FullName, language == "javascript" ? "check.mjs" : "check");
            await File.WriteAllTextAsync(file, around.Replace("{0}", WebhookSamples.Of(language), StringComparison.Ordinal)
                .Replace("{1}", calls, StringComparison.Ordinal));
            using var process = Start(program, file);
            if (process is null)
            {
                return; // this machine does not have the language
            }

            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2001:4860:4860::8888", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::8.8.8.8", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:0:a00:1::", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void An_address_is_everybodys_or_not(string address, bool expected) =>
        Assert.Equal(expected, PublicAddresses.Contain(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_that_turns_to_an_inner_address_leads_nowhere()
    {
        using var receiver = new WebhookReceiver();
        var asked = 0;
        IPAddress[] answers = [IPAddress.Loopback, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("::ffff:127.0.0.1")];
        using var sender = new WebhookSender(new WebhookSettings(), (_, _) =>
        {
            asked++;
            return Task.FromResult(answers);
        }, TimeProvider.System);
        var port = new Uri(receiver.Url).Port;
        Assert.Equal(WebhookFailures.PrivateAddress, (await sender.PostAsync($"http://rebound.example:{port}/", None, "{}")).Failure);
        Assert.Equal(1, asked); // what is judged is what is connected to: nobody asks a second time
        Assert.Equal(WebhookFailures.PrivateAddress, (await sender.PostAsync(receiver.Url, None, "{}")).Failure);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_public_name_is_connected_to_at_the_address_that_was_judged()
    {
        using var receiver = new WebhookReceiver();
        using var sender = new WebhookSender(new WebhookSettings { AllowPrivate = true },
            (host, _) => Task.FromResult(host == "app.example" ? new[] { IPAddress.Loopback } : []), TimeProvider.System);
        var port = new Uri(receiver.Url).Port;
        receiver.Says = new string('ä', 200_000);
        var answer = await sender.PostAsync($"http://127.0.0.1:{port}/", None, "{}");
        Assert.Equal(WebhookFailures.UnknownHost, answer.Failure);
        using var direct = new WebhookSender(new WebhookSettings { AllowPrivate = true },
            (_, _) => Task.FromResult(new[] { IPAddress.Loopback }), TimeProvider.System);
        answer = await direct.PostAsync(receiver.Url, None, "{}");
        Assert.True(answer.IsTaken);
        Assert.Equal(WebhookAttempt.AnswerLimit, answer.Answer!.Length);
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_or_speaks_no_HTTP_has_failed()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var sender = new WebhookSender(new WebhookSettings { AllowPrivate = true, Timeout = TimeSpan.FromMilliseconds(300) },
            (host, stop) => Dns.GetHostAddressesAsync(host, stop), TimeProvider.System);
        var url = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/";
        Assert.Equal(WebhookFailures.Timeout, (await sender.PostAsync(url, None, "{}")).Failure);
        using var strange = new TcpListener(IPAddress.Loopback, 0);
        strange.Start();
        var answered = Task.Run(async () =>
        {
            using var client = await strange.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("220 mail.example ESMTP\r\n\r\n"u8.ToArray());
            await client.GetStream().ReadAtLeastAsync(new byte[16], 16);
        });
        var other = $"http://127.0.0.1:{((IPEndPoint)strange.LocalEndpoint).Port}/";
        Assert.Equal(WebhookFailures.NoHttp, (await sender.PostAsync(other, None, "{}")).Failure);
        await answered;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_log_whose_commits_overlap_is_read_whole_and_each_entry_once(int seed)
    {
        var random = new Random(seed);
        var now = new DateTime(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc);
        var position = LogPosition.Of(0, null);
        var (open, visible, committed, read) = (new List<long>(), new HashSet<long>(), new HashSet<long>(), new List<long>());
        var next = 1L;
        for (var step = 0; step < 3_000; step++)
        {
            now += TimeSpan.FromSeconds(random.Next(3));
            for (var begun = random.Next(4); begun > 0; begun--)
            {
                open.Add(next++);
                next += random.Next(200) == 0 ? 1_000 : 0; // a restart leaves numbers out
            }

            foreach (var id in open.Where(_ => random.Next(3) == 0).ToList())
            {
                open.Remove(id);
                if (random.Next(10) > 0)
                {
                    visible.Add(id);
                    committed.Add(id); // the others were rolled back
                }
            }

            var fresh = visible.Where(id => id > position.Place).Order().Take(random.Next(1, 8)).ToList();
            var late = visible.Where(id => position.Missing.Contains(id) || position.Ranges.Any(gap => id >= gap.From && id <= gap.To));
            List<long> seen = [.. fresh, .. late];
            read.AddRange(seen);
            visible.ExceptWith(seen);
            var after = position.After(seen, false, now);
            position = LogPosition.Of(after.Place, after.Stored);
        }

        for (var i = 0; i < 3_000; i++)
        {
            var fresh = visible.Where(id => id > position.Place).Order().Take(50).ToList();
            var late = visible.Where(id => position.Missing.Contains(id) || position.Ranges.Any(gap => id >= gap.From && id <= gap.To));
            List<long> seen = [.. fresh, .. late];
            read.AddRange(seen);
            visible.ExceptWith(seen);
            position = position.After(seen, false, now);
        }

        Assert.Equal(committed.Order(), read.Order());
        Assert.Empty(position.After([], false, now + LogPosition.Patience).Gaps);
    }

    private static Process? Start(string program, string file)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, [file]));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
