using AdminPortal.Bench;

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
    ["webhooks"] = WebhookScenario.RunAsync,
};
if (args is [FileScenario.One, var path])
{
    await FileScenario.ReadAsync(path);
    return 0;
}

if (args.Length > 1 || (args.Length == 1 && !scenarios.ContainsKey(args[0])))
{
    await Console.Error.WriteLineAsync($"Usage: ./portal bench [{string.Join(" | ", scenarios.Keys)}]");
    return 2;
}

foreach (var (name, run) in scenarios.Where(scenario => args.Length == 0 || scenario.Key == args[0]))
{
    Console.WriteLine($"\n{name}");
    await run();
}

return 0;
