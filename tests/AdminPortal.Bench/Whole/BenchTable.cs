using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdminPortal.Bench.Whole;

/// <summary>One line of the table.</summary>
/// <param name="Name">What was done.</param>
/// <param name="People">The size of the event.</param>
internal sealed record BenchLine(string Name, int People)
{
    /// <summary>The product's answers.</summary>
    public LoadFigures? Product { get; init; }

    /// <summary>The floor's, in the same run.</summary>
    public LoadFigures? Floor { get; init; }

    /// <summary>Microseconds of processor that an answer of the product took.</summary>
    public double? ProductProcessor { get; init; }

    /// <summary>The same of the floor's.</summary>
    public double? FloorProcessor { get; init; }

    /// <summary>Where it is no load: what was measured.</summary>
    public double? Value { get; init; }

    /// <summary>Of <see cref="Value"/>.</summary>
    public string? Unit { get; init; }

    /// <summary>Answers a second, of the floor's.</summary>
    public double? Ratio => Floor is { Rate: > 0 } floor ? Product?.Rate / floor.Rate : null;

    /// <summary>The 99th of a hundred, of the floor's.</summary>
    public double? SlowRatio => Floor is { P99: > 0 } floor ? Product?.P99 / floor.P99 : null;

    /// <summary>What grows, or should not: the middle time of an answer, or the value.</summary>
    [JsonIgnore]
    public double? Cost => Value ?? Product?.P50;
}

/// <summary>Prints the lines as they come and the growth at the end, and writes all of it down.</summary>
internal sealed class BenchTable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    private readonly List<BenchLine> lines = [];

    /// <summary>Adds a line and prints it.</summary>
    public void Add(BenchLine line)
    {
        lines.Add(line);
        Console.WriteLine(Text(line));
    }

    /// <summary>The head of the lines.</summary>
    public static void WriteHead(int people, int stays)
    {
        Console.WriteLine($"\n{people:N0} participants, {stays:N0} check-ins");
        Console.WriteLine($"{"",-52} {"a second",9} {"p50 ms",8} {"p99 ms",8} {"failed",6} {"CPU µs",7} | " +
            $"{"floor",7} {"p99",7} {"CPU µs",7} | {"ratio",5} {"p99",5}");
    }

    /// <summary>How each figure of the largest event stands to the same one of the smallest.</summary>
    public void WriteGrowth()
    {
        var (small, large) = (lines.Min(line => line.People), lines.Max(line => line.People));
        Console.WriteLine($"\nfrom {small:N0} to {large:N0} participants, times as much (1 is: it does not grow)");
        foreach (var line in lines.Where(line => line.People == large))
        {
            if (lines.Find(other => other.People == small && other.Name == line.Name)?.Cost is > 0 and var before && line.Cost is { } after)
            {
                Console.WriteLine($"{line.Name,-52} {after / before,9:N2}");
            }
        }
    }

    /// <summary>Writes the lines as JSON.</summary>
    /// <param name="file">Its folder is made.</param>
    /// <param name="took">How long the run was.</param>
    public void Save(string file, TimeSpan took)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            At = DateTime.UtcNow,
            Seconds = took.TotalSeconds,
            Processors = Environment.ProcessorCount,
            Lines = lines,
        }, Json));
    }

    private static string Text(BenchLine line)
    {
        if (line.Product is not { } own)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{line.Name,-52} {line.Value,9:N2} {line.Unit}");
        }

        var text = string.Create(CultureInfo.InvariantCulture,
            $"{line.Name,-52} {own.Rate,9:N0} {own.P50,8:N1} {own.P99,8:N1} {own.Failed,6:N0} {line.ProductProcessor,7:N0}");
        return line.Floor is not { } floor ? text : text + string.Create(CultureInfo.InvariantCulture,
            $" | {floor.Rate,7:N0} {floor.P99,7:N1} {line.FloorProcessor,7:N0} | {line.Ratio,5:N2} {line.SlowRatio,5:N2}");
    }
}
