using System.Diagnostics;
using AdminPortal.Domain.Live;

namespace AdminPortal.Bench.Whole;

/// <summary>
/// The whole table: writing, reading, live figures and memory of the portal as a process of its own, beside the floor as another, in turn
/// and in one run, at the marathon's size and at ten times that. Ratios hold on any machine; milliseconds do not.
/// </summary>
/// <param name="quick">A tenth of both sizes and shorter spans: under three minutes.</param>
internal sealed class WholeScenario(bool quick)
{
    private const int Warm = 200;

    private readonly BenchTable table = new();

    private readonly TimeSpan span = TimeSpan.FromSeconds(quick ? 1 : 5);

    private readonly TimeSpan pace = TimeSpan.FromSeconds(quick ? 3 : 20);

    private readonly int rounds = quick ? 2 : 3;

    /// <summary>Runs it.</summary>
    /// <param name="file">Where the figures go.</param>
    public async Task RunAsync(string file)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var times in quick ? new[] { 0.1, 1 } : [1, 10])
        {
            using var data = await BenchData.MakeAsync(times);
            await MeasureAsync(data);
        }

        table.WriteGrowth();
        var took = Stopwatch.GetElapsedTime(began);
        table.Save(file, took);
        Console.WriteLine($"\nin {took.TotalSeconds:N0} s; written to {file}");
    }

    private async Task MeasureAsync(BenchData data)
    {
        BenchTable.WriteHead(data.Participants, data.CheckIns);
        var folder = Directory.CreateTempSubdirectory("adminportal-floor").FullName;
        try
        {
            await using (var portal = await ServerProcess.PortalAsync(data.Folder))
            await using (var floor = await ServerProcess.FloorAsync(folder, data.Participants, data.CheckIns))
            {
                await LoadsAsync(data, portal, floor);
                await StatsAsync(data, portal);
            }

            await BoardAsync(data);
            await using (var portal = await ServerProcess.PortalAsync(data.Folder))
            {
                await CrowdsAsync(data, portal);
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    /// <summary>What the floor can do, too.</summary>
    private async Task LoadsAsync(BenchData data, ServerProcess portal, ServerProcess floor)
    {
        await LoadAsync("POST check-in, 64 connections", 64, 201, number => HttpLine.Post("/check-ins", "none", Scan(data, number)),
            number => HttpLine.Post("/api/v1/check-ins", data.Key, Scan(data, number)));
        await LoadAsync("POST check-in, 64 connections, idempotency keys", 64, 201,
            number => HttpLine.Post("/check-ins", "none", Scan(data, number)),
            number => HttpLine.Post("/api/v1/check-ins", data.Key, Scan(data, number), Guid.NewGuid().ToString()));
        var far = Math.Min(1_200, data.Participants / 25);
        foreach (var (list, page) in new[] { ("participants", 1), ("participants", far), ("check-ins", 1), ("check-ins", far) })
        {
            var (bare, asked) = (HttpLine.Get($"/{list}?page={page}", "none"),
                HttpLine.Get($"/api/v1/{list}?event_key={BenchData.EventKey}&page={page}", data.Key));
            await LoadAsync($"GET {list}, 8 connections, page {(page == 1 ? "1" : "far in")}", 8, 200, _ => bare, _ => asked);
        }

        async Task LoadAsync(string name, int connections, int status, Func<int, byte[]> ofFloor, Func<int, byte[]> ofPortal)
        {
            var (own, bare) = (new List<LoadFigures>(), new List<LoadFigures>());
            var (ownNumber, bareNumber) = (0, 0);
            var (ownUsed, bareUsed) = (0.0, 0.0);
            for (var round = -1; round < rounds; round++)
            {
                var (usedFloor, usedPortal) = (floor.Processor, portal.Processor);
                var ofThis = await HttpLoad.ClosedAsync(floor.Port, connections, span, status,
                    _ => ofFloor(Interlocked.Increment(ref bareNumber)));
                var ofOther = await HttpLoad.ClosedAsync(portal.Port, connections, span, status,
                    _ => ofPortal(Interlocked.Increment(ref ownNumber)));
                if (round >= 0) // the first one is for the compiler
                {
                    bare.Add(ofThis);
                    own.Add(ofOther);
                    bareUsed += Each(floor.Processor - usedFloor, ofThis) / rounds;
                    ownUsed += Each(portal.Processor - usedPortal, ofOther) / rounds;
                }
            }

            table.Add(new BenchLine(name, data.Participants)
            {
                Product = LoadFigures.Middle(own),
                Floor = LoadFigures.Middle(bare),
                ProductProcessor = ownUsed,
                FloorProcessor = bareUsed,
            });
        }
    }

    /// <summary>The figures of the event, while it is being written to.</summary>
    private async Task StatsAsync(BenchData data, ServerProcess portal)
    {
        var asked = HttpLine.Get($"/api/v1/check-ins/stats?event_key={BenchData.EventKey}", data.Key);
        await HttpLoad.ClosedAsync(portal.Port, 1, span, 200, _ => asked);
        var scanning = HttpLoad.PacedAsync(portal.Port, 33, pace, 201, number => HttpLine.Post("/api/v1/check-ins", data.Key,
            Scan(data, number)));
        var used = portal.Processor;
        var figures = await HttpLoad.PacedAsync(portal.Port, 20, pace, 200, _ => asked);
        await scanning;
        table.Add(new BenchLine("stats, 20 a second beside 33 scans a second", data.Participants)
        {
            Product = figures,
            ProductProcessor = Each(portal.Processor - used, figures),
        });
    }

    /// <summary>A picture of the live board, without whom it is drawn for.</summary>
    private async Task BoardAsync(BenchData data)
    {
        await using var portal = await BenchPortal.StartAsync(data.Folder);
        var boards = portal.Get<BoardReader>();
        var first = Stopwatch.GetTimestamp();
        await boards.ReadAsync(data.Tenant, data.EventId, null);
        var loaded = Stopwatch.GetElapsedTime(first).TotalMilliseconds;
        for (var i = 0; i < Warm; i++)
        {
            await boards.ReadAsync(data.Tenant, data.EventId, null); // a board is read all day: the compiler has long done its part
        }

        var (milliseconds, _) = await portal.MeasureAsync(() => boards.ReadAsync(data.Tenant, data.EventId, null), 25);
        table.Add(new BenchLine("board, the first read after a start", data.Participants) { Value = loaded, Unit = "ms" });
        table.Add(new BenchLine("board, each later read", data.Participants) { Value = milliseconds, Unit = "ms" });
    }

    /// <summary>Scans beside walls and dashboards, and what each of those costs.</summary>
    private async Task CrowdsAsync(BenchData data, ServerProcess portal)
    {
        var number = 0;
        var before = portal.Memory;
        using (var few = await WallCrowd.OpenAsync(portal.Port, data.Walls, 50))
        {
            await PacedAsync("300 scans a second, 50 walls", 300, few);
        }

        await SettleAsync();
        before = portal.Memory;
        using var walls = await WallCrowd.OpenAsync(portal.Port, data.Walls, 200);
        await SettleAsync();
        Memory("a wall's stream", 200);
        before = portal.Memory;
        await using var people = await CircuitCrowd.OpenAsync(portal.Port, "/events", 50);
        await SettleAsync();
        Memory("a signed-in window", 50);
        before = portal.Memory;
        await using var dashboards = await CircuitCrowd.OpenAsync(portal.Port, $"/events/{BenchData.EventKey}/live", 50);
        await SettleAsync();
        Memory("a dashboard", 50);
        await PacedAsync("33 scans a second, 200 walls, 50 dashboards", 33, walls);

        void Memory(string of, int how) => table.Add(new BenchLine($"memory of {of}", data.Participants)
        {
            Value = Math.Max(0, portal.Memory - before) / 1e6 / how,
            Unit = "MB",
        });

        Task SettleAsync() => Task.Delay(quick ? 500 : 5_000);

        async Task PacedAsync(string name, int perSecond, WallCrowd watching)
        {
            await HttpLoad.PacedAsync(portal.Port, perSecond, span, 201, Next);
            var (pictures, used) = (watching.Pictures, portal.Processor);
            var figures = await HttpLoad.PacedAsync(portal.Port, perSecond, pace, 201, Next);
            table.Add(new BenchLine(name, data.Participants)
            {
                Product = figures,
                ProductProcessor = Each(portal.Processor - used, figures),
            });
            table.Add(new BenchLine($"pictures a second on each wall ({name})", data.Participants)
            {
                Value = (watching.Pictures - pictures) / pace.TotalSeconds / watching.Displays,
                Unit = "",
            });
        }

        byte[] Next(int _) => HttpLine.Post("/api/v1/check-ins", data.Key, Scan(data, Interlocked.Increment(ref number)));
    }

    private static string Scan(BenchData data, int number) =>
        $$"""{"event_key":"{{BenchData.EventKey}}","badge_number":"{{data.Badge(number)}}","station":"Door {{number % 8}}"}""";

    /// <summary>Microseconds of processor for each answer.</summary>
    private static double Each(TimeSpan used, LoadFigures figures) =>
        used.TotalMicroseconds / Math.Max(1, figures.Answers);
}
