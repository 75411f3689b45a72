using AdminPortal.Domain.Common;
using AdminPortal.Tests.Support;
using Xunit.Abstractions;

namespace AdminPortal.Tests.Api;

/// <summary>What <c>./portal bench fuzz</c> does for long, for some seconds and always alike.</summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Each = 150;

    [Fact]
    public async Task Made_up_files_calls_streams_and_callbacks_end_as_is_foreseen()
    {
        using var identity = new IdentityProvider();
        await using var host = new ApiHost(Provider.Sqlite, null, [.. identity.Settings, ("Portal:SignInsPerMinute", "1000000")]);
        var scene = await FuzzScene.AddAsync(type => host.Services.GetService(type)!, host.Time.UtcNow());
        var findings = new List<string>();
        foreach (var target in await scene.TargetsAsync(host.Http, () => GC.GetTotalMemory(true)))
        {
            var result = await new FuzzRun(7).RunAsync(target, TimeSpan.FromMinutes(1), Each);
            output.WriteLine($"{target.Name}: {result.Inputs}, {string.Join(", ", result.Kinds)}");
            Assert.True(result.Kinds.Count > 2, $"{target.Name}: all ended alike, {string.Join(", ", result.Kinds)}");
            findings.AddRange(result.Findings);
        }

        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
    }

    [Fact]
    public async Task What_fails_hangs_or_should_not_be_is_a_finding_and_made_again_by_seed_and_number()
    {
        var run = new FuzzRun(3);
        FuzzTarget target = new("three", (random, _) => Task.FromResult(random.Next(3) switch
        {
            0 => throw new InvalidOperationException("broken"),
            1 => new FuzzOutcome("odd", "wrong"),
            _ => new FuzzOutcome("fine"),
        }), () => 0);
        var result = await run.RunAsync(target, TimeSpan.FromSeconds(5));
        Assert.Equal(10, result.Findings.Count);
        Assert.Contains(result.Findings, finding => finding.Contains("broken", StringComparison.Ordinal));
        var number = long.Parse(result.Findings[0].Split(' ', ':')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotNull((await new FuzzRun(3).TryAsync(target, number)).Finding);

        var hangs = await new FuzzRun(3, TimeSpan.FromMilliseconds(20)).TryAsync(
            new("hanging", async (_, stop) => await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => new FuzzOutcome("never")),
                () => 0), 0);
        Assert.Contains("no answer within", hangs.Finding, StringComparison.Ordinal);

        var grown = 0L;
        var grows = await run.RunAsync(
            new("growing", (_, _) => Task.FromResult(new FuzzOutcome("fine")), () => grown += FuzzRun.MostGrown + 1),
            TimeSpan.FromMilliseconds(50));
        Assert.Contains("more memory", Assert.Single(grows.Findings), StringComparison.Ordinal);
    }
}
