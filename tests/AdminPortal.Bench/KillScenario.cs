using AdminPortal.Tests.Support;

namespace AdminPortal.Bench;

/// <summary>Fifty times a process is killed in a burst of calls with idempotency keys; every call is sent again.</summary>
internal static class KillScenario
{
    private const int Rounds = 50;

    public static async Task RunAsync()
    {
        await using var kills = new KillRounds();
        var f = await kills.RunAsync(Rounds);
        Console.WriteLine($"{f.Rounds} processes killed, {f.Calls} calls, {f.AnsweredBefore} answered before the kill");
        Console.WriteLine(
            $"second tries: {f.Replayed} replayed ({f.ReplayedUnheard} whose first answer never arrived), " +
                $"{f.Calls - f.Replayed - f.Refused} done now, {f.Refused} refused, {f.Changed} with another answer; longest " +
                    $"{f.LongestRetry.TotalMilliseconds:N0} ms");
        Console.WriteLine($"rows: {f.Rows}, done twice: {f.Rows - f.Calls}");
    }
}
