using AdminPortal.Bench;
using AdminPortal.Bench.Whole;
using AdminPortal.Web.Startup;

Dictionary<string, Func<Task>> scenarios = new()
{
    ["reports"] = ReportScenario.RunAsync,
    ["exports"] = ExportScenario.RunAsync,
    ["check-ins"] = CheckInScenario.RunAsync,
    ["kills"] = KillScenario.RunAsync,
    ["files"] = FileScenario.RunAsync,
    ["imports"] = ImportScenario.RunAsync,
    ["removal"] = RemovalScenario.RunAsync,
    ["stations"] = StationScenario.RunAsync,
    ["lists"] = ListScenario.RunAsync,
    ["badges"] = BadgeScenario.RunAsync,
    ["nodes"] = NodeScenario.RunAsync,
    ["memory"] = MemoryScenario.RunAsync,
    ["pages"] = PageScenario.RunAsync,
    ["forecast"] = ForecastScenario.RunAsync,
    ["webhooks"] = WebhookScenario.RunAsync,
};
const string Quick = "--quick";
if (args is [FileScenario.One, var path])
{
    await FileScenario.ReadAsync(path);
    return 0;
}

if (args is ["fuzz", .. var options])
{
    return await FuzzScenario.RunAsync(options);
}

if (args is [] or [Quick])
{
    var root = PortalHost.SolutionRoot() ?? Environment.CurrentDirectory;
    await new WholeScenario(args is [Quick]).RunAsync(Path.Combine(root, "artifacts", "bench.json"));
    return 0;
}

if (args.Length > 1 || scenarios.GetValueOrDefault(args[0]) is not { } run)
{
    await Console.Error.WriteLineAsync($"Usage: ./portal bench [{Quick} | {string.Join(" | ", scenarios.Keys)} | fuzz]");
    return 2;
}

Console.WriteLine($"\n{args[0]}");
await run();

return 0;
