using System.Diagnostics;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using AdminPortal.Web.Kit.Texts;

namespace AdminPortal.Bench;

/// <summary>Each kind of file of 10,000 rows beside one of 100,000: time grows with the rows, memory must not.</summary>
internal static class ExportScenario
{
    private static readonly ReportColumn[] Columns =
    [
        new("date", CellKind.Day), new("event_title", CellKind.Text), new("gateway", CellKind.Text), new("count", CellKind.Count)
            { IsTotalled = true },
        new("gross", CellKind.Amount) { IsTotalled = true }, new("currency", CellKind.Currency),
    ];

    public static async Task RunAsync()
    {
        Console.WriteLine($"{"file",-6} {10_000,12:N0} {100_000,12:N0} {"ratio",7} {"memory",11} {"memory",11} {"ratio",7}");
        foreach (var format in Enum.GetValues<ReportFormat>())
        {
            await WriteAsync(format, 1_000);
            var before = await WriteAsync(format, 10_000);
            var after = await WriteAsync(format, 100_000);
            Console.WriteLine(
                $"{ReportFile.Of(format).Extension,-6} {before.Milliseconds,9:N0} ms {after.Milliseconds,9:N0} ms " +
                    $"{after.Milliseconds / before.Milliseconds,6:N1}× {before.Megabytes,8:N1} MB {after.Megabytes,8:N1} MB " +
                        $"{after.Megabytes / before.Megabytes,6:N1}×");
        }
    }

    /// <summary>
    /// The time of a first run, and the most that was in use at once in a second, where what nobody uses any more is collected all the
    /// time.
    /// </summary>
    private static async Task<(double Milliseconds, double Megabytes)> WriteAsync(ReportFormat format, int rows)
    {
        var began = Stopwatch.GetTimestamp();
        await ReportFile.Of(format).WriteAsync(Document(rows), ReportTexts.Of("en"), Stream.Null);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;

        var (before, most) = (GC.GetTotalMemory(true), 1L);
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!stop.IsCancellationRequested && await timer.WaitForNextTickAsync())
            {
                GC.Collect();
                most = Math.Max(most, GC.GetTotalMemory(false) - before);
            }
        });
        await ReportFile.Of(format).WriteAsync(Document(rows), ReportTexts.Of("en"), Stream.Null);
        await stop.CancelAsync();
        await watch;
        return (took, most / 1048576.0);
    }

    private static ReportDocument Document(int rows) =>
        new("payments", new ReportFilter(), [new ReportTable("by_day", Columns, RowsAsync(rows)) { Expected = rows }], DateTime.UtcNow)
        { TenantName = "Messe International", Zone = TimeZoneInfo.Utc };

    private static async IAsyncEnumerable<object?[]> RowsAsync(int count)
    {
        await Task.Yield();
        var first = new DateOnly(2026, 1, 1);
        for (var i = 0; i < count; i++)
        {
            yield return [first.AddDays(i % 365), $"Weltmesse {i % 40}", i % 3 == 0 ? "stripe" : "bank", 1 + (i % 7), 10m
                + (i % 9_000 / 100m), i % 5 == 0 ? "CHF" : "EUR"];
        }
    }
}
