using AdminPortal.Bench;
using AdminPortal.Bench.Whole;
using AdminPortal.Web.Startup;

Dictionary<string, Func<bool, Task>> scenarios = new()
{
    ["reports"] = _ => ReportScenario.RunAsync(),
    ["exports"] = _ => ExportScenario.RunAsync(),
    ["check-ins"] = _ => CheckInScenario.RunAsync(),
    ["kills"] = _ => KillScenario.RunAsync(),
    ["files"] = _ => FileScenario.RunAsync(),
    ["imports"] = _ => ImportScenario.RunAsync(),
    ["removal"] = _ => RemovalScenario.RunAsync(),
    ["stations"] = _ => StationScenario.RunAsync(),
    ["lists"] = ListScenario.RunAsync,
    ["badges"] = _ => BadgeScenario.RunAsync(),
    ["nodes"] = NodeScenario.RunAsync,
    ["memory"] = MemoryScenario.RunAsync,
    ["pages"] = _ => PageScenario.RunAsync(),
    ["forecast"] = _ => ForecastScenario.RunAsync(),
    ["webhooks"] = _ => WebhookScenario.RunAsync(),
    ["mails"] = _ => MailScenario.RunAsync(),
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

if (args is not ([_] or [_, Quick]) || scenarios.GetValueOrDefault(args[0]) is not { } run)
{
    await Console.Error.WriteLineAsync($"Usage: ./portal bench [{Quick} | ({string.Join(" | ", scenarios.Keys)}) [{Quick}] | fuzz]");
    return 2;
}

Console.WriteLine($"\n{args[0]}");
await run(args.Length == 2);

return 0;
