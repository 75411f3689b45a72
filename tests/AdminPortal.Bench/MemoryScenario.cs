using System.Diagnostics;
using AdminPortal.Data.Sqlite;
using AdminPortal.Domain;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>
/// What a window and a wall display cost a node in memory, each in a process of its own, and what of it goes back to the machine when all
/// of them are gone.
/// </summary>
internal static class MemoryScenario
{
    private const double Megabyte = 1_048_576;

    /// <summary>Runs it.</summary>
    /// <param name="quick">A tenth of the windows and displays, and a look at them for a minute.</param>
    public static async Task RunAsync(bool quick)
    {
        Console.WriteLine($"{"",-16} {"before MB",10} {"open MB",10} {"each KB",10}   MB so many seconds after the end");
        var (count, afterwards) = quick ? (60, TimeSpan.FromMinutes(1)) : (600, TimeSpan.FromMinutes(5));
        await MeasureAsync("windows", count, afterwards, async (node, http, _) =>
        {
            var visitor = new Visitor(http);
            await visitor.SignInAsync("olga@memory.example", "Correct-Horse-1");
            await using var first = await PortalWindow.OpenAsync(node.Address, http, "/", visitor.Cookies);
            return async () => (IAsyncDisposable)await PortalWindow.OpenAsync(node.Address, http, "/", visitor.Cookies);
        });
        await MeasureAsync("wall displays", count, afterwards, (node, http, wall) =>
            Task.FromResult<Func<Task<IAsyncDisposable>>>(async () => await Display.OpenAsync(node, http, wall)));
    }

    private static async Task MeasureAsync(
        string name, int count, TimeSpan afterwards, Func<PortalNode, HttpClient, string, Task<Func<Task<IAsyncDisposable>>>> prepareAsync)
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-memory").FullName;
        try
        {
            await using var node = new PortalNode(folder, "--Portal:PublicUrl=http://127.0.0.1", "--Portal:CircuitsPerUser=10000",
                "--Portal:CircuitsPerAddress=10000", "--Portal:WallStreamsPerLink=10000", "--Portal:WallStreamsPerAddress=10000");
            await node.StartAsync();
            var wall = await SeedAsync(Path.Combine(folder, "portal.db"));
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            { BaseAddress = node.Address };
            var openAsync = await prepareAsync(node, http, wall);
            var opened = new List<IAsyncDisposable> { await openAsync() };
            var before = Memory(node);
            while (opened.Count <= count)
            {
                opened.AddRange(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => openAsync())));
            }

            var full = Memory(node);
            foreach (var one in opened)
            {
                await one.DisposeAsync();
            }

            var after = new List<string>();
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < afterwards;)
            {
                await Task.Delay(afterwards / 10);
                after.Add($"{Stopwatch.GetElapsedTime(began).TotalSeconds:N0}: {Memory(node):N0}");
            }

            Console.WriteLine($"{$"{opened.Count - 1:N0} {name}",-16} {before,10:N0} {full,10:N0} "
                + $"{(full - before) * 1024 / (opened.Count - 1),10:N0}   {string.Join("  ", after)}");
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, true);
        }
    }

    private static double Memory(PortalNode node)
    {
        node.Process.Refresh();
        return node.Process.WorkingSet64 / Megabyte;
    }

    /// <summary>An organisation with an owner, an event and a wall, whose token is answered.</summary>
    private static async Task<string> SeedAsync(string file)
    {
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddPortalDomain()
            .AddDbContextFactory<PortalDb>(options => options.UsePortalSqlite($"Data Source={file}")).BuildServiceProvider();
        var tenant = (await services.GetRequiredService<TenantService>()
            .CreateAsync(Actor.System(0, "memory"), new TenantDraft("memory", "Memory"))).Required();
        var owner = Actor.System(tenant, "memory");
        (await services.GetRequiredService<UserService>()
            .CreateAsync(owner, "olga@memory.example", "Olga", Role.Organiser, "Correct-Horse-1")).Required();
        var now = DateTime.UtcNow;
        var happening = (await services.GetRequiredService<EventService>().CreateAsync(owner,
            new EventDraft("memory", "Memory", null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin"))).Required();
        return (await services.GetRequiredService<WallService>().CreateAsync(owner, happening, new WallDraft("Foyer"))).Required().Token;
    }

    /// <summary>A wall display that reads and throws away.</summary>
    private sealed class Display(HttpResponseMessage response, Task reading) : IAsyncDisposable
    {
        public static async Task<Display> OpenAsync(PortalNode node, HttpClient http, string wall)
        {
            var response = await http.GetAsync(new Uri(node.Address, $"/wall/{wall}/events"), HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            var stream = await response.Content.ReadAsStreamAsync();
            return new Display(response, stream.CopyToAsync(Stream.Null));
        }

        public async ValueTask DisposeAsync()
        {
            response.Dispose();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
