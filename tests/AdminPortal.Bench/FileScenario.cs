using System.Diagnostics;
using System.Globalization;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Bench;

/// <summary>
/// What it costs to read or refuse each hostile file: extra memory at its peak and processor seconds, each in a process of its own.
/// </summary>
internal static class FileScenario
{
    /// <summary>The argument with which this program reads one file.</summary>
    public const string One = "--file";

    private const double MostMegabytes = 300;

    private const double MostSeconds = 10;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-files");
        Console.WriteLine($"{"file",-55} {"KB",8} {"answer",-18} {"memory",10} {"processor",10}");
        try
        {
            foreach (var hostile in HostileFile.All(30_000_000).Concat(HostileFile.Large()))
            {
                var path = Path.Combine(folder.FullName, "file");
                await using (var file = File.Create(path))
                {
                    hostile.Write(file);
                }

                var answer = await ReadApartAsync(path);
                var over = answer is [_, var memory, var processor] && (Value(memory) > MostMegabytes || Value(processor) > MostSeconds);
                var fits = answer[0] == (hostile.Code ?? answer[0]);
                Console.WriteLine(
                    $"{hostile.Name,-55} {new FileInfo(path).Length / 1024,8:N0} {answer[0],-18} {Value(answer[1]),7:N1} MB " +
                        $"{Value(answer[2]),8:N2} s{(over ? "  over the bar" : "")}{(fits ? "" : $"  instead of {hostile.Code}")}");
            }
        }
        finally
        {
            folder.Delete(true);
        }
    }

    /// <summary>Reads one file and prints the answer, the megabytes and the seconds.</summary>
    public static async Task ReadAsync(string path)
    {
        await using var portal = await BenchPortal.StartAsync();
        var import = portal.Get<ParticipantImport>();
        foreach (var known in new[]
            { "name\nx\n"u8.ToArray(), new RawWorkbook("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>").Bytes() })
        {
            await import.InspectAsync(new MemoryStream(known), "known"); // what is loaded and compiled only once is not the file's cost
        }

        GC.Collect();
        if (OperatingSystem.IsLinux())
        {
            await File.WriteAllTextAsync("/proc/self/clear_refs", "5"); // the peak begins anew
        }

        using var process = Process.GetCurrentProcess();
        var (memory, processor) = (process.WorkingSet64, process.TotalProcessorTime);
        await using var file = File.OpenRead(path);
        var seen = await import.InspectAsync(file, "file");
        process.Refresh();
        var more = Math.Max(0, process.PeakWorkingSet64 - memory) / 1024d / 1024d;
        var seconds = (process.TotalProcessorTime - processor).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(seen.Ok ? $"{seen.Value.Rows}_rows" : seen.Problems[0].Code)} {more:F1} {seconds:F2}"));
    }

    private static async Task<string[]> ReadApartAsync(string path)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!,
                [.. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
                    ? (string[])[typeof(FileScenario).Assembly.Location]
                    : [], One, path])
            { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => line.Count(c => c == ' ') == 2)?.Split(' ')
            ?? ["failed", "0", "0"];
    }

    private static double Value(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
