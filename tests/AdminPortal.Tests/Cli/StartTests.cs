using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AdminPortal.Web.Startup;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace AdminPortal.Tests.Cli;

/// <summary>The program itself, as a process: how it starts, and what it says when it cannot.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("adminportal-start").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Theory]
    [InlineData("run")]
    [InlineData("")]
    public async Task It_serves_until_it_is_told_to_stop(string verb)
    {
        using var process = Start($"{verb} --urls http://127.0.0.1:0 --Portal:DataDirectory={folder}");
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync();
        }
        while (line?.Contains("Now listening on: ", StringComparison.Ordinal) == false);
        using var http = new HttpClient { BaseAddress = new Uri(line!.Split("on: ")[1]) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.WaitForExitAsync());
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Keys_are_encrypted_with_the_certificate_also_those_that_were_there_before()
    {
        var certificate = Path.Combine(folder, "keys.pfx");
        using (var key = RSA.Create(2048))
        using (var made = new CertificateRequest("CN=portal", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)))
        {
            await File.WriteAllBytesAsync(certificate, made.Export(X509ContentType.Pfx, "secret"));
        }

        var plain = await ServeAsync("");
        Assert.Contains("Portal:KeyCertificate", plain.Output, StringComparison.Ordinal);
        Assert.Contains("requiresEncryption", plain.Keys, StringComparison.Ordinal);
        var protect = $"--Portal:KeyCertificate={certificate} --Portal:KeyCertificatePassword=secret";
        var encrypted = await ServeAsync(protect);
        Assert.Contains("1 keys", encrypted.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("requiresEncryption", encrypted.Keys, StringComparison.Ordinal);
        Assert.Equal(encrypted.Keys, (await ServeAsync(protect)).Keys); // it can be read: no new key is made
        await FailsAsync($"run --Portal:DataDirectory={folder} --Portal:KeyCertificate={certificate}", "Portal:KeyCertificate names", 2);
    }

    /// <summary>Serves the sign-in page once, which needs a key; what the portal said, and the keys that its database has then.</summary>
    private async Task<(string Output, string Keys)> ServeAsync(string settings)
    {
        using var process = Start($"run --urls http://127.0.0.1:0 --Portal:DataDirectory={folder} {settings}");
        var output = "";
        while (!output.Contains("Now listening on: ", StringComparison.Ordinal))
        {
            output += (await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(output)) + "\n";
        }

        using var http = new HttpClient { BaseAddress = new Uri(output.TrimEnd().Split("on: ")[1]) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/account/sign-in")).StatusCode);
        process.Kill();
        output += await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "portal.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(Xml, '') FROM ProtectionKeys";
        return (output, (string)command.ExecuteScalar()!);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("migrate")]
    public async Task A_data_directory_that_cannot_be_made_is_named(string verb)
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "");
        await FailsAsync($"{verb} --urls http://127.0.0.1:0 --Portal:DataDirectory={Path.Combine(file, "data")}",
            "cannot write in its data directory");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("migrate")]
    public async Task A_file_that_is_no_database_is_said(string verb)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "portal.db"), new string('x', 5000));
        await FailsAsync($"{verb} --urls http://127.0.0.1:0 --Portal:DataDirectory={folder}",
            "The database cannot be used: SQLite Error 26: 'file is not a database'.");
    }

    [Fact]
    public async Task An_address_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";
        await FailsAsync($"run --urls {address} --Portal:DataDirectory={folder}",
            $"Failed to bind to address {address}: address already in use. Another program listens there");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_with_the_cause()
    {
        using var gone = new TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        var port = ((IPEndPoint)gone.LocalEndpoint).Port;
        gone.Stop();
        await FailsAsync(
            $"migrate --Database:Provider=SqlServer --ConnectionStrings:Portal=Server=127.0.0.1,{port};Database=x;Encrypt=False;" +
                "ConnectRetryCount=0",
            "The database cannot be used: A network-related or instance-specific error");
    }

    [Fact]
    public void A_settings_file_that_cannot_be_read_is_named_with_the_place()
    {
        var file = Path.Combine(folder, "appsettings.json");
        File.WriteAllText(file, "{ \"Portal\": ");
        var error = Assert.ThrowsAny<Exception>(() => new ConfigurationBuilder().AddJsonFile(file).Build());
        var sentence = PlainCause.Of(error);
        Assert.Contains(file, sentence, StringComparison.Ordinal);
        Assert.Contains("LineNumber: 0", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defect_is_no_plain_cause() =>
        Assert.Null(PlainCause.Of(new InvalidOperationException("A defect.", new ArgumentNullException())));

    /// <summary>Exit code 1, nothing on the output but log lines, and one sentence without a stack trace on the error stream.</summary>
    private static async Task FailsAsync(string arguments, string sentence, int lines = 1)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Equal(lines, errors.TrimEnd('\n').Split('\n').Length);
        Assert.DoesNotContain("   at ", await output + errors, StringComparison.Ordinal);
        Assert.Equal(1, process.ExitCode);
    }

    private static Process Start(string arguments) => Process.Start(
        new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "AdminPortal.Web.dll"), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                "--Portal:Seed=none"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production" },
        })!;
}
