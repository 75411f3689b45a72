using System.Diagnostics.Metrics;

namespace AdminPortal.Domain.Common;

/// <summary>
/// What the portal counts of itself, in the meter <c>AdminPortal</c>. Tags hold codes and kinds alone: no tenant, no event, no person and
/// nothing that anybody typed.
/// Counting costs next to nothing while nobody listens.
/// </summary>
public sealed class PortalMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "AdminPortal";

    private readonly Counter<long> checkIns;

    private readonly Counter<long> refused;

    private readonly Histogram<int> batch;

    private readonly Histogram<double> boardRead;

    private readonly UpDownCounter<long> streams;

    private readonly Counter<long> circuitsRefused;

    private readonly Counter<long> streamsRefused;

    private readonly Gauge<long> exportsWaiting;

    private readonly Counter<long> exports;

    /// <summary>Makes the instruments; whoever listens to them hears of this node alone.</summary>
    public PortalMeter(IMeterFactory meters)
    {
        Meter = meters.Create(Name);
        checkIns = Meter.CreateCounter<long>("portal.check_ins", "{scan}", "Scans that were admitted, by action");
        refused = Meter.CreateCounter<long>("portal.check_ins.refused", "{scan}", "Scans that were refused, by action and code");
        batch = Meter.CreateHistogram<int>("portal.check_ins.batch", "{scan}", "Scans that shared one transaction");
        boardRead = Meter.CreateHistogram<double>("portal.boards.read", "s",
            "Reads of an event's live figures, by whether anything had changed");
        streams = Meter.CreateUpDownCounter<long>("portal.walls.streams", "{stream}", "Wall displays that are connected");
        circuitsRefused = Meter.CreateCounter<long>("portal.circuits.refused", "{circuit}",
            "Windows that were not opened because the node, a person or an address has too many");
        streamsRefused = Meter.CreateCounter<long>("portal.walls.streams.refused", "{stream}",
            "Wall displays that were not connected because the node, a link or an address has too many");
        exportsWaiting = Meter.CreateGauge<long>("portal.exports.waiting", "{file}",
            "Files that are ordered and not begun, over all nodes");
        exports = Meter.CreateCounter<long>("portal.exports", "{file}", "Files whose writing ended on this node, by format and outcome");
    }

    /// <summary>For instruments that read a value when they are asked.</summary>
    public Meter Meter { get; }

    /// <summary>Whether somebody wants to know how many files wait; counting them is a question to the database.</summary>
    internal bool CountsWaitingExports => exportsWaiting.Enabled;

    /// <summary>A wall display is connected until the value is disposed.</summary>
    public IDisposable Stream()
    {
        streams.Add(1);
        return new Ending(() => streams.Add(-1));
    }

    /// <summary>A wall display was not connected.</summary>
    public void StreamRefused() => streamsRefused.Add(1);

    /// <summary>A window was not opened.</summary>
    public void CircuitRefused() => circuitsRefused.Add(1);

    /// <summary>A scan was committed.</summary>
    /// <param name="action"><c>check_in</c> or <c>check_out</c>.</param>
    /// <param name="code">Why it was refused; null when it was admitted.</param>
    internal void Scan(string action, string? code)
    {
        if (code is null)
        {
            checkIns.Add(1, Tag("action", action));
        }
        else
        {
            refused.Add(1, Tag("action", action), Tag("code", code));
        }
    }

    /// <summary>A transaction of scans was committed.</summary>
    internal void Batch(int scans) => batch.Record(scans);

    /// <summary>The live figures of an event were read.</summary>
    internal void BoardRead(TimeSpan took, bool changed) => boardRead.Record(took.TotalSeconds, Tag("changed", changed));

    /// <summary>How many files wait.</summary>
    internal void ExportsWaiting(long files) => exportsWaiting.Record(files);

    /// <summary>The writing of a file ended.</summary>
    internal void Export(string format, string outcome) => exports.Add(1, Tag("format", format), Tag("outcome", outcome));

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private sealed class Ending(Action end) : IDisposable
    {
        private Action? end = end;

        public void Dispose() => Interlocked.Exchange(ref end, null)?.Invoke();
    }
}
