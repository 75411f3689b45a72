using AdminPortal.Domain.CheckIns;

namespace AdminPortal.Domain.Demo;

/// <summary>
/// Who came through which door and when: a wave an hour after the doors opened, some who left, some who came back, and the scans that go
/// wrong at every door.
/// </summary>
internal static class DemoArrivals
{
    private static readonly string[] Stations = ["Haupteingang 1", "Haupteingang 2", "Nordeingang", "VIP"];

    /// <summary>The scans in order of time, all between opening and <paramref name="until"/>.</summary>
    /// <param name="eventKey">The event.</param>
    /// <param name="people">Who has a badge.</param>
    /// <param name="opened">UTC.</param>
    /// <param name="until">UTC: now, or when the doors closed.</param>
    /// <param name="share">How many of those who are confirmed come.</param>
    /// <param name="closes">Whether everybody has gone by then.</param>
    public static List<ScanRequest> Make(string eventKey, IReadOnlyList<(string Badge, bool Confirmed)> people, DateTime opened,
        DateTime until, double share = 0.8, bool closes = false)
    {
#pragma warning disable CA5394 // a demo that is the same every time needs a random sequence that is
        var random = new Random(2014 + opened.DayOfYear);
        var scans = new List<ScanRequest>();
        var minutes = (until - opened).TotalMinutes - 1;
        foreach (var (badge, confirmed) in people)
        {
            if (random.NextDouble() < (confirmed ? 1 - share : 0.9))
            {
                continue; // not here, or not yet
            }

            var at = random.NextDouble() < 0.25 ? random.NextDouble() * minutes : Math.Min(minutes - 1, Math.Abs((Bell(random) * 55) + 70));
            var isInside = Add(badge, at, ScanAction.CheckIn) && confirmed;
            if (confirmed && random.NextDouble() < 0.04)
            {
                Add(badge, at + 1, ScanAction.CheckIn); // held out twice
            }

            if (random.NextDouble() < 0.25)
            {
                isInside &= !Add(badge, at += 35 + (random.NextDouble() * 90), ScanAction.CheckOut);
                if (random.NextDouble() < 0.35)
                {
                    isInside |= Add(badge, at += 12 + (random.NextDouble() * 30), ScanAction.CheckIn) && confirmed;
                }
            }

            if (closes && isInside)
            {
                Add(badge, Math.Max(at + 2, minutes * (0.55 + (random.NextDouble() * 0.45))), ScanAction.CheckOut, always: true);
            }
        }

        for (var i = 0; i < 5; i++)
        {
            Add($"9{i}17", random.NextDouble() * minutes, ScanAction.CheckIn); // a badge of last year
        }

        return [.. scans.OrderBy(scan => scan.OccurredAt)];

        bool Add(string badge, double minute, ScanAction action, bool always = false)
        {
            if (minute > minutes && !always)
            {
                return false;
            }

            var station = Stations[random.NextDouble() switch { < 0.42 => 0, < 0.72 => 1, < 0.92 => 2, _ => 3 }];
            var type = random.NextDouble() switch { < 0.86 => CheckInType.Scan, < 0.95 => CheckInType.App, _ => CheckInType.Manual };
            scans.Add(new ScanRequest
            {
                EventKey = eventKey,
                BadgeNumber = badge,
                Action = action,
                Type = type,
                Station = station,
                OccurredAt = opened.AddMinutes(minute)
            });
            return true;
        }
#pragma warning restore CA5394
    }

    /// <summary>About −3 to 3, mostly near 0.</summary>
#pragma warning disable CA5394
    private static double Bell(Random random) =>
        (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * 1.7;
#pragma warning restore CA5394
}
