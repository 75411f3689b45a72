using System.Diagnostics;
using System.Globalization;
using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;

namespace AdminPortal.Bench;

/// <summary>Scans that wait for one another beside scans that arrive together and share their transaction.</summary>
internal static class CheckInScenario
{
    private const int People = 2_000;

    private const int Doors = 64;

    public static async Task RunAsync()
    {
        await using var portal = await BenchPortal.StartAsync();
        var tenant = (await portal.Get<TenantService>().CreateAsync(Actor.System(0, "bench"), new TenantDraft("bench", "Bench")))
            .Required();
        var actor = Actor.System(tenant, "bench");
        var single = await RateAsync(portal, actor, "single", 1);
        var together = await RateAsync(portal, actor, "together", Doors);
        Console.WriteLine($"{"",-24} {"scans a second",15} {"ratio",7}");
        Console.WriteLine($"{"one after the other",-24} {single,15:N0} {1,6:N1}×");
        Console.WriteLine($"{$"{Doors} at the same time",-24} {together,15:N0} {together / single,6:N1}×");
    }

    private static async Task<double> RateAsync(BenchPortal portal, Actor actor, string key, int doors)
    {
        var now = DateTime.UtcNow;
        (await portal.Get<EventService>()
            .CreateAsync(actor, new EventDraft(key, key, null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin"))).Required();
        var file = new StringBuilder("customer_number;last_name;badge_number;is_confirmed\n");
        for (var i = 0; i < People; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"{key}-{i};Muster;{i:D5};1\n");
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file.ToString()));
        (await portal.Get<ParticipantImport>().RunAsync(actor, new ImportRequest { EventKey = key }, stream, null)).Required();
        var scans = portal.Get<CheckInService>();
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, People), new ParallelOptions { MaxDegreeOfParallelism = doors },
            async (i, cancellationToken) =>
        {
            var done = (await scans.ScanAsync(actor,
                new ScanRequest
                {
                    EventKey = key,
                    BadgeNumber = i.ToString("D5", CultureInfo.InvariantCulture),
                    Station = $"Door {i % doors}"
                }, cancellationToken)).Required();
            if (!done.Admitted)
            {
                throw new InvalidOperationException("A scan was refused.");
            }
        });
        return People / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
