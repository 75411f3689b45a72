using System.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>Parts of the station's script, run by node.</summary>
internal static class StationScript
{
    /// <summary>Lets it decide the cases; its answers are in their order, one line of JSON each.</summary>
    public static Task<List<string>> DecideAsync(IEnumerable<RuleCase> cases) => RunAsync("rules.mjs", cases.Select(one => one.Line()));

    /// <summary>Lets a script of <c>wwwroot-assets</c> read lines of JSON; its answers are in their order.</summary>
    public static async Task<List<string>> RunAsync(string script, IEnumerable<string> lines)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [script])
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
            foreach (var line in lines)
            {
                await node.StandardInput.WriteAsync(line + "\n");
            }

            node.StandardInput.Close();
        }
        catch (IOException)
        {
            // it has ended: its exit code says why
        }

        var answered = await answers;
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return answered;
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
