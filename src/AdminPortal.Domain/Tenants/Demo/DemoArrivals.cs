using AdminPortal.Domain.CheckIns;

namespace AdminPortal.Domain.Tenants;

/// <summary>Who came through which door and when: a wave an hour after the doors opened, some who left, some who came back, and the scans that go wrong at every door.</summary>
internal static class DemoArrivals
{
    private static readonly string[] Stations = ["Haupteingang 1", "Haupteingang 2", "Nordeingang", "VIP"];

    /// <summary>The scans in order of time, all between opening and now.</summary>
    public static List<ScanRequest> Make(IReadOnlyList<(string Badge, bool Confirmed)> people, DateTime opened, DateTime now)
    {
#pragma warning disable CA5394 // a demo that is the same every time needs a random sequence that is
        var random = new Random(2014);
        var scans = new List<ScanRequest>();
        var minutes = (now - opened).TotalMinutes - 1;
        foreach (var (badge, confirmed) in people)
        {
            if (random.NextDouble() < (confirmed ? 0.2 : 0.9))
            {
                continue; // not here, or not yet
            }

            var at = random.NextDouble() < 0.25 ? random.NextDouble() * minutes : Math.Min(minutes - 1, Math.Abs((Bell(random) * 55) + 70));
            Add(badge, at, ScanAction.CheckIn);
            if (confirmed && random.NextDouble() < 0.04)
            {
                Add(badge, at + 1, ScanAction.CheckIn); // held out twice
            }

            if (random.NextDouble() < 0.25)
            {
                Add(badge, at += 35 + (random.NextDouble() * 90), ScanAction.CheckOut);
                if (random.NextDouble() < 0.35)
                {
                    Add(badge, at + 12 + (random.NextDouble() * 30), ScanAction.CheckIn);
                }
            }
        }

        for (var i = 0; i < 5; i++)
        {
            Add($"9{i}17", random.NextDouble() * minutes, ScanAction.CheckIn); // a badge of last year
        }

        return [.. scans.OrderBy(scan => scan.OccurredAt)];

        void Add(string badge, double minute, ScanAction action)
        {
            if (minute > minutes)
            {
                return;
            }

            var station = Stations[random.NextDouble() switch { < 0.42 => 0, < 0.72 => 1, < 0.92 => 2, _ => 3 }];
            var type = random.NextDouble() switch { < 0.86 => CheckInType.Scan, < 0.95 => CheckInType.App, _ => CheckInType.Manual };
            scans.Add(new ScanRequest { EventKey = DemoSeed.RunningKey, BadgeNumber = badge, Action = action, Type = type, Station = station, OccurredAt = opened.AddMinutes(minute) });
        }
#pragma warning restore CA5394
    }

    /// <summary>About −3 to 3, mostly near 0.</summary>
#pragma warning disable CA5394
    private static double Bell(Random random) => (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * 1.7;
#pragma warning restore CA5394
}
