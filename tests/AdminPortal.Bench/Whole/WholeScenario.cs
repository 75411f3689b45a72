using System.Diagnostics;
using System.Globalization;

namespace AdminPortal.Bench.Whole;

/// <summary>draft</summary>
internal static class WholeScenario
{
    public static async Task RunAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using var data = await BenchData.MakeAsync(int.Parse(Environment.GetEnvironmentVariable("TIMES") ?? "1", CultureInfo.InvariantCulture));
        Console.WriteLine($"filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s");
        var floorFolder = Directory.CreateTempSubdirectory("adminportal-floor").FullName;
        began = Stopwatch.GetTimestamp();
        await using var floor = await ServerProcess.FloorAsync(floorFolder, BenchData.People * data.Times, BenchData.Stays * data.Times);
        Console.WriteLine($"floor in {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s");
        await using var portal = await ServerProcess.PortalAsync(data.Folder);
        await Task.Delay(2000);
        var span = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("SPAN") ?? "3", CultureInfo.InvariantCulture));
        var rounds = int.Parse(Environment.GetEnvironmentVariable("ROUNDS") ?? "3", CultureInfo.InvariantCulture);
        var (a, b) = (0, 0);
        var (fc0, pc0) = (floor.Processor, portal.Processor);
        Console.WriteLine($"pid {portal.Id}");
        foreach (var what in (Environment.GetEnvironmentVariable("WHAT") ?? "post,people1,people1200,stays1,stays1200").Split(','))
        {
            for (var round = 0; round <= rounds; round++)
            {
                var (f, p) = what switch
                {
                    "post" => (await HttpLoad.ClosedAsync(floor.Port, 64, span, 201, _ => HttpLine.Post("/check-ins", "x", $$"""{"event_key":"marathon","badge_number":"{{data.Badge(a++)}}","station":"Door 1"}""")),
                        await HttpLoad.ClosedAsync(portal.Port, 64, span, 201, _ => HttpLine.Post("/api/v1/check-ins", data.Key, $$"""{"event_key":"marathon","badge_number":"{{data.Badge(b++)}}","station":"Door 1"}"""))),
                    _ => await GetAsync(what.StartsWith("people", StringComparison.Ordinal) ? "participants" : "check-ins", what.EndsWith("1200", StringComparison.Ordinal) ? 1200 : 1),
                };
                var (fc, pc) = (floor.Processor - fc0, portal.Processor - pc0);
                (fc0, pc0) = (floor.Processor, portal.Processor);
                Console.Write($"cpu us {fc.TotalMicroseconds / (f.Rate * span.TotalSeconds),5:N0} {pc.TotalMicroseconds / (p.Rate * span.TotalSeconds),5:N0} ");
                Console.WriteLine($"{what,-12} floor {f.Rate,8:N0} p50 {f.P50,6:N1} p99 {f.P99,6:N1} | product {p.Rate,8:N0} p50 {p.P50,6:N1} p99 {p.P99,6:N1} max {p.Max,6:N0} failed {p.Failed} | ratio {p.Rate / f.Rate:N2} p99 {p.P99 / f.P99:N2}");
            }
        }

        async Task<(LoadFigures, LoadFigures)> GetAsync(string list, int page)
        {
            var x = HttpLine.Get($"/{list}?page={page}", "x");
            var y = HttpLine.Get($"/api/v1/{list}?event_key=marathon&page={page}", data.Key);
            return (await HttpLoad.ClosedAsync(floor.Port, 8, span, 200, _ => x), await HttpLoad.ClosedAsync(portal.Port, 8, span, 200, _ => y));
        }
    }
}
