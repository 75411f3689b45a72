using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Bench;

/// <summary>Each report of a tenant of 10,000 participants beside one of 100,000: the time must not grow faster than the records.</summary>
internal static class ReportScenario
{
    private const int Small = LargeSeed.Participants / 10;

    public static async Task RunAsync()
    {
        await using var small = await BenchPortal.StartAsync();
        await using var large = await BenchPortal.StartAsync();
        var one = (await small.Get<LargeSeed>().RunAsync(participants: Small)).Required();
        var ten = (await large.Get<LargeSeed>().RunAsync()).Required();
        var month = ReportBound.Of(DateOnly.FromDateTime(DateTime.UtcNow.AddDays(-30)));
        (string Name, ReportFilter Filter)[] filters =
            [("all", new()), ("one event", new(LargeSeed.LargestKey)), ("30 days", new(null, month))];
        Console.WriteLine($"{"report",-14} {"of",-10} {one.Participants,9:N0} {ten.Participants,9:N0} {"ratio",7} {"commands",9}");
        foreach (var kind in ReportKinds.Summaries)
        {
            foreach (var (name, filter) in filters)
            {
                Task OpenAsync(BenchPortal portal, LargeSeeded of) => portal.Get<ReportQueries>()
                    .OpenAsync(Actor.System(of.TenantId, "bench"), new ReportRequest(kind.Key, filter));
                var before = await small.MeasureAsync(() => OpenAsync(small, one));
                var after = await large.MeasureAsync(() => OpenAsync(large, ten));
                Console.WriteLine(
                    $"{kind.Key,-14} {name,-10} {before.Milliseconds,6:N1} ms {after.Milliseconds,6:N1} ms " +
                        $"{after.Milliseconds / before.Milliseconds,6:N1}× {after.Commands,9}");
            }
        }
    }
}
