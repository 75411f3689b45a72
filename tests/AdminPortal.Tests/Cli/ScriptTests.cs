using System.Diagnostics;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Cli;

/// <summary>
/// The script <c>portal</c> over a small folder of its own, with stand-ins for the tools that build: when it builds, and when it starts
/// what is there.
/// </summary>
public sealed class ScriptTests : IDisposable
{
    private const string Tool = """
        #!/usr/bin/env bash
        # Stands in for dotnet: notes its calls, "builds" a program that is a copy of its source, and runs nothing.
        case "$1" in
          restore) ;;
          tool)
            [[ $2 != run ]] || { while [[ $1 != --output ]]; do shift; done
              echo '{"bomFormat":"CycloneDX","components":[{"purl":"pkg:nuget/One@1.0.0"}]}' >"$2/nuget.json"; } ;;
          publish)
            echo build >>"$CALLS"
            [[ ! -p $GATE ]] || read -r _ <"$GATE"
            mkdir -p src/AdminPortal.Web/bin/Release/net10.0/publish/wwwroot
            cp src/AdminPortal.Web/Program.cs src/AdminPortal.Web/bin/Release/net10.0/publish/AdminPortal.Web.dll
            echo '{}' >src/AdminPortal.Web/bin/Release/net10.0/publish/AdminPortal.Web.deps.json
            echo app >src/AdminPortal.Web/bin/Release/net10.0/publish/wwwroot/app.js
            [[ ! -e $BROKEN ]] || { echo "error CS0000"; exit 1; } ;;
          *) echo "ran ${*:2}" ;;
        esac
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("adminportal-script").FullName;

    public ScriptTests()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Write("bin/dotnet", Tool);
        Write("bin/npm", """
            #!/bin/sh
            [ ! -e "$BROKEN" ] || exit 1
            [ "$3" != sbom ] || echo '{"components":[{"purl":"pkg:npm/two@2.0.0"}],"dependencies":[{"ref":"two@2.0.0"}]}'
            """);
        Write("work/portal", File.ReadAllText(Path.Combine(Repository.Root, "portal")));
        Write("work/src/AdminPortal.Web/Program.cs", "one");
        Write("work/src/AdminPortal.Domain/Other.cs", "other");
        Write("work/wwwroot-assets/package.json", "{}");
    }

    private string Work => Path.Combine(folder, "work");

    public void Dispose() => Directory.Delete(folder, true);

    [UnixFact]
    public async Task A_verb_builds_once_and_says_so_and_then_starts_at_once()
    {
        Assert.Contains("Building", (await RunAsync("keys", "list")).Errors, StringComparison.Ordinal);
        Assert.Equal((0, "ran keys list\n", ""), await RunAsync("keys", "list"));
        Assert.Equal(1, Builds);
    }

    [UnixTheory]
    [InlineData("src/AdminPortal.Web/Program.cs", "two")]
    [InlineData("src/AdminPortal.Domain/New.cs", "new")]
    [InlineData("src/AdminPortal.Domain/Other.cs", null)]
    [InlineData("wwwroot-assets/package.json", "{ }")]
    [InlineData(".editorconfig", "root = true")]
    [InlineData("src/AdminPortal.Web/bin/Release/net10.0/publish/AdminPortal.Web.dll", "built elsewhere")]
    [InlineData("src/AdminPortal.Web/bin/Release/net10.0/publish/AdminPortal.Web.dll", null)]
    [InlineData("src/AdminPortal.Web/bin/Release/net10.0/publish/wwwroot/app.js", null)]
    public async Task What_was_changed_added_or_deleted_is_built(string file, string? text)
    {
        await RunAsync("migrate");
        if (text is null)
        {
            File.Delete(Path.Combine(Work, file));
        }
        else
        {
            Write(Path.Combine("work", file), text);
        }

        await RunAsync("migrate");
        await RunAsync("migrate");
        Assert.Equal(2, Builds);
    }

    [UnixFact]
    public async Task New_times_and_files_that_are_not_sources_do_not_build()
    {
        await RunAsync("migrate");
        File.SetLastWriteTimeUtc(Path.Combine(Work, "src/AdminPortal.Web/Program.cs"), DateTime.UtcNow.AddHours(1)); // as after a checkout
        Write("work/src/AdminPortal.Web/obj/x.cs", "");
        Write("work/wwwroot-assets/node_modules/x.js", "");
        Write("work/README.md", "");
        await RunAsync("migrate");
        Assert.Equal(1, Builds);
    }

    [UnixFact]
    public async Task A_copy_of_the_folder_builds_for_itself()
    {
        await RunAsync("migrate");
        Directory.Move(Work, Path.Combine(folder, "moved"));
        Directory.CreateSymbolicLink(Work, Path.Combine(folder, "moved"));
        await RunAsync("migrate");
        Assert.Equal(2, Builds);
    }

    [UnixFact]
    public async Task A_build_that_failed_runs_nothing_and_is_made_again()
    {
        await RunAsync("migrate");
        Write("work/src/AdminPortal.Web/Program.cs", "broken");
        Write("broken", "");
        var (code, output, errors) = await RunAsync("migrate");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("error CS0000", errors, StringComparison.Ordinal);
        Write("work/src/AdminPortal.Web/Program.cs", "one"); // as it was when the last good build was made
        File.Delete(Path.Combine(folder, "broken"));
        Assert.Equal(0, (await RunAsync("migrate")).Code);
        Assert.Equal(3, Builds);
    }

    [UnixFact]
    public async Task The_packages_of_both_kinds_stand_in_one_list()
    {
        Assert.Equal((0, "artifacts/bom.json: 2 packages\n", ""), await RunAsync("bom"));
        using var list = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(Work, "artifacts/bom.json")));
        Assert.Equal("CycloneDX", list.RootElement.GetProperty("bomFormat").GetString());
        Assert.Equal(["pkg:nuget/One@1.0.0", "pkg:npm/two@2.0.0"], list.RootElement.GetProperty("components").EnumerateArray()
            .Select(one => one.GetProperty("purl").GetString()));
        Assert.False(File.Exists(Path.Combine(folder, "calls"))); // it builds nothing
        Write("broken", "");
        var (code, _, errors) = await RunAsync("bom");
        Assert.Equal((1, "The packages of npm could not be listed.\n"), (code, errors));
    }

    [UnixFact]
    public async Task Two_at_once_build_once()
    {
        using var gate = new Gate(folder);
        using var first = Start("migrate");
        await gate.ReachedAsync();
        using var second = Start("keys", "list");
        Assert.Contains("Waiting", await second.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        gate.Open();
        Assert.Equal("ran migrate\n", await first.StandardOutput.ReadToEndAsync());
        Assert.Equal("ran keys list\n", await second.StandardOutput.ReadToEndAsync());
        Assert.Equal(1, Builds);
    }

    [UnixFact]
    public async Task A_build_that_was_killed_is_made_again()
    {
        await RunAsync("migrate");
        Write("work/src/AdminPortal.Web/Program.cs", "two");
        using (var gate = new Gate(folder))
        {
            using var killed = Start("migrate");
            await gate.ReachedAsync();
            killed.Kill(true);
            await killed.WaitForExitAsync();
        }

        Write("work/src/AdminPortal.Web/Program.cs", "one");
        Assert.Equal((0, "ran migrate\n"), await RunAsync("migrate") is var (code, output, _) ? (code, output) : default);
        Assert.Equal(3, Builds);
    }

    private int Builds => File.ReadAllLines(Path.Combine(folder, "calls")).Length;

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows() && text.StartsWith("#!", StringComparison.Ordinal))
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(Path.Combine(Work, "portal"), arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["PATH"] = $"{Path.Combine(folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}",
            ["CALLS"] = Path.Combine(folder, "calls"),
            ["GATE"] = Path.Combine(folder, "gate"),
            ["BROKEN"] = Path.Combine(folder, "broken"),
        },
    })!;

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    /// <summary>Holds a build until it is opened.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly string path;

        private FileStream? stream;

        public Gate(string folder)
        {
            path = Path.Combine(folder, "gate");
            using var made = Process.Start("mkfifo", path);
            made.WaitForExit();
        }

        /// <summary>A build stands at the gate: opening a pipe for writing ends when somebody reads.</summary>
        public async Task ReachedAsync() =>
            stream = await Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1));

        public void Open()
        {
            stream!.WriteByte((byte)'\n');
            stream.Dispose();
        }

        public void Dispose()
        {
            stream?.Dispose();
            File.Delete(path);
        }
    }
}

/// <summary>A test of what runs on Linux and macOS only; elsewhere it is reported as skipped.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Not on Windows." : null;
}

/// <summary>As <see cref="UnixFactAttribute"/>, once for each row.</summary>
public sealed class UnixTheoryAttribute : Xunit.TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "Not on Windows." : null;
}
