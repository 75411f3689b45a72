using System.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>The rules of the station's script, run by node.</summary>
internal static class StationScript
{
    /// <summary>Lets it decide the cases; its answers are in their order, one line of JSON each.</summary>
    public static async Task<List<string>> DecideAsync(IEnumerable<RuleCase> cases)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["rules.mjs"])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "wwwroot-assets"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = node.StandardError.ReadToEndAsync();
        var answers = ReadAsync(node.StandardOutput);
        try
        {
            foreach (var one in cases)
            {
                await node.StandardInput.WriteAsync(one.Line() + "\n");
            }

            node.StandardInput.Close();
        }
        catch (IOException)
        {
            // it has ended: its exit code says why
        }

        var lines = await answers;
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return lines;
    }

    private static async Task<List<string>> ReadAsync(StreamReader output)
    {
        var lines = new List<string>();
        while (await output.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
