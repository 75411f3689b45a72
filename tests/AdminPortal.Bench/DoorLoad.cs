using System.Diagnostics;
using System.Net.Http.Json;

namespace AdminPortal.Bench;

/// <summary>Check-ins over HTTP at 20 a second beside some work.</summary>
/// <param name="client">Has the address and the key.</param>
/// <param name="eventKey">The event, whose badges are <c>door0</c>, <c>door1</c> and so on.</param>
/// <param name="badges">How many of them there are.</param>
internal sealed class DoorLoad(HttpClient client, string eventKey, int badges)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    /// <summary>The head of the table.</summary>
    public static void WriteHead() =>
        Console.WriteLine($"{"",-44} {"seconds",8} {"check-ins",10} {"p50 ms",8} {"p99 ms",8} {"max ms",8} {"failed",7}");

    /// <summary>
    /// Sends a check-in at each beat, whether the ones before are answered or not, until the work is done; times count from the beat.
    /// </summary>
    public async Task RunAsync(string name, Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        // What SQLite does it does on the thread that asks: not on this one, which keeps the beat.
        var working = Task.Run(work);
        var calls = new List<Task<(double Milliseconds, bool Failed)>>();
        using var timer = new PeriodicTimer(Beat);
        while (!working.IsCompleted && await timer.WaitForNextTickAsync())
        {
            calls.Add(CheckInAsync(calls.Count % badges));
        }

        await working;
        var took = Stopwatch.GetElapsedTime(began);
        var answers = await Task.WhenAll(calls);
        var times = answers.Select(answer => answer.Milliseconds).Order().ToList();
        Console.WriteLine(
            $"{name,-44} {took.TotalSeconds,8:N1} {times.Count,10:N0} {times[times.Count / 2],8:N1} " +
                $"{times[(int)(times.Count * 0.99)],8:N1} {times[^1],8:N1} {answers.Count(answer => answer.Failed),7:N0}");
    }

    private async Task<(double Milliseconds, bool Failed)> CheckInAsync(int number)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/check-ins",
                new { event_key = eventKey, badge_number = $"door{number}", station = $"Door {number % 8}" });
            return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, !answer.IsSuccessStatusCode);
        }
        catch (HttpRequestException)
        {
            return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, true);
        }
    }
}
