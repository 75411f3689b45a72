using System.Net;
using AdminPortal.Domain.Common;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Sessions;

/// <summary>
/// Bounds how many circuits there are on this node, and how many of them one person and one address have. A circuit keeps its place while
/// its connection comes and goes, so coming back does not count twice.
/// </summary>
internal sealed partial class CircuitPlaces
{
    private readonly Lock gate = new();

    private readonly Dictionary<object, int> taken = [];

    private readonly NodeBounds bounds;

    private readonly ILogger<CircuitPlaces> logger;

    private readonly PortalMeter meter;

    private int open;

    private long closed;

    /// <summary>
    /// Starts empty, and counts for <c>portal.circuits</c> and <c>portal.circuits.refused</c> of the meter <c>AdminPortal</c>.
    /// </summary>
    public CircuitPlaces(PortalSettings settings, PortalMeter meter, ILogger<CircuitPlaces> logger)
    {
        (bounds, this.meter, this.logger) = (settings.Bounds, meter, logger);
        meter.Meter.CreateObservableGauge("portal.circuits", () => open, "{circuit}", "Windows that are open");
    }

    /// <summary>Circuits that are open.</summary>
    public int Open => open;

    /// <summary>Circuits that were open and are not any more, since the start.</summary>
    public long Closed => Interlocked.Read(ref closed);

    /// <summary>Whether one more would be too many; then it is told to the one who asks.</summary>
    public bool AreFull(long person, IPAddress? address)
    {
        lock (gate)
        {
            var full = open >= bounds.Circuits || Has(person) >= bounds.CircuitsPerUser
                || (address is not null && Has(address) >= bounds.CircuitsPerAddress);
            if (full)
            {
                meter.CircuitRefused();
            }

            return full;
        }
    }

    /// <summary>Takes a place until it is disposed; null when there is none.</summary>
    public CircuitPlace? Take(long person, IPAddress? address)
    {
        lock (gate)
        {
            if (AreFull(person, address))
            {
                return null;
            }

            if (++open == bounds.Circuits)
            {
                LogFull(bounds.Circuits);
            }

            if (Add(person, 1) == bounds.CircuitsPerUser)
            {
                LogFullPerson(person, bounds.CircuitsPerUser);
            }

            if (address is not null && Add(address, 1) == bounds.CircuitsPerAddress)
            {
                LogFullAddress(address, bounds.CircuitsPerAddress);
            }

            return new CircuitPlace(() => Leave(person, address));
        }
    }

    private void Leave(long person, IPAddress? address)
    {
        lock (gate)
        {
            open--;
            closed++;
            Add(person, -1);
            if (address is not null)
            {
                Add(address, -1);
            }
        }
    }

    private int Has(object key) => taken.GetValueOrDefault(key);

    private int Add(object key, int more)
    {
        var now = Has(key) + more;
        if (now == 0)
        {
            taken.Remove(key);
        }
        else
        {
            taken[key] = now;
        }

        return now;
    }

    [LoggerMessage(LogLevel.Warning, "{Count} windows are open on this node; more are refused (Portal:Circuits)")]
    private partial void LogFull(int count);

    [LoggerMessage(LogLevel.Warning, "Person {Person} has {Count} windows open on this node; more are refused (Portal:CircuitsPerUser)")]
    private partial void LogFullPerson(long person, int count);

    [LoggerMessage(LogLevel.Warning, "From {Address} {Count} windows are open on this node; more are refused (Portal:CircuitsPerAddress)")]
    private partial void LogFullAddress(IPAddress address, int count);
}

/// <summary>The place of one circuit among those of its person and address.</summary>
internal sealed class CircuitPlace(Action leave) : IDisposable
{
    private Action? leave = leave;

    /// <summary>Frees the place, once.</summary>
    public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
}
