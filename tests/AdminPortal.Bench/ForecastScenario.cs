using System.Globalization;
using System.IO.Compression;
using AdminPortal.Domain.Live.Outlooks;

namespace AdminPortal.Bench;

/// <summary>
/// Replays real arrivals and compares the forecast of every five minutes with who came. <c>PORTAL_ARRIVALS</c> names a CSV file, gzipped or
/// not, with the columns at (minutes), badge_number and station; without it nothing is measured.
/// </summary>
internal static class ForecastScenario
{
    private static readonly int[] Ahead = [15, 30, 60, 120];

    public static async Task RunAsync()
    {
        if (Environment.GetEnvironmentVariable("PORTAL_ARRIVALS") is not { Length: > 0 } path)
        {
            Console.WriteLine("  PORTAL_ARRIVALS names no file of arrivals: not measured");
            return;
        }

        var all = await ReadAsync(path, "Finish");
        new Random(22).Shuffle(all);
        var (event1, earlier) = (all[..(all.Length / 2)], all[(all.Length / 2)..]);
        Console.WriteLine($"  {all.Length:N0} arrivals; one half is the event, the other the earlier one");
        Console.WriteLine("  course            15 min   30 min   60 min  120 min   who comes in all");
        Show("as it was", event1, Course(earlier, m => m));
        Show("20 min late", event1, Course(earlier, m => m - 20));
        Show("45 min late", event1, Course(earlier, m => m - 45));
        Show("30 min early", event1, Course(earlier, m => m + 30));
        Show("a fifth slower", event1, Course(earlier, m => m / 1.2));
        var random = new Random(22);
        Show("windows", event1, Course(Enumerable.Range(0, 5_000).Select(_ => 150 + (180 * random.NextDouble())).ToArray(), m => m));
        Show("none", event1, null);
    }

    private static ArrivalCourse Course(double[] arrivals, Func<double, double> at) =>
        ArrivalCourse.Of(arrivals.GroupBy(m => (int)Math.Floor(at(m))).ToDictionary(g => g.Key, g => g.Count()), 0)!;

    private static void Show(string name, double[] arrivals, ArrivalCourse? course)
    {
        Array.Sort(arrivals);
        int Come(int minute) => Array.BinarySearch(arrivals, minute - 0.000001) is var found && found < 0 ? ~found : found;
        var expected = (int)(arrivals.Length / 0.95);
        var errors = Ahead.ToDictionary(a => a, _ => new List<double>());
        var totals = new List<double>();
        for (var now = (int)arrivals[0] - 30; now <= arrivals[^1]; now += 5)
        {
            var history = Enumerable.Range(0, (ArrivalForecast.Memory / ArrivalForecast.Step) + 1)
                .Select(i => Come(now - (i * ArrivalForecast.Step))).ToList();
            var forecast = new ArrivalForecast(new ForecastBasis(expected, history, now, course, 0.95));
            foreach (var ahead in Ahead)
            {
                errors[ahead].Add(Math.Abs(forecast.In(ahead) - Come(now + ahead)));
            }

            if (forecast.Total is { } total)
            {
                totals.Add(Math.Abs(total - arrivals.Length));
            }
        }

        string Percent(IReadOnlyList<double> of) => of.Count == 0 ? "–"
            : (of.Average() / arrivals.Length * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
        Console.WriteLine($"  {name,-15}" + string.Concat(Ahead.Select(a => $"{Percent(errors[a]),9}")) + $"{Percent(totals),9}");
    }

    private static async Task<double[]> ReadAsync(string path, string station)
    {
        await using var file = File.OpenRead(path);
        await using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain);
        var first = new Dictionary<string, double>(StringComparer.Ordinal);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Split(',') is [var at, var badge, var where] && where == station
                && double.TryParse(at, CultureInfo.InvariantCulture, out var minute))
            {
                first.TryAdd(badge, minute);
            }
        }

        return [.. first.Values];
    }
}
