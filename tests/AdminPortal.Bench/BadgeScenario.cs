using System.Diagnostics;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Kit.Texts;

namespace AdminPortal.Bench;

/// <summary>
/// Badges for 31,984 people in one file: time, size and the most memory; and as many numbers taken back and given.
/// </summary>
internal static class BadgeScenario
{
    public static async Task RunAsync()
    {
        await using var portal = await BenchPortal.StartAsync();
        var seeded = (await portal.Get<LargeSeed>().RunAsync(participants: 51_588)).Required();
        var actor = Actor.System(seeded.TenantId, "bench");
        var largest = (await portal.Get<EventQueries>().FindAsync(actor, LargeSeed.LargestKey))!;
        foreach (var preset in new[] { BadgePreset.NameBadges, BadgePreset.Label62 })
        {
            var design = (await portal.Get<BadgeDesignService>().CreateAsync(actor, largest.Id,
                new BadgeDesignDraft($"{preset}", BadgePresets.Of(preset)))).Required();
            await WriteAsync(portal, actor, design, $"{preset}");
        }

        var bulk = portal.Get<ParticipantBulkService>();
        var all = new ParticipantSelection(largest.Id, null);
        foreach (var portion in (await portal.Get<ParticipantQueries>().IdsAsync(actor, new ParticipantFilter { EventId = largest.Id }))
            .Chunk(5_000))
        {
            var badges = new Dictionary<long, string>();
            foreach (var id in portion)
            {
                badges[id] = (await portal.Get<ParticipantQueries>().FindAsync(actor, id))!.BadgeNumber ?? "";
            }

            await bulk.TakeNumbersBackAsync(actor, largest.Id, new GivenNumbers(badges));
        }

        var began = Stopwatch.GetTimestamp();
        var given = (await bulk.NumberAsync(actor, all, new BadgeNumbering("M", 8, 1))).Required();
        Console.WriteLine($"{given.Count:N0} numbers given in {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s");
        began = Stopwatch.GetTimestamp();
        await bulk.TakeNumbersBackAsync(actor, largest.Id, given);
        Console.WriteLine($"{given.Count:N0} numbers taken back in {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s");
    }

    private static async Task WriteAsync(BenchPortal portal, Actor actor, long design, string name)
    {
        GC.Collect();
        if (OperatingSystem.IsLinux())
        {
            await File.WriteAllTextAsync("/proc/self/clear_refs", "5"); // the peak begins anew
        }

        using var process = Process.GetCurrentProcess();
        var (memory, began) = (process.WorkingSet64, Stopwatch.GetTimestamp());
        var paper = (await portal.Get<IEnumerable<PaperKind>>().Single().OpenAsync(actor, design,
            new BadgeOrder { DesignId = design }.Request(LargeSeed.LargestKey), ReportTexts.Of("de"), default)).Required();
        var path = Path.GetTempFileName();
        try
        {
            await using (var output = File.Create(path))
            {
                await paper.WriteAsync(output, new Progress<long>(), default);
            }

            process.Refresh();
            Console.WriteLine($"{name,-12} {paper.Expected,8:N0} badges {Stopwatch.GetElapsedTime(began).TotalSeconds,8:N1} s "
                + $"{new FileInfo(path).Length / 1048576d,8:N1} MB, "
                + $"{memory / 1048576d,6:N0} MB of memory before, {process.PeakWorkingSet64 / 1048576d,6:N0} MB at most");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
