using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace AdminPortal.Web.Cli;

/// <summary>How a rehearsal went; times are milliseconds.</summary>
internal sealed record RehearsalResult
{
    public string Tenant { get; init; } = "";

    public string Event { get; init; } = "";

    public required int Sent { get; init; }

    /// <summary>Answered with 201.</summary>
    public required int Created { get; init; }

    /// <summary>Answered with 422, by code.</summary>
    public required IReadOnlyDictionary<string, int> Refused { get; init; }

    /// <summary>Not answered, or with anything else.</summary>
    public required int Errors { get; init; }

    public required IReadOnlyDictionary<string, int> ErrorKinds { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Answers a second.</summary>
    public required double Rate { get; init; }

    public required double P50 { get; init; }

    public required double P90 { get; init; }

    public required double P99 { get; init; }

    public required double Max { get; init; }

    /// <summary>How far behind its time an arrival was sent, at worst.</summary>
    public required double Lag { get; init; }

    public required int CheckInsBefore { get; init; }

    public required int CheckInsAfter { get; init; }

    /// <summary>Answers of 201 that the figures do not show.</summary>
    public int Lost => Math.Max(0, Created - (CheckInsAfter - CheckInsBefore));
}

/// <summary>
/// Sends arrivals at their time, none skipped: what cannot be sent in time is sent late, and <see cref="RehearsalResult.Lag"/> says how
/// late. One pacer wakes a hundred times a second and hands what is due to the lanes, each with a connection of its own.
/// </summary>
internal sealed class Rehearsal(RehearsalApi api, List<Arrival> arrivals, double speed, Action<string> say)
{
    /// <summary>Requests that may be under way at once.</summary>
    public const int Lanes = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, int> refused = new();

    private readonly ConcurrentDictionary<string, int> errors = new();

    private readonly float[] milliseconds = new float[arrivals.Count];

    private int created;

    private int answered;

    private long worstLag;

    private long start;

    public async Task<RehearsalResult> RunAsync(CancellationToken cancellationToken)
    {
        var before = await api.CheckInsAsync(cancellationToken);
        say($"{arrivals.Count:N0} arrivals over {(arrivals[^1].Minute - arrivals[0].Minute) / speed:N1} minutes");
        var due = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleWriter = true });
        start = Stopwatch.GetTimestamp();
        var lanes = Enumerable.Range(0, Lanes).Select(_ => Task.Run(() => LaneAsync(due.Reader, cancellationToken), cancellationToken))
            .ToList();
        await PaceAsync(due.Writer, cancellationToken);
        await Task.WhenAll(lanes);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = await api.CheckInsAsync(cancellationToken);
        Array.Sort(milliseconds);
        return new RehearsalResult
        {
            Sent = arrivals.Count,
            Created = created,
            Refused = new SortedDictionary<string, int>(refused, StringComparer.Ordinal),
            Errors = errors.Values.Sum(),
            ErrorKinds = new SortedDictionary<string, int>(errors, StringComparer.Ordinal),
            Seconds = Math.Round(seconds, 3),
            Rate = Math.Round(arrivals.Count / seconds, 1),
            P50 = Percentile(0.5),
            P90 = Percentile(0.9),
            P99 = Percentile(0.99),
            Max = Percentile(1),
            Lag = Math.Round(TimeSpan.FromTicks(worstLag).TotalMilliseconds, 1),
            CheckInsBefore = before,
            CheckInsAfter = after,
        };
    }

    private double Percentile(double part) => Math.Round(milliseconds[Math.Max(0, (int)Math.Ceiling(milliseconds.Length * part) - 1)], 1);

    private TimeSpan Due(int index) => TimeSpan.FromMinutes((arrivals[index].Minute - arrivals[0].Minute) / speed);

    private async Task PaceAsync(ChannelWriter<int> due, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var told = TimeSpan.Zero;
        var next = 0;
        do
        {
            var now = Stopwatch.GetElapsedTime(start);
            while (next < arrivals.Count && Due(next) <= now)
            {
                due.TryWrite(next++);
            }

            if (now - told >= TimeSpan.FromSeconds(5))
            {
                say($"{now.TotalSeconds:N0} s: {Volatile.Read(ref answered):N0} of {arrivals.Count:N0} answered, " +
                    $"{next - Volatile.Read(ref answered):N0} waiting");
                told = now;
            }
        }
        while (next < arrivals.Count && await timer.WaitForNextTickAsync(cancellationToken));
        due.Complete();
    }

    private async Task LaneAsync(ChannelReader<int> due, CancellationToken cancellationToken)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await foreach (var index in due.ReadAllAsync(cancellationToken))
        {
            if (!patience.TryReset())
            {
                patience.Dispose();
                patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            }

            patience.CancelAfter(Patience);
            var began = Stopwatch.GetElapsedTime(start);
            Later(ref worstLag, (began - Due(index)).Ticks);
            try
            {
                var (isCreated, isRefused, code) = await api.CheckInAsync(arrivals[index].Body, patience.Token);
                if (isCreated)
                {
                    Interlocked.Increment(ref created);
                }
                else
                {
                    (isRefused ? refused : errors).AddOrUpdate(code!, 1, (_, count) => count + 1);
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException
                || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                errors.AddOrUpdate(error is OperationCanceledException ? "timeout" : error.GetBaseException().GetType()
                    .Name, 1, (_, count) => count + 1);
            }

            milliseconds[index] = (float)(Stopwatch.GetElapsedTime(start) - began).TotalMilliseconds;
            Interlocked.Increment(ref answered);
        }

        patience.Dispose();
    }

    private static void Later(ref long worst, long ticks)
    {
        var known = Volatile.Read(ref worst);
        while (ticks > known && Interlocked.CompareExchange(ref worst, ticks, known) is var seen && seen != known)
        {
            known = seen;
        }
    }
}
