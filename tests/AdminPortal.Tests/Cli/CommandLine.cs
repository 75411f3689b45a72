using System.Text.Json;
using AdminPortal.Web.Cli;

namespace AdminPortal.Tests.Cli;

/// <summary>The command line over a database of its own, run in this process.</summary>
internal sealed class CommandLine : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("adminportal-cli").FullName;

    /// <summary>Where its database and files lie.</summary>
    public string Folder => folder;

    /// <summary>A file for a verb to read.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a verb; the exit code is null when the portal would serve.</summary>
    public async Task<(int? Code, List<JsonElement> Results, string Messages)> RunAsync(string command, string input = "",
        params string[] more)
    {
        string[] args = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. more, $"--Portal:DataDirectory={folder}",
            "--Portal:Seed=none"];
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await PortalCommands.TryRunAsync(args, new Terminal(new StringReader(input), output, error));
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (code, [.. lines.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)],
            error.ToString());
    }

    /// <summary>Runs a verb that must be done, and returns its last result.</summary>
    public async Task<JsonElement> DoneAsync(string command, string input = "", params string[] more)
    {
        var (code, results, messages) = await RunAsync(command, input, more);
        Assert.True(code == 0, messages);
        return results[^1];
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }
}
