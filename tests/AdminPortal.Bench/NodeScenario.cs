using AdminPortal.Tests.Support;

namespace AdminPortal.Bench;

/// <summary>
/// Two real portals on one SQLite file behind nginx: how soon a wall shows a check-in, races over both, and kills under load.
/// </summary>
internal static class NodeScenario
{
    /// <summary>Runs it.</summary>
    /// <param name="quick">Fewer people and kills.</param>
    public static async Task RunAsync(bool quick)
    {
        if (Nginx.Program is null)
        {
            Console.WriteLine("nginx is not installed: not run.");
            return;
        }

        await using var rounds = new NodeRounds();
        await rounds.StartAsync();
        var (same, across) = await rounds.WatchAsync(quick ? 40 : 200, TimeSpan.FromMilliseconds(60));
        Write("answer → wall, same node", same);
        Write("answer → wall, other node", across);
        var race = await rounds.RaceAsync(quick ? 10 : 40, 16);
        Console.WriteLine($"{race.Count} badges, each 16 times at once over both nodes: {race.Count(one => one == 1)} admitted once");
        var k = await rounds.KillAsync(quick ? 400 : 2_000, quick ? 2 : 6);
        Console.WriteLine(
            $"both nodes killed in turn under load: {k.Badges:N0} people, {k.Admitted:N0} admitted ({k.Replayed} answered again), "
            + $"{k.Refused} refused, {k.Rows:N0} rows, {k.Failed} attempts without an answer, "
            + $"longest call {k.LongestGap.TotalMilliseconds:N0} ms");
        Console.WriteLine($"wall at the proxy: longest silence {k.WallGap.TotalMilliseconds:N0} ms; windows that moved over by themselves: "
            + $"{k.Moved} of {k.Windows}");
        var findings = await rounds.VerifyAsync();
        Console.WriteLine($"verify: {(findings.Count == 0 ? "clean" : string.Join(" | ", findings))}");
    }

    private static void Write(string name, IReadOnlyList<double> times) => Console.WriteLine(
        $"{name,-26} p50 {times[times.Count / 2],6:N0} ms, p99 {times[(int)(times.Count * 0.99)],6:N0} ms, max {times[^1],6:N0} ms");
}
