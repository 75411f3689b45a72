using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Live;

/// <summary>Check-ins in one bucket that begins at a UTC time.</summary>
public sealed record ArrivalBucket(DateTime At, int CheckIns);

/// <summary>Check-ins over the time of the last event day on which there were any.</summary>
/// <param name="PerMinute">On average over the last <see cref="RateMinutes"/> minutes, the running one included; over less where the
/// first check-in of the day is younger. One decimal.</param>
/// <param name="Peak">The most in one minute, over the whole event.</param>
/// <param name="PeakAt">UTC; the first such minute, null before the first check-in.</param>
/// <param name="BucketMinutes">Length of each bucket of the series, 1 to 30.</param>
/// <param name="Series">Without gaps, in order, at most 193 buckets.</param>
public sealed record Arrivals(decimal PerMinute, int Peak, DateTime? PeakAt, int BucketMinutes, IReadOnlyList<ArrivalBucket> Series)
{
    /// <summary>Minutes that <see cref="PerMinute"/> looks back over.</summary>
    public const int RateMinutes = 5;

    /// <summary>From check-ins by minute since 1970.</summary>
    internal static Arrivals From(IReadOnlyDictionary<int, int> minutes, DateTime now, TimeZoneInfo zone)
    {
        if (minutes.Count == 0)
        {
            return new Arrivals(0, 0, null, 1, []);
        }

        var current = Clock.Minute(now);
        var last = minutes.Keys.Max();
        var dayBegins = Clock.Minute(zone.StartOfDay(zone.Day(Clock.FromMinute(last))));
        var first = minutes.Keys.Where(m => m >= dayBegins).Min();
        var (peakAt, peak) = minutes.OrderByDescending(m => m.Value).ThenBy(m => m.Key).First();

        // Once nobody came for three hours the day has ended.
        var end = current - last > 180 ? last : Math.Max(current, first);
        var length = (end - first + 1) switch { <= 180 => 1, <= 480 => 5, <= 960 => 10, _ => 30 };
        var begin = first - (((first % length) + length) % length) - length; // one empty bucket in front: a line begins on the ground
        var series = new List<ArrivalBucket>();
        for (var at = begin; at <= end; at += length)
        {
            var checkIns = Enumerable.Range(at, length).Sum(m => minutes.GetValueOrDefault(m));

            // The running one would always look like a drop; a rush is to be seen at once.
            if (at + length <= current || series.Count < 2 || checkIns > series[^1].CheckIns)
            {
                series.Add(new ArrivalBucket(Clock.FromMinute(at), checkIns));
            }
        }

        return new Arrivals(Rate(minutes, first, now), peak, Clock.FromMinute(peakAt), length, series);
    }

    /// <summary>
    /// Check-ins a minute: five minutes are four full ones and what has passed of this one, for sixty people in its first half are not
    /// nobody.
    /// </summary>
    /// <param name="minutes">Check-ins by minute since 1970.</param>
    /// <param name="first">The first minute that counts.</param>
    /// <param name="now">UTC.</param>
    internal static decimal Rate(IReadOnlyDictionary<int, int> minutes, int first, DateTime now)
    {
        var current = Clock.Minute(now);
        var since = Math.Max(current - RateMinutes + 1, first);
        var recent = Enumerable.Range(since, Math.Max(0, current - since + 1)).Sum(m => minutes.GetValueOrDefault(m));
        var passed = Math.Max(1, (decimal)(now - Clock.FromMinute(since)).TotalMinutes);
        return Math.Round(recent / passed, 1, MidpointRounding.AwayFromZero);
    }
}
