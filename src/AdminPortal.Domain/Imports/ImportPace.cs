using System.Runtime.CompilerServices;

namespace AdminPortal.Domain.Imports;

/// <summary>Finds how many rows fit into a transaction that holds others up for the given time, by the time the last one took.</summary>
internal sealed class ImportPace(TimeSpan hold, int first, int fewest, int most, TimeProvider time)
{
    private long began;

    private TimeSpan took;

    /// <summary>How many rows the next transaction should write.</summary>
    public int Rows { get; private set; } = first;

    /// <summary>The transaction has begun, so that others wait from now on.</summary>
    public void Begin() => began = time.GetTimestamp();

    /// <summary>The transaction has ended. Growth is slow, because a transaction that is too long cannot be shortened any more.</summary>
    public void End(int rows)
    {
        took = time.GetElapsedTime(began);
        var fits = took > TimeSpan.Zero ? (int)(rows * (hold / took)) : most;
        Rows = Math.Clamp(Math.Min(fits, rows + (rows / 2) + 1), fewest, most);
    }

    /// <summary>
    /// The pause after the last transaction: the usual one, and longer by as much as the transaction took longer than it should.
    /// </summary>
    public TimeSpan Rest(TimeSpan usual) => took > hold ? usual * (took / hold) : usual;

    /// <summary>The rows in portions of as many as fit, or <paramref name="whole"/>, with a pause after each.</summary>
    public async IAsyncEnumerable<List<T>> PortionsAsync<T>(
        List<T> rows, TimeSpan rest, bool whole = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var done = 0; done < rows.Count;)
        {
            var some = rows.GetRange(done, whole ? rows.Count : Math.Min(Rows, rows.Count - done));
            yield return some;
            done += some.Count;
            await Task.Delay(Rest(rest), cancellationToken);
        }
    }
}
