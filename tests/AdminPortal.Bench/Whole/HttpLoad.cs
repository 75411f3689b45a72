using System.Collections.Concurrent;
using System.Diagnostics;

namespace AdminPortal.Bench.Whole;

/// <summary>What a load was answered with; times in milliseconds.</summary>
/// <param name="Rate">Answers a second.</param>
/// <param name="P50">Half of them came faster.</param>
/// <param name="P99">Of a hundred, 99 did.</param>
/// <param name="Max">The slowest.</param>
/// <param name="Failed">Answers that were not the expected status.</param>
internal sealed record LoadFigures(double Rate, double P50, double P99, double Max, int Failed)
{
    /// <summary>How many there were.</summary>
    public int Answers { get; init; }

    /// <summary>Of the times of all answers of a span.</summary>
    public static LoadFigures Of(IEnumerable<double> milliseconds, TimeSpan span, int failed)
    {
        var times = milliseconds.Order().ToList();
        return times.Count == 0 ? new LoadFigures(0, 0, 0, 0, failed)
            : new LoadFigures(times.Count / span.TotalSeconds, times[times.Count / 2], times[(int)(times.Count * 0.99)], times[^1], failed)
            { Answers = times.Count };
    }

    /// <summary>The middle of several measurements, each figure by itself; what failed is summed up.</summary>
    public static LoadFigures Middle(IReadOnlyCollection<LoadFigures> all)
    {
        double Of(Func<LoadFigures, double> figure) => all.Select(figure).Order().ElementAt(all.Count / 2);
        return new LoadFigures(Of(f => f.Rate), Of(f => f.P50), Of(f => f.P99), Of(f => f.Max), all.Sum(f => f.Failed))
        { Answers = all.Sum(f => f.Answers) };
    }
}

/// <summary>Requests over a number of connections.</summary>
internal static class HttpLoad
{
    /// <summary>Each connection sends its next request as soon as it has the answer to the last one.</summary>
    /// <param name="port">Of the server.</param>
    /// <param name="connections">How many.</param>
    /// <param name="span">How long.</param>
    /// <param name="status">What the answer must be.</param>
    /// <param name="request">The request of a number; numbers are used once.</param>
    public static async Task<LoadFigures> ClosedAsync(int port, int connections, TimeSpan span, int status, Func<int, byte[]> request)
    {
        var (next, failed) = (-1, 0);
        var lines = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => HttpLine.OpenAsync(port)));
        var began = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(lines.Select(line => Task.Run(() => RunAsync(line))));
        var took = Stopwatch.GetElapsedTime(began);
        Array.ForEach(lines, line => line.Dispose());
        return LoadFigures.Of(times.SelectMany(own => own), took, failed);

        async Task<List<double>> RunAsync(HttpLine line)
        {
            var own = new List<double>(16_384);
            while (Stopwatch.GetElapsedTime(began) < span)
            {
                var bytes = request(Interlocked.Increment(ref next));
                var sent = Stopwatch.GetTimestamp();
                var (answered, _) = await line.SendAsync(bytes);
                own.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                if (answered != status)
                {
                    Interlocked.Increment(ref failed);
                }
            }

            return own;
        }
    }

    /// <summary>
    /// So many requests a second, whether those before are answered or not: times count from the beat, so that a wait for a free connection
    /// is seen.
    /// </summary>
    public static async Task<LoadFigures> PacedAsync(int port, int perSecond, TimeSpan span, int status, Func<int, byte[]> request)
    {
        var idle = new ConcurrentBag<HttpLine>();
        var (calls, failed) = (new List<Task<double>>(), 0);
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (await timer.WaitForNextTickAsync() && Stopwatch.GetElapsedTime(began) < span)
        {
            // The first is due at once; each is sent in the moment from which its time counts.
            var due = 1 + (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond);
            while (calls.Count < due)
            {
                calls.Add(SendAsync(calls.Count, began + (long)(calls.Count / (double)perSecond * Stopwatch.Frequency)));
            }
        }

        var times = await Task.WhenAll(calls);
        foreach (var line in idle)
        {
            line.Dispose();
        }

        return LoadFigures.Of(times, span, failed);

        async Task<double> SendAsync(int number, long beat)
        {
            var line = idle.TryTake(out var free) ? free : await HttpLine.OpenAsync(port);
            var (answered, _) = await line.SendAsync(request(number));
            if (answered != status)
            {
                Interlocked.Increment(ref failed);
            }

            idle.Add(line);
            return Stopwatch.GetElapsedTime(beat).TotalMilliseconds;
        }
    }
}
