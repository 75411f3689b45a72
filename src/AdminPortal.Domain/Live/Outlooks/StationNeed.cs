using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Live.Outlooks;

/// <summary>How long a check-in takes at a busy station.</summary>
/// <param name="Seconds">From one person to the next, one decimal.</param>
/// <param name="IsMeasured">False while no station was busy enough to tell: then it is <see cref="Assumed"/>.</param>
public sealed record CheckInPace(decimal Seconds, bool IsMeasured)
{
    /// <summary>Seconds that are assumed until a station was busy: five people a minute.</summary>
    public const decimal Assumed = 12;

    /// <summary>Minutes that are looked at.</summary>
    public const int LookBack = 120;

    /// <summary>Minutes of stations, with people in them, that it takes to tell.</summary>
    public const int Least = 20;

    /// <summary>
    /// From the check-ins of each full minute at each station: nine of ten minutes saw no more than this pace. Who stands idle between two
    /// people says nothing about how quick they are, so only the busiest minutes count.
    /// </summary>
    /// <param name="minutes">Check-ins in one minute at one station, each above 0.</param>
    public static CheckInPace Of(IEnumerable<int> minutes)
    {
        var all = minutes.Order().ToList();
        var busy = all.Count < Least ? 0 : all[(int)(all.Count * 0.9)];
        return 60m / Assumed <= busy ? new(Math.Round(60m / busy, 1, MidpointRounding.AwayFromZero), true) : new(Assumed, false);
    }

    internal static CheckInPace Of(IEnumerable<StationTally> stations, DateTime now)
    {
        var current = Clock.Minute(now);
        return Of(stations.SelectMany(s => s.Minutes.Reverse().TakeWhile(m => m.Key >= current - LookBack)
            .Where(m => m.Key < current).Select(m => m.Value)));
    }
}

/// <summary>How many stations it takes: arrivals a minute × seconds for each ÷ 60, rounded up.</summary>
/// <param name="PerMinute">Check-ins a minute.</param>
/// <param name="Seconds">For each check-in.</param>
public sealed record StationNeed(decimal PerMinute, decimal Seconds)
{
    /// <summary>Stations that are busy all the time, before rounding up.</summary>
    public decimal Exact => PerMinute * Seconds / 60;

    /// <summary>Stations; one at least as soon as anybody comes.</summary>
    public int Stations => (int)Math.Ceiling(Exact);
}

/// <summary>How long people wait in front of stations that share one stream of arrivals.</summary>
public static class Waiting
{
    /// <summary>Share of the time from which stations count as busy all the time: how long the queue is nobody can compute then.</summary>
    private const double Saturated = 0.97;

    /// <summary>
    /// Seconds that somebody waits on average; null when more come than the stations manage, or none is open. It is computed, not measured:
    /// people come by chance and each takes as long as the next (half of Erlang's C formula).
    /// </summary>
    /// <param name="perMinute">Check-ins a minute.</param>
    /// <param name="seconds">For each check-in.</param>
    /// <param name="open">Stations that are open.</param>
    public static double? Seconds(double perMinute, double seconds, int open)
    {
        var busy = perMinute * seconds / 60;
        if (busy <= 0)
        {
            return 0;
        }

        if (open <= 0 || busy / open >= Saturated)
        {
            return null;
        }

        // Erlang's B by its recursion, which keeps its figures small, then C.
        var blocked = 1.0;
        for (var i = 1; i <= open; i++)
        {
            blocked = busy * blocked / (i + (busy * blocked));
        }

        var waits = blocked / (1 - (busy / open * (1 - blocked)));
        return waits * seconds / (open - busy) / 2;
    }
}
