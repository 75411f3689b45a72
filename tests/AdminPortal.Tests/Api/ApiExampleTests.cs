using System.Diagnostics;
using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Keys;

namespace AdminPortal.Tests.Api;

/// <summary>The programs that the page of the keys shows are run as they are, in every language that this machine has.</summary>
public sealed class ApiExampleTests
{
    /// <summary>Those that nothing here runs are skipped, by name.</summary>
    [Theory]
    [InlineData(ExampleLanguage.Curl, "call.sh")]
    [InlineData(ExampleLanguage.JavaScript, "call.mjs")]
    [InlineData(ExampleLanguage.Python, "call.py")]
    [InlineData(ExampleLanguage.Php, "call.php")]
    [InlineData(ExampleLanguage.CSharp, "call.cs")]
    public async Task Every_program_does_its_job(ExampleLanguage language, string file)
    {
        await using var host = new ApiHost(Provider.Sqlite);
        var api = await host.TenantAsync();
        await api.EventAsync("ohara-fest");
        await api.ContactAsync("C1");
        await api.ParticipantAsync("B-77", "ohara-fest");
        var key = (await host.Get<ApiKeyService>().CreateAsync(api.Owner, new ApiKeyDraft("Examples", Grants.Scopes))).Required().Key;
        var examples = new ApiExamples($"{host.Http.BaseAddress!.ToString().TrimEnd('/')}/api/v1", "ohara-fest", "C1", "B-77");
        var folder = Directory.CreateTempSubdirectory("adminportal-call").FullName;
        try
        {
            foreach (var job in Enum.GetValues<ExampleJob>())
            {
                await File.WriteAllTextAsync(Path.Combine(folder, file), examples.Text(job, language));
                var (code, said) = await RunAsync(Interpreters.Of(language), folder, file, key);
                Assert.True(code == 0, $"{language} {job}: {said}");
                Assert.Contains(job switch
                {
                    ExampleJob.ListParticipants => "MusterB-77",
                    ExampleJob.AddParticipant => "\"is_confirmed\"",
                    ExampleJob.CheckIn => "\"is_checked_in\"",
                    ExampleJob.CheckOut => "\"checked_out_at\"",
                    ExampleJob.Figures => "\"checked_in_total\"",
                    _ => "\"report_type\"",
                }, said, StringComparison.Ordinal);
                Assert.DoesNotContain("\"error\"", said, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string runner, string folder, string file, string key)
    {
        var start = new ProcessStartInfo(runner)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        if (runner == "dotnet")
        {
            start.ArgumentList.Add("run");
        }

        start.ArgumentList.Add(file);
        start.Environment["PORTAL_KEY"] = key;
        start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await complained);
    }
}
