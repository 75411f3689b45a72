using System.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>What came of one input.</summary>
/// <param name="Kind">How it ended, for counting: a status, a code.</param>
/// <param name="Finding">What is wrong about that; null where nothing is.</param>
internal sealed record FuzzOutcome(string Kind, string? Finding = null);

/// <summary>One kind of input that is made up and tried.</summary>
/// <param name="Name">One word.</param>
/// <param name="TryAsync">Makes an input from random numbers alone, so that the same numbers make it again, and tries it.</param>
/// <param name="Memory">Bytes in use where it is tried.</param>
internal sealed record FuzzTarget(string Name, Func<Random, CancellationToken, Task<FuzzOutcome>> TryAsync, Func<long> Memory);

/// <summary>How a target did.</summary>
/// <param name="Inputs">How many were tried.</param>
/// <param name="Took">How long that took.</param>
/// <param name="Kinds">How they ended.</param>
/// <param name="Findings">What is wrong, each with the number of its input.</param>
/// <param name="Grown">Bytes in use at the end more than after a quarter of the time.</param>
internal sealed record FuzzResult(long Inputs, TimeSpan Took, IReadOnlyDictionary<string, long> Kinds, IReadOnlyList<string> Findings,
    long Grown);

/// <summary>
/// Tries made-up inputs one after the other. A finding is an outcome that should not be, an exception, an input that takes longer than its
/// time, and memory that grows by more than <see cref="MostGrown"/>.
/// </summary>
/// <param name="seed">Makes the same inputs again.</param>
/// <param name="patience">How long one input may take; five seconds where none is given.</param>
internal sealed class FuzzRun(int seed, TimeSpan? patience = null)
{
    private readonly TimeSpan patience = patience ?? TimeSpan.FromSeconds(5);

    /// <summary>Bytes.</summary>
    public const long MostGrown = 150L * 1024 * 1024;

    private const int MostFindings = 10;

    /// <summary>Tries inputs until the time is over, so many were tried or ten findings were made.</summary>
    public async Task<FuzzResult> RunAsync(FuzzTarget target, TimeSpan time, long most = long.MaxValue)
    {
        var (kinds, findings) = (new SortedDictionary<string, long>(StringComparer.Ordinal), new List<string>());
        var clock = Stopwatch.StartNew();
        long? before = null;
        var number = 0L;
        for (; number < most && clock.Elapsed < time && findings.Count < MostFindings; number++)
        {
            if (before is null && clock.Elapsed > time / 4)
            {
                before = target.Memory();
            }

            var outcome = await TryAsync(target, number);
            kinds[outcome.Kind] = kinds.GetValueOrDefault(outcome.Kind) + 1;
            if (outcome.Finding is { } finding)
            {
                findings.Add($"{target.Name} {number}: {finding}");
            }
        }

        var took = clock.Elapsed;
        var grown = target.Memory() - (before ?? target.Memory());
        if (grown > MostGrown)
        {
            findings.Add($"{target.Name}: {grown / 1024 / 1024} MB more memory after {number} inputs");
        }

        return new FuzzResult(number, took, kinds, findings, grown);
    }

    /// <summary>Tries one input by its number.</summary>
    public async Task<FuzzOutcome> TryAsync(FuzzTarget target, long number)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            var random = new Random(unchecked((seed * 486187739) + (int)(number * 16777619)));
            return await Task.Run(() => target.TryAsync(random, stop.Token)).WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            await stop.CancelAsync();
            return new FuzzOutcome("late", $"no answer within {patience.TotalSeconds} s");
        }
#pragma warning disable CA1031 // every exception is a finding
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new FuzzOutcome(error.GetType().Name, $"{error}");
        }
    }
}
