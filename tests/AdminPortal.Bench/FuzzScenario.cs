using System.Globalization;
using System.Text;
using AdminPortal.Tests.Support;

namespace AdminPortal.Bench;

/// <summary>
/// Made-up files, calls, streams and answers of identity providers against a portal in a process of its own; see <see cref="FuzzRun"/>.
/// <c>--minutes N</c> (all together, 5 by default), <c>--target NAME</c> for one kind alone, <c>--seed N</c> to make the same inputs again,
/// and with <c>--input N</c> only that one.
/// </summary>
internal static class FuzzScenario
{
    private const string Usage = "Usage: ./portal bench fuzz [--minutes N] [--target NAME] [--seed N] [--input N]";

    /// <summary>Tries and prints figures and findings.</summary>
    /// <returns>0, 1 where something was found, 2 where it was called wrongly.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var given = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "");
        var seed = Random.Shared.Next();
        var (minutes, input) = (5d, -1L);
        if (given.Keys.Except(["--minutes", "--target", "--seed", "--input"]).Any()
            || (given.TryGetValue("--minutes", out var text) && !double.TryParse(text, CultureInfo.InvariantCulture, out minutes))
            || (given.TryGetValue("--seed", out text) && !int.TryParse(text, CultureInfo.InvariantCulture, out seed))
            || (given.TryGetValue("--input", out text) && !long.TryParse(text, CultureInfo.InvariantCulture, out input)))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("adminportal-fuzz").FullName;
        using var identity = new IdentityProvider();
        await using var portal = await BenchPortal.StartAsync(folder);
        var scene = await FuzzScene.AddAsync(portal.Resolve, DateTime.UtcNow);
        try
        {
            await using var node = new PortalNode(folder,
                [.. identity.Settings.Select(setting => $"--{setting.Name}={setting.Value}"), "--Portal:SignInsPerMinute=10000000"]);
            await node.StartAsync();
            using var http = new HttpClient(new SocketsHttpHandler
            { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 })
            { BaseAddress = node.Address };
            var targets = (await scene.TargetsAsync(http, () => Memory(node)))
                .Where(target => !given.TryGetValue("--target", out var name) || target.Name == name).ToList();
            if (targets.Count == 0)
            {
                await Console.Error.WriteLineAsync(Usage);
                return 2;
            }

            Console.WriteLine($"seed {seed}");
            return await TryAsync(new FuzzRun(seed), targets, TimeSpan.FromMinutes(minutes) / targets.Count, input) == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static async Task<int> TryAsync(FuzzRun run, List<FuzzTarget> targets, TimeSpan time, long input)
    {
        var found = 0;
        foreach (var target in targets)
        {
            if (input >= 0)
            {
                var outcome = await run.TryAsync(target, input);
                Console.WriteLine($"{target.Name} {input}: {outcome.Kind} {outcome.Finding}");
                found += outcome.Finding is null ? 0 : 1;
                continue;
            }

            var result = await run.RunAsync(target, time);
            found += result.Findings.Count;
            Console.WriteLine($"{target.Name,-10} {result.Inputs,10:N0} inputs, {result.Inputs / result.Took.TotalSeconds,7:N0}/s, "
                + $"memory {result.Grown / 1024d / 1024:+0;-0;0} MB, {result.Findings.Count} findings; "
                + string.Join(", ", result.Kinds.OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Value:N0} {kind.Key}")));
            foreach (var finding in result.Findings)
            {
                Console.WriteLine($"  {finding}");
            }
        }

        return found;
    }

    private static long Memory(PortalNode node)
    {
        node.Process.Refresh();
        return node.Process.WorkingSet64;
    }
}
